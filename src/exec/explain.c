/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel means by an errno, given what it was asked. */
#include <errno.h>

#include "exec/effects.h"

/*
 * From drivers/base/bus.c, drivers/pci/pci-driver.c and drivers/vfio/pci/vfio_pci_core.c
 * of Linux 6.1 and 6.12. The first row that fits speaks; traits 0 fit any device.
 */
static const struct {
	enum step_kind kind;
	int error;
	unsigned traits;
	const char *text;
	const char *remedy;
} rows[] = {
	{ STEP_BIND, -EINVAL, TRAIT_BRIDGE, "it is a bridge, and VFIO takes no bridges",
	  "leave it with its driver: it does not make a group unusable" },
	{ STEP_BIND, -EINVAL, TRAIT_NO_GROUP, "it is in no IOMMU group",
	  "turn the IOMMU on in the firmware setup and on the kernel command line" },
	{ STEP_BIND, -EINVAL, 0,
	  "the driver refused it: it is on the driver's denylist, or its IOMMU does not "
	  "keep "
	  "caches coherent",
	  "see the kernel log for the driver's own words" },
	{ STEP_BIND, -EBUSY, TRAIT_PF_WITH_VFS,
	  "it is a physical function whose virtual functions exist",
	  "remove them first: write 0 to its sriov_numvfs" },
	{ STEP_BIND, -EBUSY, TRAIT_SHARED_GROUP,
	  "a VFIO user has its IOMMU group, or another driver was faster",
	  "end the guest that uses the group" },
	{ STEP_BIND, -EBUSY, 0,
	  "a VFIO user has its IOMMU group, or another driver was faster",
	  "end the guest that uses it, or look who binds drivers besides vfioprep" },
	{ STEP_BIND, -ENODEV, TRAIT_VF,
	  "the driver did not take it: its physical function may keep drivers off its "
	  "virtual "
	  "functions, or it is not online yet",
	  "see the kernel log for the driver's own words" },
	{ STEP_BIND, -ENODEV, 0, "the driver did not take it, or the device is gone",
	  "see the kernel log for the driver's own words" },
	{ STEP_BIND, -EAGAIN, 0, "the driver wants to wait for another one",
	  "try again when all drivers are loaded" },
	{ STEP_LOAD, -EPERM, 0, "a blacklist forbids the module",
	  "remove its line from modprobe.d" },
	{ STEP_LOAD, -ENOENT, 0, "there is no such module for this kernel",
	  "install the package with this kernel's modules, or reboot into the installed "
	  "kernel" },
	{ STEP_OVERRIDE, -ENOENT, 0,
	  "this kernel has no driver_override, or the device is gone",
	  "use a kernel from 3.16 on" },
	{ STEP_UNBIND, -ENODEV, 0,
	  "the driver let it go meanwhile, or the device is gone", NULL },
};

int explain(struct work *work, const struct step *step, int error)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].kind != step->kind || rows[i].error != error ||
		    (rows[i].traits && !(rows[i].traits & work->unit->traits)))
			continue;
		(void)fault(&work->fault, error, "%s (%s)", rows[i].text,
		            fault_words(error));
		if (rows[i].remedy)
			(void)fault_remedy(&work->fault, "%s", rows[i].remedy);
		return error;
	}
	return fault(&work->fault, error, "the kernel answered: %s", fault_words(error));
}
