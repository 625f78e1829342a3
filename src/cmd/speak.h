/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one place that prints to stderr. */
#pragma once

#include "base/fault.h"
#include "cmd/settings.h"
#include "cmd/status.h"
#include "model/finding.h"
#include "model/unit.h"

/* "vfioprep: TEXT", and a line "  try: REMEDY" if there is one. */
void speak(const char *text, const char *remedy);

/* The findings a person has to know of: warnings and what is worse. */
void speak_findings(const struct findings *findings);

/* A step that came to its result. */
void speak_step(const struct step *step);

/*
 * Tells a failure before there is a plan: on stderr, and with --json also as the object
 * of DESIGN 2 on stdout. CODE is one of its codes. Returns STATUS.
 */
enum status speak_error(const struct settings *settings, enum status status,
                        const char *code, const struct fault *f);
