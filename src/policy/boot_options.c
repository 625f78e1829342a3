/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table. Facts: Documentation/admin-guide/kernel-parameters.txt, and where a row says
 * more, the kernel's own parser that is named above it. */
#include "policy/boot_options.h"

#include <string.h>

#include "base/text.h"
#include "policy/judges.h"

#define DROP   WORD_DROP
#define STRICT "write iommu.strict=1 in its place"

/* clang-format off */
#define GOOD  WORD_EFFECTIVE, FINDING_OK
#define BAD   WORD_EFFECTIVE, FINDING_FAIL
#define RISKY WORD_EFFECTIVE, FINDING_WARN
#define IDLE  WORD_INEFFECTIVE, FINDING_INFO
#define OLD   WORD_OBSOLETE, FINDING_INFO
#define ON    true, false
#define OFF   false, false
#define NONE  SWITCH_NONE, false, false

/* drivers/iommu/intel/iommu.c: intel_iommu_setup(), first match from the start */
static const struct choice intel_iommu[] = {
	{ "on", GOOD, SWITCH_INTEL, ON, NULL, NULL },
	{ "off", BAD, SWITCH_INTEL, OFF, "it turns the Intel IOMMU off", DROP },
	{ "igfx_off", WORD_EFFECTIVE, FINDING_INFO, NONE,
	  "the CPU's own graphics are left out of translation", NULL },
	{ "intgpu_off", WORD_EFFECTIVE, FINDING_INFO, NONE,
	  "the CPU's own graphics are left out of translation", NULL },
	{ "forcedac", OLD, NONE, "iommu.forcedac replaced it",
	  "write iommu.forcedac=1 in its place" },
	{ "strict", OLD, SWITCH_STRICT, ON, "iommu.strict replaced it", STRICT },
	{ "sp_off", GOOD, NONE, NULL, NULL },
	{ "sm_on", GOOD, NONE, NULL, NULL },
	{ "sm_off", GOOD, NONE, NULL, NULL },
	{ "tboot_noforce", GOOD, NONE, NULL, NULL },
};

/* drivers/iommu/amd/init.c: parse_amd_iommu_options() */
static const struct choice amd_iommu[] = {
	{ "on", IDLE, NONE,
	  "it is no option of the kernel: the AMD IOMMU is on unless it is turned off", DROP },
	{ "pt", IDLE, NONE, "it is no option of the kernel", DROP },
	{ "fullflush", OLD, SWITCH_STRICT, ON, "iommu.strict replaced it", STRICT },
	{ "force_enable", GOOD, NONE, NULL, NULL },
	{ "off", BAD, SWITCH_AMD, OFF, "it turns the AMD IOMMU off", DROP },
	{ "force_isolation", GOOD, NONE, NULL, NULL },
	{ "pgtbl_v1", GOOD, NONE, NULL, NULL },
	{ "pgtbl_v2", GOOD, NONE, NULL, NULL },
	{ "irtcachedis", GOOD, NONE, NULL, NULL },
	{ "nohugepages", GOOD, NONE, NULL, NULL },
	{ "v2_pgsizes_only", GOOD, NONE, NULL, NULL },
};

/* arch/x86/kernel/pci-dma.c: iommu_setup(); and gart_parse_options() for what has to do with
 * the aperture, a number among it. No number is written as 0. */
