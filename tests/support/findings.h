/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of rules and checks ask of findings. */
#pragma once

#include "model/finding.h"

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
