/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside scan/: device nodes by their numbers, and whose they are. A node may have any
 * name, and stand anywhere; its number is what the kernel goes by.
 */
#pragma once

#include "scan/owners.h"

#define NO_GROUP UINT32_MAX

struct numbered {
	bool is_block;
	uint32_t major, minor;
	const char *name; /* as the kernel calls it */
	enum use use;     /* USE_OPEN; USE_DRIVER: sysfs does not know it; USE_VFIO: by it
	                   * a VFIO user has the device */
	const struct owner *owners;
	uint32_t group; /* of a VFIO node; else NO_GROUP */
	struct numbered *next;
};

struct numbers {
	struct numbered *first; /* those that belong to a function or a group */
	const char *path;       /* what could not be read; NULL: nothing */
	int error;
};

/* From sys/dev/char and sys/dev/block, and from drivers that keep their nodes from sysfs.
 * 0 or -ENOMEM. */
int numbers_read(struct scan *scan, struct numbers *ret);

/* Adds WHAT. 0 or -ENOMEM. */
int numbers_add(struct scan *scan, struct numbers *numbers, const struct numbered *what);

/* Those of the driver nvidia. 0 or -ENOMEM. */
int numbers_of_nvidia(struct scan *scan, struct numbers *numbers);

const struct numbered *numbers_find(const struct numbers *numbers, bool is_block,
                                    uint32_t major, uint32_t minor);

/*
 * Is it one by which DEVICE is used? A VFIO node is one of all devices of its group that
 * VFIO can have.
 */
bool numbered_is_of(const struct numbered *node, const struct device *device);

/* The group of the function that a sysfs path leads to last; NO_GROUP: none. */
uint32_t group_of_place(struct scan *scan, const char *place);
