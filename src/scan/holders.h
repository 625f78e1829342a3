/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which processes have nodes open, found by their descriptors; no program is run for it.
 */
#pragma once

#include <sys/types.h>

#include "base/arena.h"
#include "model/bdf.h"
#include "model/holder.h"
#include "os/root.h"

/*
 * Processes that have one of the N nodes (paths relative to the root) open, or a VFIO
 * device of which the kernel does not tell which one it is; those come last. Only root
 * sees the descriptors of others. 0 or -errno.
 */
int scan_holders(const struct root *root, struct arena *arena, const char *const *nodes,
                 size_t n, const struct holder **ret);

/* The process that holds the marker of DEVICE, from proc/locks; -ENOENT: none. */
int scan_writer(const struct root *root, struct bdf device, pid_t *ret);