static const struct choice iommu[] = {
	{ "off", BAD, SWITCH_IOMMU, OFF, "it turns every IOMMU off, of Intel and of AMD", DROP },
	{ "on", IDLE, NONE, "it is no option of the kernel and turns nothing on", DROP },
	{ "0", IDLE, NONE, "a number is the size of AMD's old GART, not a switch", DROP },
	{ "pt", GOOD, SWITCH_PASSTHROUGH, ON,
	  "optional: the host's own devices go untranslated; guests gain nothing by it", NULL },
	{ "nopt", GOOD, SWITCH_PASSTHROUGH, OFF, NULL, NULL },
	{ "usedac", GOOD, SWITCH_NONE, false, true, NULL, NULL },
	{ "force", GOOD, NONE, NULL, NULL },
	{ "noforce", GOOD, NONE, NULL, NULL },
	{ "soft", GOOD, NONE, NULL, NULL },
	{ "biomerge", GOOD, NONE, NULL, NULL },
	{ "merge", GOOD, NONE, NULL, NULL },
	{ "nomerge", GOOD, NONE, NULL, NULL },
	{ "panic", GOOD, NONE, NULL, NULL },
	{ "nopanic", GOOD, NONE, NULL, NULL },
	{ "allowdac", GOOD, NONE, NULL, NULL },
	{ "nodac", GOOD, NONE, NULL, NULL },
	{ "fullflush", GOOD, NONE, NULL, NULL },
	{ "nofullflush", GOOD, NONE, NULL, NULL },
	{ "noagp", GOOD, NONE, NULL, NULL },
	{ "noaperture", GOOD, NONE, NULL, NULL },
	{ "allowed", GOOD, NONE, NULL, NULL },
	{ "memaper", GOOD, NONE, NULL, NULL },
};

/* drivers/iommu/iommu.c; first what a yes means, then a no: so in all rows of judge_boolean() */
static const struct choice passthrough[] = {
	{ "", GOOD, SWITCH_PASSTHROUGH, ON,
	  "optional: the host's own devices go untranslated; guests gain nothing by it", NULL },
	{ "", GOOD, SWITCH_PASSTHROUGH, OFF, NULL, NULL },
};
static const struct choice strict[] = {
	{ "", GOOD, SWITCH_STRICT, ON, NULL, NULL },
	{ "", GOOD, SWITCH_STRICT, OFF, NULL, NULL },
};
static const struct choice plain[] = {
	{ "", GOOD, NONE, NULL, NULL },
	{ "", GOOD, NONE, NULL, NULL },
};

/* drivers/iommu/irq_remapping.c: setup_irqremap(), setup_nointremap() */
static const struct choice intremap[] = {
	{ "on", GOOD, SWITCH_REMAPPING, ON, NULL, NULL },
	{ "off", BAD, SWITCH_REMAPPING, OFF,
	  "it turns interrupt remapping off, without which no guest may have a device", DROP },
	{ "nosid", RISKY, NONE, "interrupts are taken without looking who sends them", DROP },
	{ "no_x2apic_optout", GOOD, NONE, NULL, NULL },
	{ "nopost", GOOD, NONE, NULL, NULL },
	{ "posted_msi", GOOD, NONE, NULL, NULL },
};
static const struct choice nointremap[] = {
	{ "", BAD, SWITCH_REMAPPING, OFF,
	  "it turns interrupt remapping off, without which no guest may have a device", DROP },
};
/* arch/x86/kernel/apic/apic.c: enable_IR_x2apic() gives up without I/O APIC */
static const struct choice noapic[] = {
	{ "", BAD, SWITCH_REMAPPING, OFF,
	  "without the I/O APIC there is no interrupt remapping, and no guest may have a device",
	  DROP },
};
/* arch/x86/kernel/acpi/boot.c: parse_acpi(); the IOMMU is described in ACPI's tables */
static const struct choice acpi[] = {
	{ "off", BAD, SWITCH_IOMMU, OFF,
	  "without ACPI the kernel does not find the IOMMU", DROP },
	{ "", WORD_OF_OTHERS, FINDING_OK, NONE, NULL, NULL },
};

static const struct choice unsafe_type1[] = {
	{ "", RISKY, SWITCH_UNSAFE_TYPE1, ON,
	  "a guest may then send the host any interrupt it likes", DROP },
	{ "", GOOD, SWITCH_UNSAFE_TYPE1, OFF, NULL, NULL },
};
static const struct choice unsafe_iommufd[] = {
	{ "", RISKY, SWITCH_UNSAFE_IOMMUFD, ON,
	  "a guest may then send the host any interrupt it likes", DROP },
	{ "", GOOD, SWITCH_UNSAFE_IOMMUFD, OFF, NULL, NULL },
};
static const struct choice noiommu[] = {
	{ "", RISKY, SWITCH_NOIOMMU, ON,
	  "devices may then be handed over whose DMA reaches all memory", DROP },
	{ "", GOOD, SWITCH_NOIOMMU, OFF, NULL, NULL },
};
static const struct choice denylist[] = {
	{ "", RISKY, NONE, "devices that vfio-pci refuses as unsafe are let through", DROP },
	{ "", GOOD, NONE, NULL, NULL },
};
static const struct choice ignore_msrs[] = {
	{ "", GOOD, NONE, "it has nothing to do with devices handed to guests", NULL },
	{ "", GOOD, NONE, NULL, NULL },
};

