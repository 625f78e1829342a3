/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a rule or check found, with the evidence and what to do: one shape for all of
 * them. */
#pragma once

#include "base/arena.h"

/* From good to bad; the order is used. */
enum finding_status {
	FINDING_OK,
	FINDING_INFO,
	FINDING_WARN,
	FINDING_UNKNOWN,
	FINDING_FAIL
};

struct evidence {
	const char *path;  /* relative to the root; NULL: no file */
	const char *value; /* NULL: it could not be read */
	const struct evidence *next;
};

struct finding {
	const char *id; /* permanent, as in vfioprep-rules(7) */
	enum finding_status status;
	const char *subject; /* address; NULL: the machine */
	const char *summary; /* lower case, no full stop */
	const char *remedy;  /* NULL: none known */
	const struct evidence *evidence;
	struct finding *next;
};

/* In the order they were found. */
struct findings {
	struct arena *arena; /* borrowed */
	struct finding *first, *last;
};

/* Copies FINDING (shallowly: its texts must live as long as the arena). 0 or -ENOMEM. */
int findings_add(struct findings *findings, const struct finding *finding);

/* Puts PATH and VALUE before the other evidence of FINDING. 0 or -ENOMEM. */
int finding_evidence(struct arena *arena, struct finding *finding, const char *path,
                     const char *value);

/* The worst status in the list; FINDING_OK if it is empty. */
enum finding_status findings_worst(const struct findings *findings);

const char *finding_status_text(enum finding_status status);
