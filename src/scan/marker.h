/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside scan/: a write that still runs, seen without taking its marker. */
#pragma once

#include <sys/types.h>

#include "model/bdf.h"
#include "os/root.h"

/* All of proc/locks; the caller frees it. */
int marker_locks(const struct root *root, char **ret);

/* Who holds the marker of DEVICE, by the text of proc/locks; -ENOENT: nobody; -errno. */
int marker_holder(const struct root *root, struct bdf device, const char *locks,
                  pid_t *ret);
