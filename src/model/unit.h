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

/* The lease's file at each point; made before the first write needs it. */
struct lease_texts {
	const char *moving; /* from the first step to the last, with its mover */
	const char *alone;  /* on its way home by itself */
	const char *stuck;
	const char *before; /* when all was taken back; NULL: no file */
	const char *after;  /* when all is done; NULL: no file */
};

/*
 * One device of a transaction. A list may begin with the step that opens the lease, and
 * end with the one that closes it: between opening the first and closing the first lease
 * all devices move.
 */
struct unit {
	struct bdf address;
	struct lease *lease; /* in motion; NULL: in recovery */
	struct steps go;     /* carried out, in order */
	struct steps home;   /* carried out if any step of the transaction fails */
	struct lease_texts texts;
	unsigned traits;
	bool is_bystander; /* nobody means it: both its lists lead home */
	/* Outcome: it could not be taken home; and why: a write has not returned, of
	 * which ids may still come to be taught. */
	bool is_left, is_stuck, is_teaching;
};

struct plan {
	struct arena *arena; /* borrowed; owns the rest */
	struct unit *units; /* only devices with something to do, in the order to do it */
	size_t n_units;
	bool leads_home; /* the go lists are those that lead home: release, recovery */
};
