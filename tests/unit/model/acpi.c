/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Headers and sums of tables, and lists of structures that end, whatever they say. */
#include "model/acpi.h"

#include "support/table.h"
#include "test.h"

static struct acpi_health open_it(const struct table *table)
{
	struct acpi_health health;

	(void)acpi_open(table->bytes, table->length, "TEST", 40, &health);
	return health;
}

static void opens_a_table_that_is_sane(void)
{
	struct table table = table_new("TEST", 48);
	struct acpi_health health;
	struct octets got;

	table_close(&table);
	got = acpi_open(table.bytes, sizeof(table.bytes), "TEST", 40, &health);
	CHECK_INT(got.length, 48);
	CHECK(!health.sum_is_wrong);
	CHECK_TEXT(health.defect, NULL);
}

static void says_what_is_wrong_with_a_header(void)
{
	static const struct {
		const char *signature, *defect;
		size_t length, said, at;
	} rows[] = {
		{ "TEST", "it ends within its header", 35, 35, 35 },
		{ "TSET", "its signature is another", 48, 48, 0 },
		{ "TEST", "it says it is shorter than such tables are", 48, 39, 4 },
		{ "TEST", "it says it is shorter than such tables are", 48, 0, 4 },
		{ "TEST", "it ends before the length it gives", 48, 49, 48 },
		{ "TEST", "it ends before the length it gives", 48, UINT32_MAX, 48 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct table table = table_new(rows[i].signature, rows[i].length);
		struct acpi_health health;

		NOTE("row %zu", i);
		table_set(&table, 4, rows[i].said, 4);
		health = open_it(&table);
		CHECK_TEXT(health.defect, rows[i].defect);
		CHECK_INT(health.at, rows[i].at);
		CHECK(!health.sum_is_wrong);
	}
}

static void adds_up_what_belongs_to_it(void)
{
	struct table table = table_new("TEST", 48);
	struct acpi_health health;

	table_close(&table);
	table.bytes[47] ^= 1;
	CHECK(open_it(&table).sum_is_wrong);
	table.bytes[47] ^= 1;
	table_add(&table, 0x55, 1);
	health = open_it(&table);
	CHECK(!health.sum_is_wrong);
	CHECK_TEXT(health.defect, NULL);
}

/* Walks structures of two bytes of header: kind, length. */
static size_t walk(const uint8_t *bytes, size_t length, struct acpi_health *health)
{
	struct acpi_list list = { .within = { bytes, length, 100 },
		                  .health = health,
		                  .length_at = 1,
		                  .length_size = 1,
		                  .shortest = 2 };
	struct octets one;
	size_t n = 0;

	while (acpi_next(&list, &one)) {
		CHECK(one.length >= 2);
		n++;
	}
	return n;
}

static void walks_to_the_end_or_to_a_defect(void)
{
	static const struct {
		uint8_t bytes[8];
		size_t length, n, at;
		const char *defect;
	} rows[] = {
		{ { 0 }, 0, 0, 0, NULL },
		{ { 1, 2, 1, 4, 9, 9 }, 6, 2, 0, NULL },
		{ { 1, 2, 1 }, 3, 1, 102, "a structure is cut off" },
		{ { 1, 2, 1, 0 },
		  4,
		  1,
		  102,
		  "a structure is shorter than its own header" },
		{ { 1, 1 }, 2, 0, 100, "a structure is shorter than its own header" },
		{ { 1, 2, 1, 3 }, 4, 1, 102, "a structure reaches beyond the end" },
		{ { 1, 255 }, 2, 0, 100, "a structure reaches beyond the end" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct acpi_health health = { 0 };

		NOTE("row %zu", i);
		CHECK_INT(walk(rows[i].bytes, rows[i].length, &health), rows[i].n);
		CHECK_TEXT(health.defect, rows[i].defect);
		CHECK_INT(health.at, rows[i].at);
	}
}

static void keeps_the_first_defect(void)
{
	const struct octets one = { (const uint8_t *)"", 1, 7 };
	struct acpi_health health = { 0 };

	CHECK(acpi_suffices(&one, 1, &health));
	CHECK_TEXT(health.defect, NULL);
	CHECK(!acpi_suffices(&one, 2, &health));
	acpi_defect(&health, 9, "another");
	CHECK_TEXT(health.defect, "a structure is too short for its kind");
	CHECK_INT(health.at, 7);
}

TESTS(TEST(opens_a_table_that_is_sane), TEST(says_what_is_wrong_with_a_header),
      TEST(adds_up_what_belongs_to_it), TEST(walks_to_the_end_or_to_a_defect),
      TEST(keeps_the_first_defect))
