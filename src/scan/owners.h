/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside scan/: the functions that a place in sysfs hangs on, and who uses them. */
#pragma once

#include "scan/read.h"

/* A function that a disk or a node hangs on, directly or through controllers. */
struct owner {
	struct device *device;
	const struct owner *next;
};

bool owners_have(const struct owner *owners, const struct device *device);

/*
 * Adds the functions on the way that TARGET, a link in DIRECTORY, leads: every controller
 * (USB, SATA, NVMe, virtio, and the VMD above them), no bridge. What hangs on an NVMe
 * subsystem hangs on each of its controllers. 0, -ENOMEM, or -errno if those cannot be
 * listed, with the path that could not be read in PATH.
 */
int owners_add(struct scan *scan, const struct owner **list, const char *directory,
               const char *target, char *path, size_t size);

/* Adds WHAT to the users of DEVICE, behind the others, unless it is there. 0 or -ENOMEM.
 */
int owner_used(struct scan *scan, struct device *device, const struct user *what);
