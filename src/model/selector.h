/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a user wrote to name devices, parsed once; each kind of term is a row of one
 * table. */
#pragma once

#include "base/arena.h"
#include "base/fault.h"
#include "model/host.h"

struct term_kind;

struct term {
	const struct term_kind *kind;
	struct bdf address;
	const struct term *and; /* all terms of a selector must hold */
};

struct selector {
	const char *text; /* as it was written */
	const struct term *terms;
	const struct selector *next; /* several selectors: a device matches if one does */
};

/* Facts that must have been scanned before LIST can be matched. */
unsigned selector_facts(const struct selector *list);

/* Parses TEXT; -EINVAL with a fault that says what is wrong, -ENOMEM. */
int selector_parse(struct arena *arena, const char *text, const struct selector **ret,
		   struct fault *f);

bool selector_matches(const struct selector *selector, const struct device *device);

/* Does any of LIST match? An empty list (NULL) matches everything. */
bool selector_any(const struct selector *list, const struct device *device);
