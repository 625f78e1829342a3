/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose memory the firmware keeps: by ways through bridges, by ids, and by ids that an
 * ARM root complex turns into others. */
#include "model/firmware.h"

#include "test.h"

enum { HOST_BRIDGE, PORT, GRAPHICS, USB, NIC, TWIN, OTHER, N };

struct scene {
	struct device devices[N];
	struct firmware firmware;
};

/* A port with two NICs below it, on a bus whose number the firmware did not foresee. */
static void set_up(struct scene *s)
{
	static const struct {
		struct bdf address;
		uint32_t class;
		int parent;
	} rows[N] = {
		[HOST_BRIDGE] = { { 0, 0, 0, 0 }, 0x060000, -1 },
		[PORT] = { { 0, 0, 0x1c, 4 }, 0x060400, -1 },
		[GRAPHICS] = { { 0, 0, 0x1d, 0 }, 0x030000, -1 },
		[USB] = { { 0, 0, 0x1e, 0 }, 0x0c0330, -1 },
		[NIC] = { { 0, 7, 0, 0 }, 0x020000, PORT },
		[TWIN] = { { 0, 7, 0, 1 }, 0x020000, PORT },
		[OTHER] = { { 1, 7, 0, 0 }, 0x020000, -1 },
	};

	*s = (struct scene){ 0 };
	for (size_t i = 0; i < N; i++) {
		s->devices[i].address = rows[i].address;
		s->devices[i].class = (struct number){ KNOWN, rows[i].class };
		if (rows[i].parent >= 0)
			s->devices[i].parent = &s->devices[rows[i].parent];
	}
}

/* Bit 1 << device of all for which something is kept, and whether any of it matters. */
static unsigned find(const struct scene *s, bool *ret_is_relaxable)
{
	struct reservation kept;
	unsigned found = 0;

	*ret_is_relaxable = true;
	for (unsigned i = 0; i < N; i++)
		if (firmware_keeps(&s->firmware, &s->devices[i], &kept)) {
			found |= 1U << i;
			*ret_is_relaxable = *ret_is_relaxable && kept.is_relaxable;
		}
	return found;
}

#define BIT(device) (1U << (device))

static void set_dmar(struct scene *s, const struct dmar_region *regions)
{
	s->firmware.tables[TABLE_DMAR].content = KNOWN;
	s->firmware.dmar.regions = regions;
}

