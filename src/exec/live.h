/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel of the running machine. */
#pragma once

#include "exec/kernel.h"
#include "os/root.h"
#include "os/signals.h"
#include "os/worker.h"

/*
 * All arguments are borrowed and must outlive the result. ROOT is live. Events are
 * listened for from now on; a signal ends a wait. 0 or -errno.
 */
int live_kernel_new(const struct root *root, struct worker *worker,
                    struct signals *signals, struct kernel **ret);

void live_kernel_free(struct kernel *kernel);
DEFINE_CLEANUP(struct kernel *, live_kernel_free);
