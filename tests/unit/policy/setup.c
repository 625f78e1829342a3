/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose firmware setup it is, by the board before the machine, and what its switch is
 * called. */
#include "policy/setup.h"

#include <string.h>

#include "test.h"

static const struct row {
	const char *board, *maker; /* as DMI has them; NULL: nothing */
	enum cpu_vendor vendor;
	const char *part;
} rows[] = {
	{ "ASUSTeK COMPUTER INC.", "ASUS", CPU_INTEL, "(ASUS: Advanced > System Agent" },
	{ "ASUSTeK COMPUTER INC.", "System manufacturer", CPU_AMD,
	  "(often: AMD CBS > NBIO Common Options > IOMMU)" },
	{ "ASRock", "To Be Filled By O.E.M.", CPU_INTEL, "(ASRock: Advanced > Chipset" },
	{ "ASRockRack", "ASRockRack", CPU_INTEL, "(ASRock:" },
	{ "Gigabyte Technology Co., Ltd.", NULL, CPU_INTEL, "(Gigabyte: VT-d" },
	{ "GIGABYTE", NULL, CPU_INTEL, "(Gigabyte: VT-d" },
	{ "Micro-Star International Co., Ltd.", NULL, CPU_INTEL, "Intel VT-D Tech" },
	{ "MSI", NULL, CPU_INTEL, "Intel VT-D Tech" },
	{ NULL, "Dell Inc.", CPU_INTEL, "VT for Direct I/O" },
	{ "Dell Inc.", "Dell Inc.", CPU_AMD, "IOMMU Support" },
	{ "Hewlett-Packard", "Hewlett-Packard", CPU_INTEL, "(HP: Virtualization" },
	{ "HP", "HP", CPU_INTEL,
	  "(HP: Virtualization Technology for Directed I/O (VTd))" },
	{ "HPE", "HPE", CPU_INTEL, "(HPE: Virtualization Options > Intel VT-d)" },
	{ "HPE", "HPE", CPU_AMD, "(often: AMD CBS" },
	{ "LENOVO", "LENOVO", CPU_INTEL, "Intel VT-d Feature" },
	{ "Supermicro", "Supermicro", CPU_INTEL, "IIO Configuration" },
	{ "Supermicro", NULL, CPU_AMD, "(Supermicro: NB Configuration > IOMMU)" },
	/* The board of whoever assembled the machine under another name. */
	{ "Supermicro", "Dell Inc.", CPU_INTEL, "(Supermicro:" },
	{ "Unheard Of Ltd.", NULL, CPU_INTEL, "(often: Chipset" },
	{ NULL, NULL, CPU_AMD, "(often: AMD CBS" },
	{ "ASUSTeK COMPUTER INC.", NULL, CPU_OTHER, "(VT-d, IOMMU or AMD-Vi)" },
	{ NULL, NULL, CPU_ARM, "the SMMU" },
};

static struct text text(const char *value)
{
	return (struct text){ value ? KNOWN : ABSENT, value };
}

static void names_the_switch(void)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct platform platform = {
			.cpu = { .known = KNOWN, .vendor = rows[i].vendor },
			.board_maker = text(rows[i].board),
			.maker = text(rows[i].maker),
		};
		const char *remedy = setup_remedy(arena, &platform);

		NOTE("row %zu: %s", i, remedy);
		CHECK(strstr(remedy, rows[i].part));
		CHECK(strstr(remedy, "in the firmware setup"));
	}
	arena_free(arena);
}

static void shows_who_made_it(void)
{
	struct host *host = host_new();
	struct platform platform = { .maker = text("Dell Inc.") };
	const struct rule_case c = { .host = host, .arena = host->arena };
	struct finding by_machine = { 0 }, by_board = { 0 }, by_nobody = { 0 };

	host->platform = &platform;
	setup_show(&c, &by_machine);
	CHECK_TEXT(by_machine.evidence->path, "sys/class/dmi/id/sys_vendor");
	platform.board_maker = text("Supermicro");
	setup_show(&c, &by_board);
	CHECK_TEXT(by_board.evidence->value, "Supermicro");
	platform = (struct platform){ .maker = text("Nobody") };
	setup_show(&c, &by_nobody);
	CHECK(!by_nobody.evidence);
	host_free(host);
}

TESTS(TEST(names_the_switch), TEST(shows_who_made_it))
