/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One PCI function as the scan found it. Owned by the host; all pointers die with it. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "model/bdf.h"
#include "model/holder.h"
#include "model/user.h"
#include "model/value.h"

struct iommu_group;
struct capabilities;
struct lease;

/* Configuration space, offset 0x0e, bits 0-6 (PCI Local Bus 3.0, 6.2.1). */
enum header {
	HEADER_UNKNOWN,
	HEADER_ENDPOINT, /* 0 */
	HEADER_BRIDGE,   /* 1 */
	HEADER_CARDBUS,  /* 2 */
};

struct node {
	const char *path; /* relative to the root; NULL: there is none */
	uid_t uid;
	gid_t gid;
	mode_t mode; /* permission bits only */
};

/* What hangs on a function, by the name its users know. */
enum attachment_kind {
	ATTACHED_NET = 1,  /* interface */
	ATTACHED_BLOCK,    /* disk or partition */
	ATTACHED_DRM,      /* card1, renderD128 */
	ATTACHED_USB,      /* VENDOR:PRODUCT */
	ATTACHED_USB_PORT, /* 3-1.2 */
	ATTACHED_SLOT,     /* physical slot */
	ATTACHED_SERIAL,   /* serial number, as its driver tells it */
};

struct attachment {
	enum attachment_kind kind;
	const char *name;
	const struct attachment *next;
};

/* What the firmware left for the host to draw in, and whose memory it is. */
struct framebuffer {
	enum known known;
	const char *name;   /* "simple-framebuffer.0": a platform device */
	const char *driver; /* that draws: "simple-framebuffer" */
	bool is_drm;        /* it made a card of DRM of it */
	const char *path;   /* relative to the root */
};

/* What the kernel says of its power. To ask wakes nothing. */
struct power {
	struct text state; /* D0, D3hot, D3cold, unknown */
	struct text status; /* of runtime power management: active, suspended, error, … */
	struct text control;  /* auto: it may sleep; on */
	struct number d3cold; /* the kernel may cut its power */
	enum known
		can_be_cut; /* the firmware has a switch for it, or for what is above */
	const char *switch_path; /* where that was seen */
};

struct vfio {
	enum known known;
	bool noiommu;
	struct node group_node;
	struct node cdev;
	struct number in_use; /* 1: the kernel gives the group to nobody else now */
};

/* What a driver that counts its users says: see scan/nvidia.c. */
struct driver_use {
	enum known known; /* ABSENT: it is another driver */
	uint32_t users;   /* that no process explains */
	bool is_shared;   /* it has several devices, and any of them may be meant */
	const char *path; /* where that stands, or what could not be read */
};

struct device {
	struct bdf address;
	struct device *parent;    /* the bridge above; NULL: on a root bus */
	const char *parent_name;  /* what stands above in sysfs ("0000:00:1c.0",
	                             "pci0000:00") */
	struct device *bus_maker; /* the function whose driver made the root bus it is on
	                             (Intel VMD); NULL: the machine made it, or it is
	                             below a bridge */
	struct device *next_in_group;

	struct number vendor, device, subsystem_vendor, subsystem_device;
	struct number class, revision;
	struct text vendor_name, device_name, class_name;

	struct text driver;
	struct text driver_override; /* ABSENT: empty, or this kernel has no such file */
	bool no_override;            /* it has no such file */
	struct text
		driver_module; /* module of the driver; ABSENT: built in or driverless */
	struct text native_modules; /* that claim its ids, separated by blanks */
	struct text vfio_module; /* best VFIO variant; "vfio_pci" if there is no special
	                            one */

	struct number group_id;
	struct iommu_group *group; /* NULL: in none, or not asked */
	enum header header;
	struct capabilities *capabilities; /* NULL: not read */
	struct number numa_node, boot_vga;
	struct text reset_methods;

	struct text physfn;     /* address of the PF this VF belongs to */
	struct number vf_count; /* VFs that exist now */
	struct device *first_vf, *next_vf;
	struct number autoprobe; /* sriov_drivers_autoprobe of a PF */
	struct number most_vfs;  /* that it could have */
	struct number vf_memory; /* 0: BARs of its VFs were not placed */
	struct power power;

	struct vfio vfio;
	struct number denylist_off; /* vfio-pci's parameter; ABSENT: it is not loaded */
	struct framebuffer framebuffer; /* ABSENT: none that has a driver */
	unsigned uses_known; /* bit 1 << enum use: all that matters could be read */
	const struct user *users;
	struct driver_use driver_use;
	struct holders holders; /* of its nodes, native and VFIO */
	enum known attachments_known;
	const struct attachment *attachments;
	struct text macs;   /* addresses that its interfaces were made with, separated by
	                       blanks; ABSENT: it has no interface here */
	struct number busy; /* 1: an earlier write has not returned yet */
	struct text
		native_node; /* "net", "nvme": what its driver makes, see STEP_SETTLE */
	const struct lease *lease; /* NULL: vfioprep did not move it */

	unsigned facts; /* of enum fact: what the scan has looked at */
	const struct unknown *unknown;
};

/* interface, disk, card, USB device, USB port, slot, serial */
const char *attachment_kind_text(enum attachment_kind kind);

/* Base class, the upper eight of the 24 class bits. */
static inline unsigned device_base_class(const struct device *device)
{
	return device->class.value >> 16;
}

/* The one of the N devices that has ADDRESS; NULL: none. */
const struct device *device_at(struct device *const *devices, size_t n,
                               struct bdf address);

/*
 * Must somebody take the firmware's picture from it before VFIO has it? From the class
 * 0300 vfio-pci does it itself: vfio_pci_vga_init() of Linux.
 */
bool device_shows_firmware(const struct device *device);

/* The function whose driver made the root bus above DEVICE, or NULL. */
struct device *device_bus_maker(const struct device *device);

/* Class 0604 or 0609 (PCI bridges), 0607 (cardbus) or, where it was read, a header type ≠
 * 0. */
enum header device_header(const struct device *device);

/*
 * Is DRIVER one that leaves DMA to userspace or needs none (driver_managed_dma in
 * drivers/pci and drivers/vfio of Linux): vfio-pci and its variants, pci-stub, pcieport?
 */
bool driver_is_vfio(const char *driver);
bool driver_shares_group(const char *driver);
