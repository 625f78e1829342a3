/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ARM's table: whole, cut at every byte, with nodes and mappings that lead nowhere. */
#include "model/iort.h"

#include "support/table.h"
#include "test.h"

#define SMMU_AT 48
#define V2_AT   (SMMU_AT + 60)
#define ROOT_AT (V2_AT + 60)
#define RMR_AT  (ROOT_AT + 52)

static void add_node(struct table *table, int kind, size_t length, unsigned mappings,
                     size_t at)
{
	table_add(table, (uint64_t)kind, 1);
	table_add(table, length, 2);
	TABLE_BYTES(table, 1, 0, 0, 0, 0);
	table_add(table, mappings, 4);
	table_add(table, at, 4);
}

static void add_mapping(struct table *table, const uint32_t *numbers)
{
	for (size_t i = 0; i < 5; i++)
		table_add(table, numbers[i], 4);
}

/* A unit of each kind, a root complex before the first, and memory kept for two ids. */
static struct table good(void)
{
	struct table table = table_new("IORT", 48);

	table_set(&table, 36, 4, 4);
	table_set(&table, 40, SMMU_AT, 4);
	add_node(&table, IORT_SMMU_V3, 60, 0, 0);
	table_add(&table, 0x2b400000, 8);
	table.length = V2_AT;
	add_node(&table, IORT_SMMU, 60, 0, 0);
	table_add(&table, 0x2b600000, 8);
	table.length = ROOT_AT;
	add_node(&table, IORT_ROOT_COMPLEX, 52, 1, 32);
	table_add(&table, 1, 8);
	table_add(&table, 0, 4);
	table_add(&table, 2, 4);
	add_mapping(&table, (const uint32_t[]){ 0, 0xffff, 0x10000, SMMU_AT, 0 });
	add_node(&table, IORT_RESERVED, 68, 1, 48);
	table_add(&table, 1, 4);
	table_add(&table, 1, 4);
	table_add(&table, 28, 4);
	table_add(&table, 0x80000000, 8);
	table_add(&table, 0x10000, 8);
	table_add(&table, 0, 4);
	add_mapping(&table, (const uint32_t[]){ 0, 1, 0x10100, SMMU_AT, 1 });
	table_close(&table);
	return table;
}

static void reads_all_of_it(void)
{
	const struct table table = good();
	struct arena *arena = arena_new();
	const struct iort_node *root, *reserved;
	struct iort iort;

	CHECK_INT(iort_read(arena, table.bytes, table.length, &iort), 0);
	CHECK_TEXT(iort.health.defect, NULL);
	CHECK(!iort.health.sum_is_wrong);
	CHECK_INT(iort.n_nodes, 4);
	CHECK_INT(iort_count(&iort, IORT_SMMU_V3), 1);
	CHECK_INT(iort_count(&iort, IORT_SMMU), 1);
	CHECK_INT(iort_count(&iort, IORT_ITS), 0);
	CHECK_INT(iort.nodes[0].base, 0x2b400000);
	CHECK_INT(iort.nodes[1].base, 0x2b600000);
	root = &iort.nodes[2];
	CHECK_INT(root->segment, 2);
	CHECK_INT(root->n_mappings, 1);
	CHECK_INT(root->mappings[0].last, 0xffff);
	CHECK_INT(root->mappings[0].output, 0x10000);
	CHECK_INT(root->mappings[0].to, 0);
	CHECK(!root->mappings[0].is_single);
	reserved = &iort.nodes[3];
	CHECK_INT(reserved->flags, 1);
	CHECK_INT(reserved->n_regions, 1);
	CHECK_INT(reserved->regions[0].start, 0x80000000);
	CHECK_INT(reserved->regions[0].end, 0x8000ffff);
	CHECK(reserved->mappings[0].is_single);
	arena_free(arena);
}

static struct found read_it(struct arena *arena, const uint8_t *bytes, size_t length)
{
	struct iort iort;
	size_t mappings = 0;

	CHECK_INT(iort_read(arena, bytes, length, &iort), 0);
	for (size_t i = 0; i < iort.n_nodes; i++)
		for (size_t m = 0; m < iort.nodes[i].n_mappings; m++, mappings++)
			CHECK(iort.health.defect ||
			      iort.nodes[i].mappings[m].to < iort.n_nodes);
	return (struct found){ iort.health, iort.n_nodes, mappings };
}

static void reads_no_further_than_it_goes(void)
{
	table_cut_everywhere(good, read_it);
}

static void says_where_it_is_malformed(void)
{
	static const struct spoilt rows[] = {
		{ 36, 5, 4, RMR_AT + 68, "it ends before the nodes it counts", 4, 2 },
		{ 36, UINT32_MAX, 4, 36, "it has no room for the nodes it counts", 0, 0 },
		{ 40, 47, 4, 36, "it has no room for the nodes it counts", 0, 0 },
		{ 40, UINT32_MAX, 4, 36, "it has no room for the nodes it counts", 0, 0 },
		{ V2_AT + 1, 0, 2, V2_AT, "a structure is shorter than its own header", 1,
		  0 },
		{ V2_AT + 1, 40, 2, V2_AT, "a structure is too short for its kind", 1,
		  0 },
		{ ROOT_AT + 8, 2, 4, ROOT_AT, "a node's list reaches beyond it", 2, 0 },
		{ ROOT_AT + 8, UINT32_MAX, 4, ROOT_AT, "a node's list reaches beyond it",
		  2, 0 },
		{ ROOT_AT + 12, UINT32_MAX, 4, ROOT_AT, "a node's list reaches beyond it",
		  2, 0 },
		{ ROOT_AT + 44, V2_AT + 1, 4, ROOT_AT,
		  "a node maps to one that is not there", 4, 2 },
		{ RMR_AT + 20, UINT32_MAX, 4, RMR_AT, "a node's list reaches beyond it",
		  3, 1 },
		{ RMR_AT + 36, 0, 8, RMR_AT + 28, "a region ends before it starts", 3,
		  1 },
	};

	table_spoil_each(good, rows, sizeof(rows) / sizeof(rows[0]), read_it);
}

TESTS(TEST(reads_all_of_it), TEST(reads_no_further_than_it_goes),
      TEST(says_where_it_is_malformed))
