/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What must hold of a scenario whatever goes wrong: NULL, or what does not, in words. */
#pragma once

#include "apply/scenario.h"

/* A call fails, each in turn, with ERROR, without or with what it asked happening. */
const char *judge_failures(struct stage *stage, int error, bool has_effect);

/* A call fails, and a later one on the way home, each pair in turn. */
const char *judge_double_failures(struct stage *stage, int error);

/* A call fails, and the process dies on the way home, each pair in turn. */
const char *judge_deaths_on_the_way_home(struct stage *stage);

/* A call does not return in time, each in turn; later it does. */
const char *judge_lateness(struct stage *stage, bool has_effect);

/* The process dies at a call, each in turn. */
const char *judge_deaths(struct stage *stage, bool has_effect);

/*
 * A call of a bind by ids fails, or the process dies there, each in turn, and from then
 * on somebody probes every driverless device: what is let go must not be caught again.
 */
const char *judge_probers(struct stage *stage);
