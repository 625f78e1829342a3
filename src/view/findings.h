/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings for people: what is wrong first, at most three lines each. */
#pragma once

#include <stdbool.h>

#include "model/finding.h"
#include "view/sink.h"

/*
 * The worst come first, each with where it was seen and what to do; those that are well
 * are only counted, unless ALL. 0 or -errno.
 */
int print_findings(const struct sink *sink, const struct look *look,
                   const struct findings *findings, bool all);
