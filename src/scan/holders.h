/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which processes have nodes open, found by their descriptors; no program is run for it.
 */
#pragma once

#include <sys/types.h>

#include "model/bdf.h"
#include "model/holder.h"
#include "scan/scan.h"

/*
 * Who has nodes of DEVICE open now, of those it had when the scan first looked
 * (FACT_OPENERS): a driver that is being unbound has taken its nodes away already. What
 * cannot be seen is missing. 0 or -ENOMEM.
 */
int scan_holders(struct scan *scan, const struct device *device,
                 const struct holder **ret);

/* The process that holds the marker of DEVICE, from proc/locks; -ENOENT: none. */
int scan_writer(const struct root *root, struct bdf device, pid_t *ret);
