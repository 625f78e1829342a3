/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of rules and checks ask of findings. */
#pragma once

#include "model/finding.h"
#include "policy/rule.h"

#define NOTHING (-1) /* no finding at all */

/* The first one with that id, or NULL. */
const struct finding *findings_find(const struct findings *findings, const char *id);

/* How many have that status. */
size_t findings_count(const struct findings *findings, enum finding_status status);

/*
 * The one with that id, which has that STATUS (of enum finding_status), says something
 * and shows its evidence; NULL if STATUS is NOTHING. Ends the test if it is not so.
 */
const struct finding *findings_expect(const struct findings *findings, const char *id,
                                      int status);

struct scene; /* the test's own */

/* What a check finds after a change. */
struct expectation {
	const char *id;
	void (*change)(struct scene *s);
	int status; /* of enum finding_status, or NOTHING */
};

/* Something is said against it, or worth to know. */
bool expectation_applies(const struct expectation *row);

/*
 * Each check has a row in which it applies, and one in which all is well or nothing is
 * said; and they stand in the order of their ids. Ends the test if one lacks.
 */
void expectations_cover(const struct expectation *rows, size_t n_rows,
                        const struct rule *checks, size_t n_checks);
