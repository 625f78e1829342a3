/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What becomes of leases that an earlier run left in motion. The devices of a transaction
 * share one fate, and the lease of the last of them decides it: it is opened last and
 * says so last. A bind is done if it says held; else all go home. A release has begun if
 * it says returning; else no device has moved yet, or all have moved back.
 */
#pragma once

#include "model/unit.h"

enum recovery_way {
	RECOVERY_FINISH, /* all devices are there: the lease is held */
	RECOVERY_FORGET, /* nothing has moved: the lease says what it said */
	RECOVERY_PART,   /* no longer waits for others, all of which go home */
	RECOVERY_HOME,   /* the device goes home */
};

/* One step of recovery; a lease may have two. */
struct recovery {
	const struct lease *lease;
	enum recovery_way way;
};

/*
 * Decides for all LEASES. The array is in the order in which it must be done: whatever is
 * done of it, the same comes out when the rest is decided anew. 0 or -ENOMEM.
 */
int recovery_decide(struct arena *arena, const struct lease *const *leases, size_t n,
                    struct recovery **ret, size_t *ret_n);

/* The unit that does it. 0 or -ENOMEM. */
int recovery_plan(struct arena *arena, const struct recovery *recovery, struct unit *ret);
