/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of virtio-iommu: whole, cut at every byte, and with each node spoilt. */
#include "model/viot.h"

#include "support/table.h"
#include "test.h"

#define UNIT_AT  48
#define RANGE_AT (UNIT_AT + 16)

static struct table good(void)
{
	struct table table = table_new("VIOT", 48);

	table_set(&table, 36, 5, 2);
	table_set(&table, 38, UNIT_AT, 2);
	TABLE_BYTES(&table, 3, 0, 16, 0, 1, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	TABLE_BYTES(&table, 1, 0, 24, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0xff, 0xff,
	            UNIT_AT, 0, 0, 0, 0, 0, 0, 0);
	TABLE_BYTES(&table, 2, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0xa, 0, 0, 0, 0, UNIT_AT, 0,
	            0, 0, 0, 0, 0, 0);
	TABLE_BYTES(&table, 4, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0xb, 0, 0, 0, 0);
	TABLE_BYTES(&table, 9, 0, 4, 0);
	table_close(&table);
	return table;
}

static void reads_all_of_it(void)
{
	const struct table table = good();
	struct arena *arena = arena_new();
	struct viot viot;

	CHECK_INT(viot_read(arena, table.bytes, table.length, &viot), 0);
	CHECK_TEXT(viot.health.defect, NULL);
	CHECK(!viot.health.sum_is_wrong);
	CHECK_INT(viot.n_units, 2);
	CHECK(viot.units->is_pci && !viot.units->next->is_pci);
	CHECK_INT(viot.units->segment, 1);
	CHECK_INT(viot.units->id, 0x10);
	CHECK_INT(viot.units->next->base, 0x0b000000);
	CHECK_INT(viot.n_ranges, 1);
	CHECK_INT(viot.ranges->first_segment, 1);
	CHECK_INT(viot.ranges->last, 0xffff);
	CHECK_INT(viot.n_endpoints, 1);
	arena_free(arena);
}

static struct found read_it(struct arena *arena, const uint8_t *bytes, size_t length)
{
	struct viot viot;

	CHECK_INT(viot_read(arena, bytes, length, &viot), 0);
	return (struct found){ viot.health, viot.n_units, viot.n_ranges };
}

static void reads_no_further_than_it_goes(void)
{
	table_cut_everywhere(good, read_it);
}

static void says_where_it_is_malformed(void)
{
	static const struct spoilt rows[] = {
		{ 36, 6, 2, RANGE_AT + 68, "it ends before the nodes it counts", 2, 1 },
		{ 36, 0xffff, 2, RANGE_AT + 68, "it ends before the nodes it counts", 2,
		  1 },
		{ 38, 40, 2, 38, "its nodes stand in its header", 0, 0 },
		{ 38, 0xffff, 2, RANGE_AT + 68, "it ends before the nodes it counts", 0,
		  0 },
		{ UNIT_AT + 2, 0, 2, UNIT_AT,
		  "a structure is shorter than its own header", 0, 0 },
		{ UNIT_AT + 2, 12, 2, UNIT_AT, "a structure is too short for its kind", 0,
		  0 },
		{ RANGE_AT + 10, 0, 2, RANGE_AT, "a range ends before it starts", 1, 0 },
	};

	table_spoil_each(good, rows, sizeof(rows) / sizeof(rows[0]), read_it);
}

TESTS(TEST(reads_all_of_it), TEST(reads_no_further_than_it_goes),
      TEST(says_where_it_is_malformed))
