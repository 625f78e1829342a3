/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One condition of a selector; each kind is a row that parses, matches and prints itself.
 */
#pragma once

#include "base/arena.h"
#include "base/fault.h"
#include "model/host.h"

struct section;
struct term_kind;

/* Domain, bus, slot, function; or vendor, device and those of the subsystem. */
#define TERM_FIELDS 4

struct term {
	const struct term_kind *kind;
	bool negated;
	const char *fields[TERM_FIELDS]; /* patterns in lower case; NULL: anything */
	uint32_t number;                 /* group, NUMA node, class */
	unsigned digits;                 /* of the class that was written: 2, 4 or 6 */
	const char *name;                /* of the section it means; NULL: means none */
	struct section *section;         /* of that name; NULL: not linked yet */
	struct term *and;
};

/* A text to be parsed, as a part of what the user wrote, so that errors can show where.
 */
struct piece {
	const char *whole;
	const char *start;
	size_t length;
};

/* -EINVAL with a fault that quotes the piece, its place and the CAUSE. */
int piece_fault(const struct piece *piece, struct fault *f, const char *cause);

/* Parses one term, an exclamation mark before it included. -EINVAL with a fault, -ENOMEM.
 */
int term_parse(struct arena *arena, const struct piece *piece, struct term *ret,
               struct fault *f);

/* Facts that must have been scanned before the term can be matched. */
unsigned term_facts(const struct term *term);

/* UNSURE: a fact it needs is unknown; that is no match, and its negation is none either.
 */
enum answer term_matches(const struct term *term, const struct device *device);

/* Does it narrow nothing down: "*" or a negation? */
bool term_is_open(const struct term *term);

/* As it would be written; NULL: no memory. */
const char *term_print(struct arena *arena, const struct term *term);
