/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which devices a process has mapped: the mapping stays when the descriptor is closed.
 * May wait for a lock of the process's memory, so only the worker asks.
 */
#pragma once

#include "base/cleanup.h"
#include "os/root.h"

struct mappings;

/* Remembers the files that are no devices: libraries are mapped by everybody. NULL: no
 * memory. */
struct mappings *mappings_new(void);

/*
 * Writes a line for each device node that PROCESS ("proc/1234") has mapped: "char 29:0
 * /dev/fb0". 0, also for a process that ended or has no memory; -EFBIG: too many; -errno:
 * what it maps cannot be seen (proc_pid_maps(5), map_files needs CAP_SYS_ADMIN or
 * CAP_CHECKPOINT_RESTORE).
 */
int mappings_read(struct mappings *mappings, const struct root *root, const char *process,
                  char *buffer, size_t size);

void mappings_free(struct mappings *mappings);
DEFINE_CLEANUP(struct mappings *, mappings_free);