/* drivers/pci/pci.c: pci_setup(); what else there is, is not ours */
static const struct choice pci[] = {
	{ "nomsi", RISKY, NONE,
	  "without MSI most devices cannot be handed over well, and virtual functions not at all",
	  DROP },
	{ "nommconf", RISKY, NONE,
	  "the kernel then sees no ACS, and groups are larger than they would be", DROP },
	{ "disable_acs_redir=", WORD_EFFECTIVE, FINDING_INFO, NONE,
	  "devices below those ports may reach each other: they share a group", NULL },
	{ "config_acs=", WORD_EFFECTIVE, FINDING_INFO, NONE,
	  "it changes which devices may reach each other, and so the groups", NULL },
	{ "", WORD_OF_OTHERS, FINDING_OK, NONE, NULL, NULL },
};

#define CHOICES(array) array, sizeof(array) / sizeof((array)[0])
#define NO_CHOICES NULL, 0
#define ALWAYS CONFIG_VFIO, false, false, false
#define SHUNNED CONFIG_VFIO, false, false, true
#define NEEDS(option) option, true, false, false
#define SHUNNED_NEEDS(option) option, true, false, true
#define LAST_COUNTS(option) option, true, true, false
#define SHUNNED_LAST_COUNTS(option) option, true, true, true

