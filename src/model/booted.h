/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel that runs: its release, how it was built, and what it was told. */
#pragma once

#include "model/cmdline.h"
#include "model/value.h"

/* What we want to know of how it was built; the names stand in booted.c. */
/* clang-format off */
enum config_option {
	CONFIG_AMD_IOMMU, CONFIG_ARM_SMMU, CONFIG_ARM_SMMU_V3, CONFIG_DRM_SIMPLEDRM,
	CONFIG_FB_EFI, CONFIG_FB_VESA, CONFIG_INTEL_IOMMU, CONFIG_INTEL_IOMMU_DEFAULT_ON,
	CONFIG_INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF, CONFIG_IOMMUFD,
	CONFIG_IOMMU_DEFAULT_PASSTHROUGH, CONFIG_IRQ_REMAP, CONFIG_KALLSYMS,
	CONFIG_PCI_STUB, CONFIG_SYSFB_SIMPLEFB, CONFIG_VFIO, CONFIG_VFIO_CONTAINER,
	CONFIG_VFIO_DEVICE_CDEV, CONFIG_VFIO_GROUP, CONFIG_VFIO_IOMMU_TYPE1,
	CONFIG_VFIO_NOIOMMU, CONFIG_VFIO_PCI, CONFIG_VFIO_PCI_VGA, CONFIG_VIRTIO_IOMMU,
	N_CONFIG_OPTIONS
};
/* clang-format on */

enum config_answer { CONFIG_UNREAD, CONFIG_NO, CONFIG_MODULE, CONFIG_YES };

struct booted {
	struct text release;
	unsigned version;        /* KERNEL_VERSION(major, minor); 0: not known */
	struct text line;        /* the whole command line */
	struct cmdline words;    /* of it */
	enum known config_known; /* ABSENT: none of the places has it */
	const char *config_path; /* where it was found */
	enum config_answer config[N_CONFIG_OPTIONS];
	enum known builtin_known;
	const char *builtin_path;
	const char *const *builtin; /* names of modules, with _ */
	size_t n_builtin;
	enum known dmar, ivrs; /* do the firmware's tables name an IOMMU of Intel, AMD? */
};

#define KERNEL_VERSION(major, minor) ((unsigned)(major) << 16 | (unsigned)(minor))

/* "6.12.9-amd64" to KERNEL_VERSION(6, 12); 0 if it is no release. */
unsigned kernel_version(const char *release);

/* The name of an option as it stands in a .config, with CONFIG_. */
const char *config_name(enum config_option option);

/*
 * Takes the answers out of the text of a .config, a NUL-ended text. An option that is not
 * in it is CONFIG_NO: a .config names only what its kernel could have.
 */
void config_read(const char *text, enum config_answer answers[N_CONFIG_OPTIONS]);

/* Takes names out of the text of modules.builtin. 0 or -ENOMEM. */
int builtin_read(struct arena *arena, const char *text, struct booted *booted);

/* Does NAME, with - or _, mean the module whose name with _ is given? */
bool module_is(const char *name, const char *with_underscores);

/* Is the module part of the kernel itself? NAME with - or _. */
enum answer builtin_has(const struct booted *booted, const char *name);
