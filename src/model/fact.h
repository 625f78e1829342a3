/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts a column, a rule or a verb can ask the scan for; each is read by one file of
 * scan/. */
#pragma once

/* A scan always knows address, parent, and which functions there are. */
enum fact {
	FACT_IDS = 1 << 0,      /* vendor, device, subsystem, class, revision */
	FACT_DRIVER = 1 << 1,   /* driver link */
	FACT_OVERRIDE = 1 << 2, /* driver_override: may take the device lock */
	FACT_GROUP = 1 << 3,    /* iommu_group link */
	FACT_HEADER =
		1 << 4, /* header type from configuration space, if the device is awake */
	FACT_SRIOV = 1 << 5, /* physfn and virtfn links, sriov_drivers_autoprobe */
	FACT_PLACE = 1 << 6, /* numa_node, boot_vga, reset methods */
	FACT_VFIO = 1 << 7,  /* group node and cdev with their owner and mode */
	FACT_LEASE = 1 << 8, /* what vfioprep itself recorded */
	FACT_BUSY = 1 << 9,  /* a stuck write that still runs */
	FACT_MEMBERS =
		1 << 10, /* members of the device's group, also those that are not PCI */
	FACT_REGIONS = 1 << 11, /* the group's type and reserved regions */
	FACT_MODULES =
		1
		<< 12, /* native modules, VFIO variant driver, the driver's own module */
	FACT_NAMES = 1 << 13, /* vendor, device and class in words */
	FACT_NODES =
		1 << 14, /* nodes by which an asynchronous driver shows it is ready */
	FACT_ATTACHED =
		1 << 16, /* interfaces, disks, cards, USB devices, slot, serial number */
};
