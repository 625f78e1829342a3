/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which tables there are, which can be read, and what a devicetree has instead. */
#include "model/firmware.h"

#include "base/text.h"
#include "scan/platform.h"
#include "support/tree.h"
#include "test.h"

#define TABLES_AT FIRMWARE_TABLES "/"
#define APIC      TABLES_AT "APIC :\n"
#define NODE      FIRMWARE_TREE "/soc/"

/* A DMAR without structures: 48 bytes, 39 bits, interrupts remapped. */
#define DMAR                                                                    \
	TABLES_AT "DMAR : 444d415230000000019600000000000000000000000000000000" \
		  "000000000000000000002601000000000000000000000000\n"

struct scene {
	struct fixture *fixture;
	struct scan *scan;
	struct host *host;
	const struct firmware *firmware;
};

static void set_up(struct scene *s, const char *tree)
{
	s->fixture = fixture_new(tree);
	s->scan = scan_new(&s->fixture->root, NULL);
	CHECK(s->scan);
	CHECK_INT(scan_host(s->scan, &s->host, NULL), 0);
	CHECK_INT(scan_platform(s->scan, s->host, PLATFORM_FIRMWARE, NULL), 0);
	s->firmware = s->host->platform->firmware;
	CHECK(s->firmware);
}

static void tear_down(struct scene *s)
{
	scan_free(s->scan);
	host_free(s->host);
	fixture_free(s->fixture);
}

static const struct unknown *unknown(const struct scene *s, const char *member)
{
	return unknown_find(s->host->platform->unknown, member);
}

static void reads_the_tables_that_are_there(void)
{
	struct scene s;

	set_up(&s, APIC DMAR);
	CHECK_INT(s.firmware->tables_known, KNOWN);
	CHECK_INT(s.firmware->tables[TABLE_DMAR].present, KNOWN);
	CHECK_INT(s.firmware->tables[TABLE_DMAR].content, KNOWN);
	CHECK_TEXT(s.firmware->dmar.health.defect, NULL);
	CHECK_INT(s.firmware->dmar.width, 39);
	CHECK(s.firmware->dmar.remaps_interrupts);
	CHECK_INT(s.firmware->tables[TABLE_IVRS].present, ABSENT);
	CHECK_INT(s.firmware->tables[TABLE_IVRS].content, ABSENT);
	CHECK_INT(s.firmware->tree_known, ABSENT);
	CHECK(!s.host->platform->unknown);
	tear_down(&s);
}

static void knows_of_a_table_that_it_cannot_read(void)
{
	struct scene s;

	set_up(&s, APIC TABLES_AT "IVRS -> IVRS\n");
	CHECK_INT(s.firmware->tables[TABLE_IVRS].present, KNOWN);
	CHECK_INT(s.firmware->tables[TABLE_IVRS].content, UNKNOWN);
	CHECK(unknown(&s, "IVRS"));
	CHECK_TEXT(unknown(&s, "IVRS")->path, TABLES_AT "IVRS");
	tear_down(&s);
}

static void believes_no_table_without_end(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	char *tree = arena_alloc(arena, 2 * 65537 + 256);
	size_t at;
	struct scene s;

	CHECK(tree);
	CHECK_INT(text_format(tree, 256, TABLES_AT "VIOT : "), 0);
	for (at = 0; tree[at];)
		at++;
	for (size_t i = 0; i < 2 * (size_t)65537; i++)
		tree[at + i] = '0';
	set_up(&s, tree);
	CHECK_INT(s.firmware->tables[TABLE_VIOT].content, UNKNOWN);
	CHECK(unknown(&s, "VIOT"));
	tear_down(&s);
}

/* A container is shown an empty directory, or none: that proves nothing. */
static void takes_hidden_firmware_for_unknown(void)
{
	static const char *const trees[] = { "sys/firmware/\n", TABLES_AT "\n",
		                             "sys/firmware/acpi -> acpi\n", "sys/\n" };

	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
		struct scene s;

		NOTE("%s", trees[i]);
		set_up(&s, trees[i]);
		CHECK_INT(s.firmware->tables_known, UNKNOWN);
		CHECK_INT(s.firmware->tree_known, ABSENT);
		CHECK(unknown(&s, "firmware"));
		tear_down(&s);
	}
}

static void finds_iommus_in_a_devicetree(void)
{
	const struct tree_unit *unit;
	struct scene s;

	set_up(&s, NODE
	       "iommu@2/compatible : 61726d2c736d6d752d763300\n" NODE
	       "iommu@2/status : 64697361626c656400\n" NODE
	       "iommu@1/compatible : 612c6200"
	       "61726d2c6d6d752d35303000\n" NODE "iommu@1/status : 6f6b617900\n" NODE
	       "iommu@3/compatible : 61726d2c736d6d752d7633\n" NODE
	       "iommu@4/compatible : 61726d2c736d6d752d76333900\n" NODE
	       "iommu@5/compatible -> compatible\n" NODE "pcie@0/iommu-map : 00000000\n");
	CHECK_INT(s.firmware->tables_known, ABSENT);
	CHECK_INT(s.firmware->tree_known, KNOWN);
	CHECK(s.firmware->tree_maps_pci);
	unit = s.firmware->units;
	CHECK(unit);
	CHECK_TEXT(unit->path, NODE "iommu@1");
	CHECK_TEXT(unit->compatible, "arm,mmu-500");
	CHECK(!unit->is_disabled);
	unit = unit->next;
	CHECK_TEXT(unit->compatible, "arm,smmu-v3");
	CHECK(unit->is_disabled);
	/* The last string may lack its NUL; one that only begins alike is another. */
	unit = unit->next;
	CHECK_TEXT(unit->path, NODE "iommu@3");
	CHECK(!unit->is_disabled);
	CHECK(!unit->next);
	tear_down(&s);
}

static void finds_none_where_there_is_none(void)
{
	struct scene s;

	set_up(&s, FIRMWARE_TREE "/compatible : 612c6200\n" NODE "pcie@0/reg : 00\n");
	CHECK_INT(s.firmware->tree_known, KNOWN);
	CHECK(!s.firmware->units);
	CHECK(!s.firmware->tree_maps_pci);
	tear_down(&s);
}

TESTS(TEST(reads_the_tables_that_are_there), TEST(knows_of_a_table_that_it_cannot_read),
      TEST(believes_no_table_without_end), TEST(takes_hidden_firmware_for_unknown),
      TEST(finds_iommus_in_a_devicetree), TEST(finds_none_where_there_is_none))
