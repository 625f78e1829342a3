/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Carries a plan out, step by step, and takes it back as a whole if a step fails. */
#pragma once

#include <stdbool.h>

#include "base/fault.h"
#include "exec/kernel.h"
#include "model/unit.h"

enum exec_outcome {
	EXEC_DONE,
	EXEC_UNCHANGED,   /* every step found its work done */
	EXEC_ROLLED_BACK, /* failed; the machine is as it was */
	EXEC_PARTIAL,     /* failed, and something is left: the failed steps say what */
};

struct exec_options {
	unsigned timeout; /* seconds for each device, there and home */
	/* Has the user asked to stop? Looked at between steps and in waits; may be NULL.
	 */
	bool (*interrupted)(void *context);
	/* A step of UNIT has come to its result; may be NULL. */
	void (*report)(void *context, const struct step *step);
	void *context;
};

/*
 * Runs all units or none. The results are in the steps; the first failure is in the
 * fault. Failed steps of the way home are appended to the unit's `go` list, so that it
 * tells all.
 */
enum exec_outcome exec_run(struct kernel *kernel, struct plan *plan,
                           const struct exec_options *options, struct fault *f);
