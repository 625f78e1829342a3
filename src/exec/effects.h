/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside exec/: what each kind of step looks at, does, and looks at again. */
#pragma once

#include "exec/exec.h"

/* One step while it is carried out. */
struct work {
	struct kernel *kernel;
	const struct unit *unit;
	struct bdf subject; /* of the step */
	const struct exec_options *options;
	bool is_back;     /* a list that leads home: leaves alone what others moved */
	bool is_rollback; /* the list that takes back what the other one did */
	bool is_interruptible; /* the way out of a failure is not */
	deadline_ms deadline;
	struct fault fault;
	char got[256]; /* what was read last; empty: nothing */
};

/* Answers of a guard. */
#define GUARD_GO   0
#define GUARD_SKIP 1

struct effect {
	/* GUARD_SKIP: nothing to do; -errno. NULL: always go. */
	int (*guard)(struct work *work, const struct step *step);
	/* 0, -errno, or KERNEL_LATE: it still runs and will not be asked again. */
	int (*act)(struct work *work, const struct step *step);
	/* 0, or -errno: the kernel said yes but it is not so. NULL: none needed. */
	int (*prove)(struct work *work, const struct step *step);
};

const struct effect *effect_of(enum step_kind kind);

/* Fills the work's fault for a kernel that answered ERROR to STEP. Returns ERROR. */
int explain(struct work *work, const struct step *step, int error);
