/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which tables there are, which can be read, and what a devicetree has instead. */
#include "model/firmware.h"

#include "base/text.h"
#include "support/seen.h"
#include "test.h"

#define TABLES_AT FIRMWARE_TABLES "/"
#define APIC      TABLES_AT "APIC :\n"
#define NODE      FIRMWARE_TREE "/soc/"

/* A DMAR without structures: 48 bytes, 39 bits, interrupts remapped. */
#define DMAR                                                                    \
	TABLES_AT "DMAR : 444d415230000000019600000000000000000000000000000000" \
		  "000000000000000000002601000000000000000000000000\n"

static struct host *read_tree(const char *tree)
{
	struct host *host = seen_platform(tree, PLATFORM_FIRMWARE);

	CHECK(host->platform->firmware);
	return host;
}

static const struct unknown *unknown(const struct host *host, const char *member)
{
	return unknown_find(host->platform->unknown, member);
}

static void reads_the_tables_that_are_there(void)
{
	_cleanup_(host_freep) struct host *host = read_tree(APIC DMAR);
	const struct firmware *firmware = host->platform->firmware;

	CHECK_INT(firmware->tables_known, KNOWN);
	CHECK_INT(firmware->tables[TABLE_DMAR].present, KNOWN);
	CHECK_INT(firmware->tables[TABLE_DMAR].content, KNOWN);
	CHECK_TEXT(firmware->dmar.health.defect, NULL);
	CHECK_INT(firmware->dmar.width, 39);
	CHECK(firmware->dmar.remaps_interrupts);
	CHECK_INT(firmware->tables[TABLE_IVRS].present, ABSENT);
	CHECK_INT(firmware->tables[TABLE_IVRS].content, ABSENT);
	CHECK_INT(firmware->tree_known, ABSENT);
	CHECK(!host->platform->unknown);
}

static void knows_of_a_table_that_it_cannot_read(void)
{
	_cleanup_(host_freep) struct host *host = read_tree(APIC TABLES_AT
	                                                    "IVRS -> IVRS\n");
	const struct firmware *firmware = host->platform->firmware;

	CHECK_INT(firmware->tables[TABLE_IVRS].present, KNOWN);
	CHECK_INT(firmware->tables[TABLE_IVRS].content, UNKNOWN);
	CHECK(unknown(host, "IVRS"));
	CHECK_TEXT(unknown(host, "IVRS")->path, TABLES_AT "IVRS");
}

static void believes_no_table_without_end(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	char *tree = arena_alloc(arena, 2 * 65537 + 256);
	size_t at;
	struct host *host;

	CHECK(tree);
	CHECK_INT(text_format(tree, 256, TABLES_AT "VIOT : "), 0);
	for (at = 0; tree[at];)
		at++;
	for (size_t i = 0; i < 2 * (size_t)65537; i++)
		tree[at + i] = '0';
	host = read_tree(tree);
	CHECK_INT(host->platform->firmware->tables[TABLE_VIOT].content, UNKNOWN);
	CHECK(unknown(host, "VIOT"));
	host_free(host);
}

/* A container is shown an empty directory, or none: that proves nothing. */
static void takes_hidden_firmware_for_unknown(void)
{
	static const char *const trees[] = { "sys/firmware/\n", TABLES_AT "\n",
		                             "sys/firmware/acpi -> acpi\n", "sys/\n" };

	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
		struct host *host;

		NOTE("%s", trees[i]);
		host = read_tree(trees[i]);
		CHECK_INT(host->platform->firmware->tables_known, UNKNOWN);
		CHECK_INT(host->platform->firmware->tree_known, ABSENT);
		CHECK(unknown(host, "firmware"));
		host_free(host);
	}
}

static void finds_iommus_in_a_devicetree(void)
{
	const struct tree_unit *unit;
	_cleanup_(host_freep) struct host *host = read_tree(
		NODE "iommu@2/compatible : 61726d2c736d6d752d763300\n" NODE
		     "iommu@2/status : 64697361626c656400\n" NODE
		     "iommu@1/compatible : 612c6200"
		     "61726d2c6d6d752d35303000\n" NODE
		     "iommu@1/status : 6f6b617900\n" NODE
		     "iommu@3/compatible : 61726d2c736d6d752d7633\n" NODE
		     "iommu@4/compatible : 61726d2c736d6d752d76333900\n" NODE
		     "iommu@5/compatible -> compatible\n" NODE
		     "pcie@0/iommu-map : 00000000\n");
	const struct firmware *firmware = host->platform->firmware;

	CHECK_INT(firmware->tables_known, ABSENT);
	CHECK_INT(firmware->tree_known, KNOWN);
	CHECK(firmware->tree_maps_pci);
	unit = firmware->units;
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
}

static void finds_none_where_there_is_none(void)
{
	_cleanup_(host_freep) struct host *host = read_tree(
		FIRMWARE_TREE "/compatible : 612c6200\n" NODE "pcie@0/reg : 00\n");
	const struct firmware *firmware = host->platform->firmware;

	CHECK_INT(firmware->tree_known, KNOWN);
	CHECK(!firmware->units);
	CHECK(!firmware->tree_maps_pci);
}

TESTS(TEST(reads_the_tables_that_are_there), TEST(knows_of_a_table_that_it_cannot_read),
      TEST(believes_no_table_without_end), TEST(takes_hidden_firmware_for_unknown),
      TEST(finds_iommus_in_a_devicetree), TEST(finds_none_where_there_is_none))
