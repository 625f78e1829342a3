/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Intel's table: whole, cut at every byte, and with each structure spoilt. */
#include "model/dmar.h"

#include "support/table.h"
#include "test.h"

#define DRHD_AT 48
#define RMRR_AT (DRHD_AT + 24)

/* One unit with an IOAPIC, one with all the rest, a region of two devices, and one each
 * of what is only counted. */
static struct table good(void)
{
	struct table table = table_new("DMAR", 48);

	table_set(&table, 36, 38, 1);
	table_set(&table, 37, 0x5, 1);
	TABLE_BYTES(&table, 0, 0, 24, 0, 0, 0, 1, 0, 0, 0x10, 0xd9, 0xfe, 0, 0, 0, 0);
	TABLE_BYTES(&table, 3, 8, 0, 0, 2, 0xf0, 0x1f, 7);
	TABLE_BYTES(&table, 1, 0, 42, 0, 0, 0, 0, 0);
	table_add(&table, 0x7b800000, 8);
	table_add(&table, 0x7fffffff, 8);
	TABLE_BYTES(&table, 1, 10, 0, 0, 0, 0, 0x1c, 4, 0, 1);
	TABLE_BYTES(&table, 2, 8, 0, 0, 0, 3, 0x02, 0);
	TABLE_BYTES(&table, 0, 0, 16, 0, 1, 0, 0, 0, 0, 0, 0xd9, 0xfe, 0, 0, 0, 0);
	TABLE_BYTES(&table, 2, 0, 16, 0, 0, 0, 0, 0, 2, 8, 0, 0, 0, 0, 1, 0);
	TABLE_BYTES(&table, 3, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0xd9, 0xfe, 0, 0, 0, 0, 0, 0,
	            0, 0);
	TABLE_BYTES(&table, 4, 0, 12, 0, 0, 0, 0, 1, '\\', 'S', 'B', 0);
	TABLE_BYTES(&table, 5, 0, 16, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 2, 0);
	TABLE_BYTES(&table, 99, 0, 4, 0);
	table_close(&table);
	return table;
}

static void reads_all_of_it(void)
{
	const struct table table = good();
	struct arena *arena = arena_new();
	const struct dmar_region *region;
	const struct scope *scope;
	struct dmar dmar;

	CHECK_INT(dmar_read(arena, table.bytes, table.length, &dmar), 0);
	CHECK_TEXT(dmar.health.defect, NULL);
	CHECK(!dmar.health.sum_is_wrong);
	CHECK_INT(dmar.width, 39);
	CHECK(dmar.remaps_interrupts && !dmar.x2apic_opt_out && dmar.platform_opt_in);
	CHECK_INT(dmar.n_units, 2);
	CHECK_INT(dmar.units->segment, 1);
	CHECK_INT(dmar.units->base, 0xfed91000);
	CHECK(!dmar.units->include_all && dmar.units->next->include_all);
	CHECK_INT(dmar.units->scopes->kind, SCOPE_IOAPIC);
	CHECK_INT(dmar.units->scopes->bus, 0xf0);
	CHECK_INT(dmar.n_regions, 1);
	region = dmar.regions;
	CHECK_INT(region->start, 0x7b800000);
	CHECK_INT(region->end, 0x7fffffff);
	scope = region->scopes;
	CHECK_INT(scope->kind, SCOPE_ENDPOINT);
	CHECK_INT(scope->n_steps, 2);
	CHECK_INT(scope->path[0].device, 0x1c);
	CHECK_INT(scope->path[0].function, 4);
	CHECK_INT(scope->path[1].function, 1);
	scope = scope->next;
	CHECK_INT(scope->kind, SCOPE_BRIDGE);
	CHECK_INT(scope->bus, 3);
	CHECK(!scope->next);
	CHECK_INT(dmar.n_atsr + dmar.n_rhsa + dmar.n_andd + dmar.n_satc, 4);
	arena_free(arena);
}

static struct found read_it(struct arena *arena, const uint8_t *bytes, size_t length)
{
	struct dmar dmar;

	CHECK_INT(dmar_read(arena, bytes, length, &dmar), 0);
	return (struct found){ dmar.health, dmar.n_units, dmar.n_regions };
}

static void reads_no_further_than_it_goes(void)
{
	table_cut_everywhere(good, read_it);
}

static void says_where_it_is_malformed(void)
{
	static const struct spoilt rows[] = {
		{ DRHD_AT + 2, 0, 2, DRHD_AT,
		  "a structure is shorter than its own header", 0, 0 },
		{ DRHD_AT + 2, 12, 2, DRHD_AT, "a structure is too short for its kind", 0,
		  0 },
		{ DRHD_AT + 2, 0xffff, 2, DRHD_AT, "a structure reaches beyond the end",
		  0, 0 },
		{ DRHD_AT + 17, 0, 1, DRHD_AT + 16,
		  "a structure is shorter than its own header", 1, 0 },
		{ DRHD_AT + 17, 6, 1, DRHD_AT + 16, "a scope without a whole path", 1,
		  0 },
		{ DRHD_AT + 17, 7, 1, DRHD_AT + 16, "a scope without a whole path", 1,
		  0 },
		{ DRHD_AT + 17, 10, 1, DRHD_AT + 16, "a structure reaches beyond the end",
		  1, 0 },
		{ RMRR_AT + 16, 0, 8, RMRR_AT, "a region ends before it starts", 1, 0 },
	};

	table_spoil_each(good, rows, sizeof(rows) / sizeof(rows[0]), read_it);
}

static void reads_what_does_not_add_up(void)
{
	struct arena *arena = arena_new();
	struct table table = good();
	struct dmar dmar;

	table.bytes[9]++;
	CHECK_INT(dmar_read(arena, table.bytes, table.length, &dmar), 0);
	CHECK(dmar.health.sum_is_wrong);
	CHECK_TEXT(dmar.health.defect, NULL);
	CHECK_INT(dmar.n_units, 2);
	arena_free(arena);
}

TESTS(TEST(reads_all_of_it), TEST(reads_no_further_than_it_goes),
      TEST(says_where_it_is_malformed), TEST(reads_what_does_not_add_up))
