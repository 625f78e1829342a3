/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside scan/: one walk over the processes, for all devices: which of them have nodes
 * open, by the numbers of what their descriptors and mappings lead to. A tree that is no
 * running machine keeps the answers as text: see docs/testing.md.
 */
#pragma once

#include "model/holder.h"
#include "scan/numbers.h"

/* What one process has open, once for each node. */
struct find {
	struct holder holder;
	/* NULL: a VFIO device of that group; with NO_GROUP the kernel does not say which.
	 */
	const struct numbered *node;
	uint32_t group;
	bool is_gone; /* closed since */
	struct find *next;
};

struct openers {
	struct scan *scan;
	struct numbers numbers;
	struct find *first;
	const char *gap; /* what could not be read; NULL: nothing */
	int error;
	bool is_walked, is_settled;
};

/* Begins anew. 0 or -ENOMEM; what cannot be seen is a gap. */
int openers_walk(struct openers *openers);

/* Marks what was closed since the walk; live machine only. */
void openers_look_again(struct openers *openers);
