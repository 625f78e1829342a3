/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps and their outcome for people. */
#pragma once

#include "model/unit.h"
#include "view/sink.h"

/* One line without newline: what the step does, and with `result` how it went. */
void step_line(const struct step *step, char *buffer, size_t size);

/* All steps, under a line for each device. */
int steps_plan(const struct sink *sink, const struct plan *plan);

/* One line a device: where it came from, where it is, and its node. */
int steps_summary(const struct sink *sink, const struct plan *plan);
