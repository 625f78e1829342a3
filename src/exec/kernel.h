/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The only door to the machine for whoever changes it. There are two behind it: the live
 * kernel, and the one of the tests, which works on a tree and fails when told to.
 */
#pragma once

#include <stddef.h>

#include "base/clock.h"
#include "model/device.h"

/* Positive answer of read, write and load: still at it when the deadline passed. */
#define KERNEL_LATE 1

/* All paths are relative to the root. Calls return 0, -errno or what is said beside them.
 */
struct kernel {
	/* A small text file without its last newline; KERNEL_LATE. */
	int (*read)(struct kernel *kernel, const char *path, char *buffer, size_t size,
	            deadline_ms deadline);
	/* One write, on behalf of DEVICE; KERNEL_LATE. */
	int (*write)(struct kernel *kernel, struct bdf device, const char *path,
	             const char *text, deadline_ms deadline);
	int (*readlink)(struct kernel *kernel, const char *path, char *buffer,
	                size_t size);
	/* The first entry (in no order) of a directory that starts with PREFIX; -ENOENT.
	 */
	int (*find)(struct kernel *kernel, const char *directory, const char *prefix,
	            char *buffer, size_t size);
	/* A module with all it needs, on behalf of DEVICE; KERNEL_LATE. */
	int (*load)(struct kernel *kernel, struct bdf device, const char *module,
	            deadline_ms deadline);
	/* Until something about devices changed (0: look again) or -ETIMEDOUT. */
	int (*wait)(struct kernel *kernel, deadline_ms deadline);
	/* Owner and mode of a node; its path is not filled in. */
	int (*look)(struct kernel *kernel, const char *path, struct node *ret);
	int (*own)(struct kernel *kernel, const char *path, const struct node *node,
	           deadline_ms deadline);
	/* Makes PATH hold TEXT, at once or not at all. */
	int (*replace)(struct kernel *kernel, const char *path, const char *text,
	               mode_t mode);
	int (*remove)(struct kernel *kernel, const char *path);
};
