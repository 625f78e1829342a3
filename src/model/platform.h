/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What we know of the machine itself, besides its PCI functions. Owned by the host. */
#pragma once

#include "model/booted.h"
#include "model/device.h"
#include "model/loader.h"
#include "model/memory.h"
#include "model/modules.h"
#include "model/noderule.h"

/* What a check can ask of the machine; each is read by one file of scan/. */
/* clang-format off */
enum platform_fact {
	PLATFORM_CPU        = 1 << 0, /* vendor, virtualisation, address width */
	PLATFORM_IOMMUS     = 1 << 1, /* what the kernel made of the IOMMU */
	PLATFORM_INTERRUPTS = 1 << 2, /* whether interrupts are remapped */
	PLATFORM_PARAMETERS = 1 << 3, /* parameters of vfio's modules */
	PLATFORM_NODES      = 1 << 4, /* /dev/kvm, /dev/vfio/vfio, /dev/iommu */
	PLATFORM_BOARD      = 1 << 5, /* who made it, as its firmware says */
	PLATFORM_GROUPS     = 1 << 6, /* every IOMMU group, with its type */
	PLATFORM_BOOTED     = 1 << 7, /* the kernel: release, words, configuration */
	PLATFORM_BOOT       = 1 << 8, /* boot loaders, and what lies ready for them */
	PLATFORM_MODULES    = 1 << 9, /* of VFIO, and what is configured about them */
	PLATFORM_FIRMWARE   = 1 << 10, /* tables and devicetree, as far as IOMMUs go */
	PLATFORM_LOCK       = 1 << 11, /* whether the firmware locked virtualisation off */
	PLATFORM_MEMORY     = 1 << 13, /* how much there is, and may be locked */
	PLATFORM_LIMITS     = 1 << 14, /* what others may lock once they log in */
	PLATFORM_BUS        = 1 << 15, /* whether PCI functions can be listed */
	PLATFORM_SECURITY   = 1 << 12, /* lockdown, Secure Boot, signatures of modules */
	PLATFORM_RULES      = 1 << 16, /* of udev, about the nodes of VFIO */
	PLATFORM_VIRTIO     = 1 << 17, /* devices and drivers of a guest */
	PLATFORM_USB        = 1 << 18, /* what hangs on controllers */
	PLATFORM_INITRAMFS  = 1 << 19, /* what it holds of modules and of modprobe.d */
	PLATFORM_DENIED     = 1 << 20, /* nodes that the device cgroup keeps from us */
};
/* clang-format on */

enum cpu_vendor { CPU_OTHER, CPU_INTEL, CPU_AMD, CPU_ARM };

struct cpu {
	enum known known;
	enum cpu_vendor vendor;
	/* The flag vmx or svm. The kernel clears it where the firmware locked it off
	 * (arch/x86/kernel/cpu/feat_ctl.c). */
	bool virtualization;
	bool guest;                 /* the flag hypervisor: it runs below one */
	struct number address_bits; /* of a physical address */
};

/* The register that says whether the firmware locked virtualisation off. */
struct feature_lock {
	enum known known; /* ABSENT: nothing shows registers */
	const char
		*path; /* of what shows it, or would; NULL: there is none of that kind */
	uint64_t value;
};

/* IA32_FEATURE_CONTROL (Intel SDM volume 4, table 2-2): bit 0 locks, bit 2 allows VMX. */
#define FEATURE_CONTROL    0x3a
#define FEATURE_LOCKED     (1U << 0)
#define FEATURE_VMX        (1U << 2)
/* VM_CR (AMD APM volume 2, 15.30.1): SVMDIS. */
#define VM_CR              0xc0010114
#define VM_CR_SVM_DISABLED (1U << 4)

/* What keeps even root from parts of the kernel. */
struct security {
	struct text lockdown; /* "none [integrity] confidentiality"; ABSENT: no such */
	struct number secure_boot; /* ABSENT: not booted by UEFI */
	struct text signatures;    /* Y: modules without one are refused */
};

enum iommu_kind { IOMMU_OTHER, IOMMU_INTEL, IOMMU_AMD, IOMMU_ARM, IOMMU_VIRTIO };

/* One IOMMU that the kernel uses: an entry of /sys/class/iommu. */
struct iommu_unit {
	const char *name; /* dmar0, ivhd1, smmu3.0x2b400000, … */
	enum iommu_kind kind;
	enum known known;      /* of the registers; ABSENT: its kind shows none */
	uint64_t capabilities; /* intel-iommu/cap or amd-iommu/cap */
	uint64_t extended;     /* intel-iommu/ecap or amd-iommu/features */
	const struct iommu_unit *next;
};

/* A module's parameter that is on or off. */
struct parameter {
	const char *path;  /* relative to the root */
	struct text value; /* ABSENT: the module is not there, or has none such */
};

/* A node of VFIO that this process may not open, though its mode lets it. */
struct denied_node {
	const char *path; /* relative to the root */
	const struct denied_node *next;
};

struct firmware;
struct initramfs;
struct usb;
struct virtio_device;

struct platform {
	unsigned facts; /* of enum platform_fact: what the scan has looked at */
	struct cpu cpu;
	enum known units_known; /* ABSENT: the kernel has no IOMMU support at all */
	const struct iommu_unit *units; /* by name */
	enum known groups_known;
	enum known bus_known;                          /* ABSENT: there is no PCI */
	struct number remapping;                       /* of interrupts; 1: on */
	const char *remapping_path;                    /* where that was seen */
	struct parameter unsafe_type1, unsafe_iommufd; /* allow_unsafe_interrupts */
	struct parameter unsafe_noiommu;               /* enable_unsafe_noiommu_mode */
	struct parameter stays_awake;                  /* disable_idle_d3 */
	struct node kvm, vfio, iommufd;
	enum known kvm_known, vfio_known, iommufd_known;
	enum known kvm_driver; /* behind its node; UNKNOWN: nothing tells */
	struct feature_lock lock;
	struct security security;
	struct memory memory;
	struct text maker, product; /* of the machine */
	struct text board_maker;
	struct booted booted;
	struct boot boot;
	struct modules modules;
	const struct initramfs *initramfs; /* NULL: not asked */
	const struct firmware *firmware;   /* NULL: not asked */
	const struct denied_node *denied;
	const char *allowed; /* one that it may open; NULL: none, or nobody could ask */
	enum known node_rules_known;
	const struct node_rule *node_rules; /* of udev, about VFIO's nodes */
	struct usb *usb;                    /* NULL: not asked */
	const struct virtio_device *virtio; /* by name */
	const char *virtio_drivers; /* between blanks; NULL: there is no such bus */
	const struct unknown *unknown;
};
