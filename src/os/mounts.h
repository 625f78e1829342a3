/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of mounts and of swap space, as the kernel writes them below proc. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "os/root.h"

/* One line; the texts die when the taker returns. */
struct mount {
	uint32_t major, minor; /* of what is mounted; both 0: swap space */
	const char *source;    /* "/dev/sda1", "tank/home", "none"; "": not told */
	const char *target;    /* the mount point; "": swap space */
	const char *root;      /* what of it is mounted, "/"; "": swap space */
	const char *type;      /* "ext4", "btrfs"; of swap space "partition", "file" */
};

/* What is done with each line; < 0 ends the reading with that. */
typedef int mount_taker(const struct mount *mount, void *context);

/*
 * Reads the mountinfo or swaps PATH, a line at a time. -EBADMSG: it is no such table, or
 * a line of it is not understood. What TAKER returned, or -errno.
 */
int mounts_read(const struct root *root, const char *path, mount_taker *taker,
                void *context);
