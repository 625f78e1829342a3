/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts a column, a rule or a verb can ask the scan for; each is read by one file of
 * scan/. */
#pragma once

/* A scan always knows address, parent, and which functions there are. */
/* clang-format off */
enum fact {
	FACT_IDS      = 1 << 0,  /* vendor, device, class */
	FACT_DETAIL   = 1 << 1,  /* subsystem, revision */
	FACT_DRIVER   = 1 << 2,  /* driver link */
	FACT_OVERRIDE = 1 << 3,  /* driver_override: may take the device lock */
	FACT_GROUP    = 1 << 4,  /* iommu_group link */
	FACT_HEADER   = 1 << 5,  /* header type, if that wakes nothing */
	FACT_CONFIG   = 1 << 6,  /* capabilities, if that wakes nothing */
	FACT_SRIOV    = 1 << 7,  /* physfn and virtfn links, sriov_drivers_autoprobe */
	FACT_PLACE    = 1 << 8,  /* numa_node, boot_vga, reset methods */
	FACT_VFIO     = 1 << 9,  /* group node and cdev with their owner and mode */
	FACT_LEASE    = 1 << 10, /* what vfioprep itself recorded */
	FACT_BUSY     = 1 << 11, /* a stuck write that still runs */
	FACT_MEMBERS  = 1 << 12, /* members of its group, also those that are not PCI */
	FACT_REGIONS  = 1 << 13, /* the group's type and reserved regions */
	FACT_MODULES  = 1 << 14, /* native modules, VFIO variant, the driver's own module */
	FACT_NAMES    = 1 << 15, /* vendor, device and class in words */
	FACT_NODES    = 1 << 16, /* by which an asynchronous driver shows it is ready */
	FACT_ATTACHED = 1 << 17, /* interfaces, disks, cards, USB devices, slot, serial */
	FACT_STORAGE  = 1 << 18, /* mounts, swap and holders of its disks */
	FACT_DENYLIST = 1 << 19, /* whether vfio-pci was told to take what it denies */
	FACT_OPENERS  = 1 << 20, /* processes that have nodes of it open or mapped */
	FACT_NETWORK  = 1 << 21, /* routes, addresses and masters of its interfaces */
	FACT_COUNTED  = 1 << 22, /* users that its driver counts */
	FACT_IN_USE   = 1 << 23, /* whether its VFIO group is free; only under the lock */
	FACT_SIGHT    = 1 << 24, /* of the machine: does this run see who uses it */
	FACT_DISPLAY  = 1 << 25, /* screens, console and framebuffer of a display */
	FACT_INPUT    = 1 << 26, /* the keyboards of the machine */
	FACT_MACS     = 1 << 27, /* addresses that its interfaces were made with */
	FACT_POWER    = 1 << 28, /* whether it sleeps, and how deep it may */
	FACT_ROOM     = 1 << 29, /* for virtual functions: how many, and their memory */
};
/* clang-format on */