static void walks_through_bridges(void)
{
	static const struct scope_step nic[] = { { 0x1c, 4 }, { 0, 0 } },
				       missing[] = { { 0x1c, 4 }, { 1, 0 } },
				       deeper[] = { { 0x1c, 4 }, { 0, 0 }, { 0, 0 } },
				       port[] = { { 0x1c, 4 } }, usb[] = { { 0x1e, 0 } },
				       graphics[] = { { 0x1d, 0 } };
	static const struct {
		struct scope scope;
		uint16_t segment;
		unsigned found;
		bool is_relaxable;
	} rows[] = {
		{ { SCOPE_ENDPOINT, 0, nic, 2, NULL }, 0, BIT(NIC), false },
		{ { SCOPE_ENDPOINT, 0, nic, 2, NULL }, 1, 0, false },
		{ { SCOPE_ENDPOINT, 1, nic, 2, NULL }, 0, 0, false },
		{ { SCOPE_ENDPOINT, 7, nic + 1, 1, NULL }, 0, BIT(NIC), false },
		{ { SCOPE_ENDPOINT, 7, nic + 1, 1, NULL }, 1, BIT(OTHER), false },
		{ { SCOPE_ENDPOINT, 0, missing, 2, NULL }, 0, 0, false },
		{ { SCOPE_ENDPOINT, 0, deeper, 3, NULL }, 0, 0, false },
		{ { SCOPE_BRIDGE, 0, port, 1, NULL },
		  0,
		  BIT(PORT) | BIT(NIC) | BIT(TWIN),
		  false },
		{ { SCOPE_ENDPOINT, 0, usb, 1, NULL }, 0, BIT(USB), true },
		{ { SCOPE_ENDPOINT, 0, graphics, 1, NULL }, 0, BIT(GRAPHICS), true },
		{ { SCOPE_IOAPIC, 0, nic, 2, NULL }, 0, 0, false },
		{ { SCOPE_NAMESPACE, 0, nic, 2, NULL }, 0, 0, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct dmar_region region = { .segment = rows[i].segment,
			                            .scopes = &rows[i].scope };
		bool is_relaxable;
		struct scene s;

		NOTE("row %zu", i);
		set_up(&s);
		set_dmar(&s, &region);
		CHECK_INT(find(&s, &is_relaxable), rows[i].found);
		CHECK(!rows[i].found || is_relaxable == rows[i].is_relaxable);
	}
}

/* Of several the first, but not one that the kernel lets go while another stands. */
static void prefers_what_matters(void)
{
	static const struct scope_step path[] = { { 0x1e, 0 } };
	const struct scope usb = { SCOPE_ENDPOINT, 0, path, 1, NULL };
	const struct dmar_region second = { 0, 0x3000, 0x3fff, &usb, NULL };
	const struct dmar_region first = { 0, 0x1000, 0x1fff, &usb, &second };
	const struct ivrs_region direct = { .last = UINT16_MAX,
		                            .start = 0x5000,
		                            .end = 0x5fff };
	struct reservation kept;
	struct scene s;

	set_up(&s);
	set_dmar(&s, &first);
	CHECK(firmware_keeps(&s.firmware, &s.devices[USB], &kept));
	CHECK_INT(kept.table, TABLE_DMAR);
	CHECK_INT(kept.start, 0x1000);
	CHECK_INT(kept.end, 0x1fff);
	CHECK(kept.is_relaxable);
	s.firmware.tables[TABLE_IVRS].content = KNOWN;
	s.firmware.ivrs.regions = &direct;
	CHECK(firmware_keeps(&s.firmware, &s.devices[USB], &kept));
	CHECK_INT(kept.table, TABLE_IVRS);
	CHECK_INT(kept.start, 0x5000);
	CHECK(!kept.is_relaxable);
}

static void asks_no_table_that_was_not_read(void)
{
	static const struct scope_step path[] = { { 0x1e, 0 } };
	const struct scope usb = { SCOPE_ENDPOINT, 0, path, 1, NULL };
	const struct dmar_region region = { .scopes = &usb };
	bool is_relaxable;
	struct scene s;

	set_up(&s);
	set_dmar(&s, &region);
	s.firmware.tables[TABLE_DMAR].content = UNKNOWN;
	CHECK_INT(find(&s, &is_relaxable), 0);
}

static void knows_amd_by_ids(void)
{
	const struct ivrs_region nowhere = { .first = 0x800, .last = 0x8ff };
	const struct ivrs_region twin = { .first = 0x701,
		                          .last = 0x7ff,
		                          .next = &nowhere };
	const struct ivrs_region usb = { .first = 0xf0, .last = 0xf0, .next = &twin };
	bool is_relaxable;
	struct scene s;

	set_up(&s);
	s.firmware.tables[TABLE_IVRS].content = KNOWN;
	s.firmware.ivrs.regions = &usb;
	CHECK_INT(find(&s, &is_relaxable), BIT(USB) | BIT(TWIN));
	/* Of AMD's nothing is relaxable, also not what is of USB. */
	CHECK(!is_relaxable);
}

static void follows_the_ids_of_arm(void)
{
	static const struct iort_region region = { 0x1000, 0x1fff };
	static const struct {
		struct iort_mapping kept;
		uint32_t flags;
		unsigned found;
	} rows[] = {
		{ { 0, 0, 0x700, 0, true }, 0, BIT(NIC) },
		{ { 0, 0, 0x700, 0, true }, 1, BIT(NIC) },
		{ { 0, 9, 0x701, 0, false }, 0, BIT(TWIN) },
		{ { 0, 9, 0x701, 0, true }, 0, BIT(TWIN) },
		{ { 0, 0, 0x700, 1, true }, 0, 0 },
		{ { 0, 0, 0x10700, 1, true }, 0, BIT(OTHER) },
		{ { 0, 0, 0x10700, 0, true }, 0, 0 },
		{ { 0, 0, 0x6ff, 0, true }, 0, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct iort_mapping plain = { 0, 0xffff, 0, 0, false };
		const struct iort_mapping shifted = { 0, 0xffff, 0x10000, 1, false };
		const struct iort_node nodes[] = {
			{ .kind = IORT_SMMU_V3 },
			{ .kind = IORT_SMMU_V3 },
			{ .kind = IORT_ROOT_COMPLEX,
			  .mappings = &plain,
			  .n_mappings = 1 },
			{ .kind = IORT_ROOT_COMPLEX,
			  .segment = 1,
			  .mappings = &shifted,
			  .n_mappings = 1 },
			{ .kind = IORT_RESERVED,
			  .flags = rows[i].flags,
			  .mappings = &rows[i].kept,
			  .n_mappings = 1,
			  .regions = &region,
			  .n_regions = 1 },
		};
		bool is_relaxable;
		struct scene s;

		NOTE("row %zu", i);
		set_up(&s);
		s.firmware.tables[TABLE_IORT].content = KNOWN;
		s.firmware.iort.nodes = nodes;
		s.firmware.iort.n_nodes = sizeof(nodes) / sizeof(nodes[0]);
		CHECK_INT(find(&s, &is_relaxable), rows[i].found);
		CHECK(!rows[i].found || is_relaxable == (rows[i].flags & 1));
	}
}

static void knows_the_tables(void)
{
	struct firmware firmware = { 0 };

	CHECK_TEXT(firmware_table_name(TABLE_DMAR), "DMAR");
	CHECK_TEXT(firmware_table_name(TABLE_IORT), "IORT");
	CHECK_TEXT(firmware_table_name(TABLE_IVRS), "IVRS");
	CHECK_TEXT(firmware_table_name(TABLE_VIOT), "VIOT");
	CHECK(firmware_health(&firmware, TABLE_DMAR) == &firmware.dmar.health);
	CHECK(firmware_health(&firmware, TABLE_VIOT) == &firmware.viot.health);
}

static void tells_of_an_iommu(void)
{
	const struct iort_node smmu = { .kind = IORT_SMMU_V3 };
	struct tree_unit unit = { "a", "arm,smmu-v3", true, NULL };
	struct firmware firmware = { .tables_known = KNOWN, .tree_known = ABSENT };

	for (enum firmware_table t = 0; t < TABLES; t++) {
		CHECK_INT(firmware_describes(&firmware), NO);
		firmware.tables[t].present = KNOWN;
		CHECK_INT(firmware_describes(&firmware), t == TABLE_IORT ? UNSURE : YES);
		firmware.tables[t].present = ABSENT;
	}
	/* An IORT that was read is what stands in it. */
	firmware.tables[TABLE_IORT].present = KNOWN;
	firmware.tables[TABLE_IORT].content = KNOWN;
	CHECK_INT(firmware_describes(&firmware), NO);
	firmware.iort.health.defect = "cut off";
	CHECK_INT(firmware_describes(&firmware), UNSURE);
	firmware.iort.nodes = &smmu;
	firmware.iort.n_nodes = 1;
	CHECK_INT(firmware_describes(&firmware), YES);
	/* Of a devicetree the node must be in use, and PCI behind it. */
	firmware = (struct firmware){ .tables_known = UNKNOWN, .tree_known = ABSENT };
	CHECK_INT(firmware_describes(&firmware), UNSURE);
	firmware.tree_known = KNOWN;
	firmware.units = &unit;
	firmware.tree_maps_pci = true;
	CHECK_INT(firmware_describes(&firmware), NO);
	CHECK(!firmware_tree_unit(&firmware));
	unit.is_disabled = false;
	CHECK_INT(firmware_describes(&firmware), YES);
	CHECK(firmware_tree_unit(&firmware) == &unit);
	firmware.tree_maps_pci = false;
	CHECK_INT(firmware_describes(&firmware), NO);
}

TESTS(TEST(walks_through_bridges), TEST(prefers_what_matters),
      TEST(asks_no_table_that_was_not_read), TEST(knows_amd_by_ids),
      TEST(follows_the_ids_of_arm), TEST(knows_the_tables), TEST(tells_of_an_iommu))
