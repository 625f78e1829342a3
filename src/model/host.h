/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What we know of a machine: filled by scan/ only, and from then on only looked at. */
#pragma once

#include "base/arena.h"
#include "model/device.h"
#include "model/sight.h"
#include "model/platform.h"

struct region {
	uint64_t start, end; /* bytes, both inclusive */
	const char *type;    /* direct, direct-relaxable, reserved, msi */
};

/* A member of a group that is no PCI function. */
struct member {
	const char *name; /* as below the group's devices/ ("axi:gpu") */
	struct text driver;
	const struct member *next;
};

struct iommu_group {
	unsigned id;
	struct text type; /* translation type: DMA, DMA-FQ, identity, … */
	struct number noiommu;
	struct device *first; /* members by address, along next_in_group */
	const struct member *others;
	enum known others_known;
	enum known regions_known;
	const struct region *regions;
	size_t n_regions;
	const struct unknown *unknown;
};

/* An input device with the rows of letters. */
struct keyboard {
	const char *name;
	const char *path;            /* relative to the root */
	struct device **controllers; /* PCI functions that it hangs on; none: PS/2, … */
	size_t n_controllers;
	const struct keyboard *next;
};

struct host {
	struct arena *arena;     /* owns the host itself and all it reaches */
	struct device **devices; /* by address */
	size_t n_devices;
	struct iommu_group **groups; /* by id */
	size_t n_groups;
	size_t groups_room;         /* of the array; for the scan alone */
	enum known keyboards_known; /* UNKNOWN: there may be more */
	const struct keyboard *keyboards;
	struct platform *platform; /* NULL: nothing was asked of it */
	struct sight sight;
	const struct unknown *unknown; /* of the machine as a whole */
};

/* An empty host with an arena of its own, or NULL. */
struct host *host_new(void);

/* The function at ADDRESS, or NULL. */
struct device *host_find(const struct host *host, struct bdf address);

/* The physical function of a virtual one, or NULL. */
struct device *host_physical(const struct host *host, const struct device *device);

/* The group with that id, or NULL if it was not read. */
struct iommu_group *host_group(const struct host *host, unsigned id);

/* Notes that MEMBER of LIST could not be read; ERROR is a negative errno. 0 or -ENOMEM.
 */
int host_unknown(struct host *host, const struct unknown **list, const char *member,
                 const char *path, int error);

/* The entry for MEMBER in LIST, or NULL. */
const struct unknown *unknown_find(const struct unknown *list, const char *member);

void host_free(struct host *host);
DEFINE_CLEANUP(struct host *, host_free);
