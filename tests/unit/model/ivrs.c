/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AMD's table: whole, cut at every byte, and with each block spoilt. */
#include "model/ivrs.h"

#include "support/table.h"
#include "test.h"

#define OLD_AT    48
#define NEW_AT    (OLD_AT + 40)
#define REGION_AT (NEW_AT + 84)

static void add_region(struct table *table, int type, int first, int last,
                       uint64_t length)
{
	TABLE_BYTES(table, type, 7, 32, 0);
	table_add(table, (uint64_t)first, 2);
	table_add(table, (uint64_t)last, 2);
	table_add(table, 0, 8);
	table_add(table, 0x9e000000, 8);
	table_add(table, length, 8);
}

/* One unit in an old block and a new one, a device that ACPI names, regions of each kind.
 */
static struct table good(void)
{
	struct table table = table_new("IVRS", 48);

	table_set(&table, 36, 0x203043, 4);
	TABLE_BYTES(&table, 0x10, 0xb0, 40, 0, 2, 0, 0x40, 0, 0, 0, 0xb8, 0xfe, 0, 0, 0,
	            0);
	TABLE_BYTES(&table, 0, 0, 0, 0, 0, 0, 0, 0, 3, 8, 0, 0, 4, 0xfe, 0xff, 0);
	TABLE_BYTES(&table, 0x48, 0, 0, 0, 0, 0xa0, 0, 1);
	TABLE_BYTES(&table, 0x11, 0xb0, 84, 0, 2, 0, 0x40, 0, 0, 0, 0xb8, 0xfe, 0, 0, 0,
	            0);
	TABLE_BYTES(&table, 0, 0, 0, 0, 0, 0, 0, 0);
	table_add(&table, 0, 8);
	table_add(&table, 0, 8);
	TABLE_BYTES(&table, 0x48, 0, 0, 0, 0, 0xa0, 0, 1, 0x48, 0, 0, 0, 0, 0x98, 0, 2);
	TABLE_BYTES(&table, 0xf0, 0x98, 0, 0, 'A', 'M', 'D', 'I', '0', '0', '2', '0');
	table_add(&table, 0, 8);
	TABLE_BYTES(&table, 2, 6, '_', 'S', 'B', '.', 'X', 0);
	add_region(&table, 0x20, 0, 0, 0x1000);
	add_region(&table, 0x21, 0x0300, 0, 0x1000);
	add_region(&table, 0x22, 0x0400, 0x04ff, 0x2000);
	TABLE_BYTES(&table, 0x51, 0, 4, 0);
	table_close(&table);
	return table;
}

static void reads_all_of_it(void)
{
	const struct table table = good();
	struct arena *arena = arena_new();
	const struct ivrs_region *region;
	struct ivrs ivrs;

	CHECK_INT(ivrs_read(arena, table.bytes, table.length, &ivrs), 0);
	CHECK_TEXT(ivrs.health.defect, NULL);
	CHECK(!ivrs.health.sum_is_wrong);
	CHECK_INT(ivrs.info, 0x203043);
	CHECK_INT(ivrs.n_blocks, 2);
	CHECK_INT(ivrs.n_units, 1);
	CHECK_INT(ivrs.units->type, 0x10);
	CHECK_INT(ivrs.units->id, 2);
	CHECK_INT(ivrs.units->base, 0xfeb80000);
	CHECK_INT(ivrs.units->n_ioapics, 1);
	CHECK_INT(ivrs.units->next->n_ioapics, 1);
	CHECK_INT(ivrs.n_regions, 3);
	region = ivrs.regions;
	CHECK_INT(region->first, 0);
	CHECK_INT(region->last, 0xffff);
	CHECK_INT(region->start, 0x9e000000);
	CHECK_INT(region->end, 0x9e000fff);
	CHECK_INT(region->flags, 7);
	CHECK_INT(region->next->first, 0x0300);
	CHECK_INT(region->next->last, 0x0300);
	CHECK_INT(region->next->next->last, 0x04ff);
	arena_free(arena);
}

static struct found read_it(struct arena *arena, const uint8_t *bytes, size_t length)
{
	struct ivrs ivrs;

	CHECK_INT(ivrs_read(arena, bytes, length, &ivrs), 0);
	return (struct found){ ivrs.health, ivrs.n_blocks, ivrs.n_regions };
}

static void reads_no_further_than_it_goes(void)
{
	table_cut_everywhere(good, read_it);
}

static void says_where_it_is_malformed(void)
{
	static const struct spoilt rows[] = {
		{ OLD_AT + 2, 0, 2, OLD_AT, "a structure is shorter than its own header",
		  0, 0 },
		{ OLD_AT + 2, 20, 2, OLD_AT, "a structure is too short for its kind", 0,
		  0 },
		{ NEW_AT + 2, 36, 2, NEW_AT, "a structure is too short for its kind", 1,
		  0 },
		{ OLD_AT + 32, 0xff, 1, OLD_AT + 32,
		  "a device entry reaches beyond its block", 1, 0 },
		{ NEW_AT + 56 + 21, 7, 1, NEW_AT + 56,
		  "a device entry reaches beyond its block", 2, 0 },
		{ REGION_AT + 24, 0, 8, REGION_AT, "a region ends before it starts", 2,
		  0 },
		{ REGION_AT + 24, SIZE_MAX, 8, REGION_AT,
		  "a region ends before it starts", 2, 0 },
		{ REGION_AT + 64 + 6, 0x3ff, 2, REGION_AT + 64,
		  "a region ends before it starts", 2, 2 },
	};

	table_spoil_each(good, rows, sizeof(rows) / sizeof(rows[0]), read_it);
}

TESTS(TEST(reads_all_of_it), TEST(reads_no_further_than_it_goes),
      TEST(says_where_it_is_malformed))
