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

static struct found read_copy(const struct table *table, size_t length,
                              table_reader *read)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(freep) uint8_t *copy = malloc(length ? length : 1);

	CHECK(arena && copy);
	memcpy(copy, table->bytes, length);
	return read(arena, copy, length);
}

void table_cut_everywhere(table_maker *good, table_reader *read)
{
	const struct table table = good();

	CHECK_TEXT(read_copy(&table, table.length, read).health.defect, NULL);
	for (size_t length = 0; length < table.length; length++) {
		struct table mended = table;

		NOTE("cut to %zu bytes", length);
		CHECK(read_copy(&table, length, read).health.defect);
		mended.length = length;
		if (length > SUM_AT)
			table_close(&mended);
		(void)read_copy(&mended, length, read);
	}
}

void table_spoil_each(table_maker *good, const struct spoilt *rows, size_t n_rows,
                      table_reader *read)
{
	for (size_t i = 0; i < n_rows; i++) {
		struct table spoilt = good();
		struct found found;

		NOTE("row %zu", i);
		table_set(&spoilt, rows[i].set, rows[i].value, rows[i].size);
		table_close(&spoilt);
		found = read_copy(&spoilt, spoilt.length, read);
		CHECK(!found.health.sum_is_wrong);
		CHECK_TEXT(found.health.defect, rows[i].defect);
		CHECK_INT(found.health.at, rows[i].at);
		CHECK_INT(found.n, rows[i].n);
		CHECK_INT(found.n_others, rows[i].n_others);
	}
}
