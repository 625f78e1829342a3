/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the history keeps of one transaction: who asked for what, and what became of it.
 */
#pragma once

#include "model/unit.h"

/* One file a transaction, relative to the root; the names sort by time. */
#define HISTORY_DIRECTORY "var/lib/vfioprep/history"

enum record_outcome {
	RECORD_UNFINISHED, /* it runs, or was cut off and nobody has looked since */
	RECORD_DONE,
	RECORD_ROLLED_BACK,
	RECORD_PARTIAL,
	RECORD_INTERRUPTED, /* cut off, and how far it came cannot be told any more */
};

struct record {
	const char *id; /* the transaction */
	const char *verb;
	const char *since; /* RFC 3339, UTC */
	const char *boot_id;
	const char *command; /* the command line */
	const char *uid;     /* who asked for it, a number; NULL: not known */
	const char *undoes;  /* the transaction taken back; NULL: none */
	enum record_outcome outcome;
	bool leads_home; /* the steps are those that lead home */
	/* With the lease in motion and the steps with their results. */
	struct unit *units;
	size_t n_units;
};

const char *record_outcome_text(enum record_outcome outcome);

/* The record of a plan; its units are borrowed. */
void record_plan(struct record *record, const struct plan *plan);

/* The file's whole text; NULL: no memory. */
const char *record_write(struct arena *arena, const struct record *record);

/* Reads such a file (modifies TEXT). -EINVAL with a fault naming the line, -ENOMEM. */
int record_read(struct arena *arena, char *text, struct record **ret, struct fault *f);
