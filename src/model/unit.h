/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A transaction as data: for each device the steps to go and the steps home. */
#pragma once

#include "model/lease.h"

/* Circumstances that explain a refusal of the kernel to whoever has no host at hand. */
enum trait {
	TRAIT_NO_GROUP = 1 << 0,
	TRAIT_BRIDGE = 1 << 1,
	TRAIT_PF_WITH_VFS = 1 << 2,
	TRAIT_VF = 1 << 3,
	TRAIT_SHARED_GROUP = 1 << 4,
};

/* One device of a transaction. */
struct unit {
	struct bdf address;
	struct steps go;   /* carried out, in order */
	struct steps home; /* carried out if any step of the transaction fails */
	/* The lease file for each enum lease_state; made before the first write needs it.
	 */
	const char *lease_texts[LEASE_STUCK + 1];
	unsigned traits;
};

struct plan {
	struct arena *arena; /* borrowed; owns the rest */
	struct unit *units; /* only devices with something to do, in the order to do it */
	size_t n_units;
	bool leads_home; /* the go lists are those that lead home: release, recovery */
};
