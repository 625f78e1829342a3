/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finishes what an earlier run left: every lease that is not held is taken home. */
#pragma once

#include "exec/exec.h"

/*
 * Takes one device home by the unit of its lease. A failure leaves the lease as it is,
 * for the next time. 0 or the fault's error.
 */
int recover_unit(struct kernel *kernel, struct arena *arena, const struct unit *unit,
                 const struct exec_options *options, struct fault *f);
