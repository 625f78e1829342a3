/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who may change the machine: one lock for all of it, one marker for each running write.
 */
#pragma once

#include "base/clock.h"
#include "base/fault.h"
#include "model/bdf.h"
#include "os/root.h"

#define LOCK_DIRECTORY   "run/vfioprep"
#define MARKER_DIRECTORY "run/vfioprep/markers"

/*
 * Makes the directories of /run/vfioprep and takes the machine's lock, waiting until the
 * deadline. Returns its descriptor, or -errno with a fault that names the holder
 * (-EWOULDBLOCK) or the file.
 */
int lock_machine(const struct root *root, const char *command, deadline_ms deadline,
                 struct fault *f);

/*
 * Takes the marker of a device, waiting until the deadline (0: does not wait). Returns
 * its descriptor, -EWOULDBLOCK when a write is still running, or -errno.
 */
int lock_marker(const struct root *root, struct bdf device, deadline_ms deadline);
