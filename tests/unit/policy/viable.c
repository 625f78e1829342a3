/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a VFIO user may have a group, from the drivers of its members. */
#include "policy/viable.h"

#include "test.h"

static void drivers_block_or_not(void)
{
	static const struct {
		struct text driver;
		enum answer wanted;
	} rows[] = {
		{ { ABSENT, NULL }, NO },           { { KNOWN, "vfio-pci" }, NO },
		{ { KNOWN, "mlx5_vfio_pci" }, NO }, { { KNOWN, "pci-stub" }, NO },
		{ { KNOWN, "pcieport" }, NO },      { { KNOWN, "vfio_mdev" }, NO },
		{ { KNOWN, "e1000e" }, YES },       { { KNOWN, "vfio" }, YES },
		{ { UNKNOWN, NULL }, UNSURE },      { { NOT_ASKED, NULL }, UNSURE },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		NOTE("row %d", (int)i);
		CHECK_INT(driver_blocks(&rows[i].driver), rows[i].wanted);
	}
}

static struct judgement judge(struct arena *arena, const struct iommu_group *group)
{
	struct judgement judgement = { 0 };

	CHECK_INT(judge_group(arena, group, &judgement), 0);
	CHECK(judgement.group == group);
	return judgement;
}

static void one_that_blocks_outweighs_one_unknown(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct device last = { .driver = { KNOWN, "e1000e" } };
	struct device middle = { .driver = { UNKNOWN, NULL }, .next_in_group = &last };
	struct device first = { .driver = { KNOWN, "vfio-pci" },
		                .next_in_group = &middle };
	struct iommu_group group = { .first = &first, .others_known = KNOWN };
	struct judgement judgement = judge(arena, &group);

	CHECK_INT(judgement.viable, NO);
	CHECK_INT(judgement.n_blockers, 1);
	CHECK(judgement.blockers[0] == &last);

	last.driver = (struct text){ ABSENT, NULL };
	CHECK_INT(judge(arena, &group).viable, UNSURE);
	middle.driver = (struct text){ ABSENT, NULL };
	CHECK_INT(judge(arena, &group).viable, YES);
}

static void members_that_are_no_pci_devices_count(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const struct member gpu = { "axi:gpu", { KNOWN, "v3d" }, NULL };
	struct iommu_group group = { .others = &gpu, .others_known = KNOWN };

	CHECK_INT(judge(arena, &group).viable, NO);
	CHECK_TEXT(judge(arena, &group).other_blocker, "axi:gpu");
	group = (struct iommu_group){ .others_known = UNKNOWN };
	CHECK_INT(judge(arena, &group).viable, UNSURE);
	group = (struct iommu_group){ .others_known = KNOWN, .noiommu = { KNOWN, 1 } };
	CHECK_INT(judge(arena, &group).viable, NO);
}

TESTS(TEST(drivers_block_or_not), TEST(one_that_blocks_outweighs_one_unknown),
      TEST(members_that_are_no_pci_devices_count))
