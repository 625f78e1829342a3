/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which machines are virtual, and who is to give them an IOMMU. */
#include "policy/outside.h"

#include <string.h>

#include "test.h"

static const struct row {
	bool flag;
	enum cpu_vendor vendor;
	const char *maker, *product;
	bool is_virtual;
	const char *part; /* of the remedy */
} rows[] = {
	{ true, CPU_INTEL, "QEMU", "Standard PC", true, "-device intel-iommu;" },
	{ true, CPU_AMD, "QEMU", "Standard PC", true, "-device amd-iommu," },
	{ false, CPU_ARM, "QEMU", "QEMU Virtual Machine", true, "iommu=smmuv3" },
	{ false, CPU_ARM, "KVM", "x", true, "from outside" },
	{ true, CPU_INTEL, "innotek GmbH", "VirtualBox", true, "VBoxManage" },
	{ true, CPU_AMD, "Oracle Corporation", "VirtualBox", true, "VBoxManage" },
	{ true, CPU_INTEL, "VMware, Inc.", "VMware7,1", true, "Virtualize IOMMU" },
	{ true, CPU_INTEL, "Unheard Of", "x", true, "from outside" },
	{ true, CPU_INTEL, NULL, NULL, true, "from outside" },
	/* The flag says it, where there is one. */
	{ false, CPU_INTEL, "QEMU", "x", false, NULL },
	{ false, CPU_INTEL, "Dell Inc.", "x", false, NULL },
	{ false, CPU_ARM, "Ampere", "x", false, NULL },
	{ false, CPU_ARM, NULL, NULL, false, NULL },
};

static struct text text(const char *value)
{
	return (struct text){ value ? KNOWN : ABSENT, value };
}

static void knows_who_is_outside(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct platform platform = {
			.cpu = { .known = KNOWN,
			         .vendor = rows[i].vendor,
			         .guest = rows[i].flag },
			.maker = text(rows[i].maker),
			.product = text(rows[i].product),
		};

		NOTE("row %zu", i);
		CHECK(outside_is_there(&platform) == rows[i].is_virtual);
		if (rows[i].part)
			CHECK(strstr(outside_remedy(&platform), rows[i].part));
	}
}

static void shows_what_tells_it(void)
{
	struct host *host = host_new();
	struct platform platform = { .cpu = { .known = KNOWN, .guest = true } };
	const struct rule_case c = { .host = host, .arena = host->arena };
	struct finding draft = { 0 };

	host->platform = &platform;
	outside_show(&c, &draft);
	CHECK_TEXT(draft.evidence->value, "hypervisor");
	platform = (struct platform){ .maker = text("QEMU") };
	outside_show(&c, &draft);
	CHECK_TEXT(draft.evidence->value, "QEMU");
	host_free(host);
}

TESTS(TEST(knows_who_is_outside), TEST(shows_what_tells_it))
