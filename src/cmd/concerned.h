/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rules look at: the chosen devices, and those whose fate hangs together with
 * theirs. */
#pragma once

#include "cmd/choose.h"
#include "model/request.h"

struct wanted {
	unsigned facts; /* of enum fact, of the chosen devices */
	/* Which groups go along, and are chosen too; see wishes_groups(). */
	const struct request *request;
};

/*
 * Reads what is wanted of the chosen devices, and what the rules need to know of the
 * other members of their groups, of the functions of their slots, of the physical
 * functions of virtual ones, of VMD controllers above, and of all displays. The host's
 * arena has what is made on the way. 0, or -ENOMEM with a fault.
 */
int concerned_read(struct scan *scan, struct host *host, struct choice *choice,
                   const struct wanted *wanted, struct fault *f);