/* By name, with _ for -. */
static const struct boot_option boot_options[] = {
	{ "acpi", ON_X86, judge_list, CHOICES(acpi), ALWAYS },
	{ "amd_iommu", ON_AMD, judge_list, CHOICES(amd_iommu), ALWAYS },
	{ "default_hugepagesz", ON_X86, judge_page_size, NO_CHOICES, ALWAYS },
	{ "hugepagesz", ON_X86, judge_page_size, NO_CHOICES, ALWAYS },
	{ "initcall_blacklist", ON_ALL, judge_initcall, NO_CHOICES, ALWAYS },
	{ "intel_iommu", ON_INTEL, judge_list, CHOICES(intel_iommu), ALWAYS },
	{ "intremap", ON_X86, judge_list, CHOICES(intremap), ALWAYS },
	{ "iommu", ON_X86, judge_list, CHOICES(iommu), ALWAYS },
	{ "iommu.forcedac", ON_ALL, judge_boolean, CHOICES(plain), ALWAYS },
	{ "iommu.passthrough", ON_ALL, judge_boolean, CHOICES(passthrough), ALWAYS },
	{ "iommu.strict", ON_ALL, judge_boolean, CHOICES(strict), ALWAYS },
	{ "iommufd.allow_unsafe_interrupts", ON_ALL, judge_boolean, CHOICES(unsafe_iommufd),
	  SHUNNED_NEEDS(CONFIG_IOMMUFD) },
	{ "kvm.ignore_msrs", ON_X86, judge_boolean, CHOICES(ignore_msrs), SHUNNED },
	{ "modprobe.blacklist", ON_ALL, judge_blacklist, NO_CHOICES, ALWAYS },
	{ "module_blacklist", ON_ALL, judge_blacklist, NO_CHOICES, ALWAYS },
	{ "modules_load", ON_ALL, judge_preload, NO_CHOICES, ALWAYS },
	{ "noapic", ON_X86, judge_flag, CHOICES(noapic), SHUNNED },
	{ "nointremap", ON_X86, judge_flag, CHOICES(nointremap), SHUNNED },
	{ "pci", ON_ALL, judge_list, CHOICES(pci), ALWAYS },
	{ "pci_stub.ids", ON_ALL, judge_stub_ids, NO_CHOICES,
	  SHUNNED_LAST_COUNTS(CONFIG_PCI_STUB) },
	{ "pcie_acs_override", ON_ALL, judge_acs_override, NO_CHOICES, SHUNNED },
	{ "rd.driver.blacklist", ON_ALL, judge_blacklist, NO_CHOICES, ALWAYS },
	{ "rd.driver.pre", ON_ALL, judge_preload, NO_CHOICES, ALWAYS },
	{ "rd.modules_load", ON_ALL, judge_preload, NO_CHOICES, ALWAYS },
	{ "vfio.enable_unsafe_noiommu_mode", ON_ALL, judge_boolean, CHOICES(noiommu),
	  SHUNNED_NEEDS(CONFIG_VFIO_NOIOMMU) },
	{ "vfio_iommu_type1.allow_unsafe_interrupts", ON_ALL, judge_boolean,
	  CHOICES(unsafe_type1), SHUNNED_NEEDS(CONFIG_VFIO_IOMMU_TYPE1) },
	{ "vfio_iommu_type1.disable_hugepages", ON_ALL, judge_boolean, CHOICES(plain),
	  NEEDS(CONFIG_VFIO_IOMMU_TYPE1) },
	{ "vfio_iommu_type1.dma_entry_limit", ON_ALL, judge_any, NO_CHOICES,
	  NEEDS(CONFIG_VFIO_IOMMU_TYPE1) },
	{ "vfio_pci.disable_denylist", ON_ALL, judge_boolean, CHOICES(denylist),
	  SHUNNED_NEEDS(CONFIG_VFIO_PCI) },
	{ "vfio_pci.disable_idle_d3", ON_ALL, judge_boolean, CHOICES(plain),
	  NEEDS(CONFIG_VFIO_PCI) },
	{ "vfio_pci.disable_vga", ON_ALL, judge_boolean, CHOICES(plain),
	  NEEDS(CONFIG_VFIO_PCI_VGA) },
	{ "vfio_pci.enable_sriov", ON_ALL, judge_boolean, CHOICES(plain),
	  NEEDS(CONFIG_VFIO_PCI) },
	{ "vfio_pci.ids", ON_ALL, judge_ids, NO_CHOICES, LAST_COUNTS(CONFIG_VFIO_PCI) },
	{ "vfio_pci.nointxmask", ON_ALL, judge_boolean, CHOICES(plain),
	  NEEDS(CONFIG_VFIO_PCI) },
	{ "vfioprep", ON_ALL, judge_kill_switch, NO_CHOICES, ALWAYS },
	{ "video", ON_ALL, judge_video, NO_CHOICES, ALWAYS },
};
/* clang-format on */

#define N_OPTIONS (sizeof(boot_options) / sizeof(boot_options[0]))

const struct boot_option *boot_option_find(const char *name)
{
	for (size_t i = 0; i < N_OPTIONS; i++)
		if (strcmp(boot_options[i].name, name) == 0)
			return &boot_options[i];
	return NULL;
}

/*
 * Real parameters of the kernel and of init stand far from ours: the nearest, iomem=, is
 * two off from iommu=, and amd_pstate= five from amd_iommu=. Short names are left alone.
 */
static unsigned tolerance(const char *name)
{
	size_t length = strlen(name);

	if (length < 5 || strcmp(name, "video") == 0)
		return 0;
	return length < 10 ? 1 : 2;
}

const struct boot_option *boot_option_near(const char *name)
{
	/* Of the kernel itself, and close to a name above. */
	static const char *const innocent[] = { "hugepages", "modprobe", "amd_iommu_dump",
		                                "amd_iommu_intr", "nolapic" };
	const struct boot_option *best = NULL;
	unsigned nearest = 3;

	for (size_t i = 0; i < sizeof(innocent) / sizeof(innocent[0]); i++)
		if (strcmp(innocent[i], name) == 0)
			return NULL;
	for (size_t i = 0; i < N_OPTIONS; i++) {
		unsigned limit = tolerance(boot_options[i].name);
		unsigned distance = spelling_distance(name, boot_options[i].name, limit);

		if (distance <= limit && distance < nearest) {
			nearest = distance;
			best = &boot_options[i];
		}
	}
	return best;
}
