/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/outside.h"

#include "base/text.h"
#include "policy/evidence.h"

#define FROM_OUTSIDE "give this virtual machine an IOMMU from outside"

/*
 * By the name that each leaves in DMI, as sys_vendor or as product_name. Facts: the
 * manuals of QEMU (-device, -machine virt), VirtualBox (VBoxManage modifyvm) and VMware
 * Workstation. The first that fits.
 */
static const struct outside {
	const char *maker;
	enum cpu_vendor vendor; /* CPU_OTHER: any */
	const char *remedy;
} outsides[] = {
	{ "QEMU", CPU_INTEL,
	  FROM_OUTSIDE " (QEMU: -device intel-iommu; libvirt: <iommu "
	               "model='intel'/>)" },
	{ "QEMU", CPU_AMD, FROM_OUTSIDE " (QEMU: -device amd-iommu, or intel-iommu)" },
	{ "QEMU", CPU_ARM,
	  FROM_OUTSIDE " (QEMU: -machine virt,iommu=smmuv3; libvirt: "
	               "<iommu model='smmuv3'/>)" },
	{ "VirtualBox", CPU_OTHER,
	  FROM_OUTSIDE " (VBoxManage modifyvm NAME --iommu=automatic)" },
	{ "innotek GmbH", CPU_OTHER,
	  FROM_OUTSIDE " (VBoxManage modifyvm NAME --iommu=automatic)" },
	{ "VMware", CPU_OTHER,
	  FROM_OUTSIDE " (VMware: Virtualize IOMMU, among its processors' settings)" },
	{ "Bochs", CPU_OTHER, NULL },
	{ "KVM", CPU_OTHER, NULL },
	{ "Parallels", CPU_OTHER, NULL },
	{ "Xen", CPU_OTHER, NULL },
};

static bool is_named(const struct text *text, const char *prefix)
{
	return text->known == KNOWN && text_starts(text->value, prefix);
}

static const struct outside *find(const struct platform *platform)
{
	for (size_t i = 0; i < sizeof(outsides) / sizeof(outsides[0]); i++) {
		const struct outside *row = &outsides[i];

		if (row->vendor != CPU_OTHER && row->vendor != platform->cpu.vendor)
			continue;
		if (is_named(&platform->maker, row->maker) ||
		    is_named(&platform->product, row->maker))
			return row;
	}
	return NULL;
}

bool outside_is_there(const struct platform *platform)
{
	if (platform->cpu.known == KNOWN && platform->cpu.guest)
		return true;
	return platform->cpu.vendor == CPU_ARM && find(platform);
}

const char *outside_remedy(const struct platform *platform)
{
	const struct outside *row = find(platform);

	return row && row->remedy ? row->remedy
	                          : FROM_OUTSIDE " (QEMU: -device intel-iommu, amd-iommu "
	                                         "or virtio-iommu)";
}

void outside_show(const struct rule_case *c, struct finding *draft)
{
	const struct platform *platform = c->host->platform;

	if (platform->maker.known == KNOWN)
		evidence(c, draft, "sys/class/dmi/id/sys_vendor", platform->maker.value);
	if (platform->cpu.guest)
		evidence(c, draft, "proc/cpuinfo", "hypervisor");
}
