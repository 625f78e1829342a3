/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/table.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

#define LENGTH_AT 4
#define SUM_AT    9

struct table table_new(const char *signature, size_t size)
{
	struct table table = { .length = size };

	memcpy(table.bytes, signature, strlen(signature));
	return table;
}

void table_set(struct table *table, size_t at, uint64_t value, size_t size)
{
	CHECK(at + size <= sizeof(table->bytes));
	for (size_t i = 0; i < size; i++)
		table->bytes[at + i] = (uint8_t)(value >> 8 * i);
}

void table_add(struct table *table, uint64_t value, size_t size)
{
	table_set(table, table->length, value, size);
	table->length += size;
}

void table_bytes(struct table *table, const int *bytes)
{
	for (; *bytes >= 0; bytes++)
		table_add(table, (uint64_t)*bytes, 1);
}

void table_close(struct table *table)
{
	uint8_t sum = 0;

	table_set(table, LENGTH_AT, table->length, 4);
	table->bytes[SUM_AT] = 0;
	for (size_t i = 0; i < table->length; i++)
		sum = (uint8_t)(sum + table->bytes[i]);
	table->bytes[SUM_AT] = (uint8_t)-sum;
}

static bool read_copy(const struct table *table, size_t length,
                      bool (*read)(const uint8_t *bytes, size_t length))
{
	uint8_t *copy = malloc(length ? length : 1);
	bool is_defective;

	CHECK(copy);
	memcpy(copy, table->bytes, length);
	is_defective = read(copy, length);
	free(copy);
	return is_defective;
}

void table_cut_everywhere(const struct table *table,
                          bool (*read)(const uint8_t *bytes, size_t length))
{
	CHECK(!read_copy(table, table->length, read));
	for (size_t length = 0; length < table->length; length++) {
		struct table mended = *table;

		NOTE("cut to %zu bytes", length);
		CHECK(read_copy(table, length, read));
		mended.length = length;
		if (length > SUM_AT)
			table_close(&mended);
		(void)read_copy(&mended, length, read);
	}
}
