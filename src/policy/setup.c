/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/setup.h"

#include <strings.h>
#include <string.h>

#include "policy/evidence.h"

/*
 * Usual names. A page of the maker was seen for ASUS, Supermicro (Intel) and Lenovo; the
 * others, and all names for AMD, are what people know and were not looked up
 * (vfioprep-checks(7), LIMITS). Prefixes of what DMI says, without regard to case; NULL:
 * the one that boards with AMI's firmware often have.
 */
static const struct maker {
	const char *prefix, *name;
	const char *intel, *amd;
} makers[] = {
	{ "ASRock", "ASRock", "Advanced > Chipset Configuration > VT-d", NULL },
	{ "ASUS", "ASUS", "Advanced > System Agent (SA) Configuration > VT-d", NULL },
	{ "Dell", "Dell",
	  "Virtualization Support > VT for Direct I/O; on a PowerEdge "
	  "Processor Settings > Virtualization Technology",
	  "on a PowerEdge Processor Settings > IOMMU Support" },
	{ "Gigabyte", "Gigabyte", "VT-d, below Settings or Chipset", NULL },
	{ "Hewlett-Packard", "HP",
	  "Virtualization Technology for Directed I/O (VTd), or Intel VT-d", NULL },
	{ "HPE", "HPE", "Virtualization Options > Intel VT-d", NULL },
	{ "HP", "HP", "Virtualization Technology for Directed I/O (VTd)", NULL },
	{ "LENOVO", "Lenovo",
	  "Intel VT-d Feature, on a ThinkPad below Security > Virtualization", NULL },
	{ "Micro-Star", "MSI", "OC > CPU Features > Intel VT-D Tech", NULL },
	{ "MSI", "MSI", "OC > CPU Features > Intel VT-D Tech", NULL },
	{ "Supermicro", "Supermicro",
	  "Chipset Configuration > North Bridge > IIO Configuration > Intel VT for "
	  "Directed I/O (VT-d)",
	  "NB Configuration > IOMMU" },
};

static const struct maker any = {
	"", "often", "Chipset or Advanced > System Agent (SA) Configuration > VT-d",
	"AMD CBS > NBIO Common Options > IOMMU"
};

static bool is_by(const struct text *text, const struct maker *maker)
{
	return text->known == KNOWN &&
	       strncasecmp(text->value, maker->prefix, strlen(maker->prefix)) == 0;
}

/* Who made the board knows its menus; of many machines only that is a name at all. */
static const struct maker *find(const struct platform *platform)
{
	const struct text *said[] = { &platform->board_maker, &platform->maker };

	for (size_t t = 0; t < 2; t++)
		for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
			if (is_by(said[t], &makers[i]))
				return &makers[i];
	return &any;
}

const char *setup_remedy(struct arena *arena, const struct platform *platform)
{
	const struct maker *maker = find(platform);

	switch (platform->cpu.known == KNOWN ? platform->cpu.vendor : CPU_OTHER) {
	case CPU_INTEL:
		return arena_printf(arena,
		                    "turn VT-d on in the firmware setup (%s: %s); it is "
		                    "another switch than VT-x",
		                    maker->name, maker->intel);
	case CPU_AMD:
		return arena_printf(arena,
		                    "turn IOMMU on in the firmware setup (%s: %s); it is "
		                    "another switch than SVM",
		                    maker->amd ? maker->name : any.name,
		                    maker->amd ? maker->amd : any.amd);
	case CPU_ARM:
		return "turn the SMMU on in the firmware setup, or look for newer "
		       "firmware whose IORT has it";
	case CPU_OTHER:
		break;
	}
	return "turn the IOMMU on in the firmware setup (VT-d, IOMMU or AMD-Vi)";
}

void setup_show(const struct rule_case *c, struct finding *draft)
{
	const struct platform *platform = c->host->platform;

	if (find(platform) == &any)
		return;
	if (platform->board_maker.known == KNOWN)
		evidence(c, draft, "sys/class/dmi/id/board_vendor",
		         platform->board_maker.value);
	else
		evidence(c, draft, "sys/class/dmi/id/sys_vendor", platform->maker.value);
}
