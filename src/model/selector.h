/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a user wrote to name devices: terms that must all hold, and lists of which one
 * must. */
#pragma once

#include "model/term.h"

struct config;

struct selector {
	const char *text; /* as it was written */
	struct term *terms;
	const struct selector *next; /* several selectors: a device matches if one does */
};

/* Does any of LIST mean a section, so that the configuration is wanted? */
bool selector_wants_config(const struct selector *list);

/* Leads each @NAME of LIST to its section; -EINVAL with a fault if there is none. */
int selector_link(const struct selector *list, const struct config *config,
                  struct fault *f);

/*
 * Finds the devices of each section that LIST means; see section_settle(). Once for every
 * scan, after the facts and before anything is matched.
 */
int selector_settle(const struct selector *list, struct arena *arena,
                    const struct host *host, struct fault *f);

/* Facts that must have been scanned before LIST can be matched. */
unsigned selector_facts(const struct selector *list);

/* Parses TEXT; -EINVAL with a fault that says what is wrong and where, -ENOMEM. */
int selector_parse(struct arena *arena, const char *text, const struct selector **ret,
                   struct fault *f);

/*
 * Does it leave the choice open: only negations, or "*"? As several selectors are "or",
 * such a one among them would mean nearly everything, which no acting command takes.
 */
bool selector_is_open(const struct selector *selector);

/* As it could be written; it parses back to the same. NULL: no memory. */
const char *selector_print(struct arena *arena, const struct selector *selector);

/* UNSURE: what decides it could not be read. */
enum answer selector_answer(const struct selector *selector, const struct device *device);

bool selector_matches(const struct selector *selector, const struct device *device);

/* Does any of LIST match? An empty list (NULL) matches everything. */
bool selector_any(const struct selector *list, const struct device *device);
