/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the history: that a transaction begins, how it ended, what became of a lost one.
 */
#pragma once

#include "cmd/session.h"

/* Before the first step; a history that cannot be written is a warning. */
void chronicle_begin(struct session *s);

void chronicle_end(struct session *s, enum exec_outcome outcome);

/* After recovery: the last run, if it was cut off, now has an outcome. 0 or -errno. */
int chronicle_settle(struct session *s, struct fault *f);
