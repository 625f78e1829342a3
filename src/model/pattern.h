/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses and ids with shell wildcards, read strictly: what cannot match is an error.
 */
#pragma once

#include "model/term.h"

/*
 * Brackets closed and not empty, no control characters, and, if ALPHABET is not NULL,
 * nothing but its characters and * ? [ ] - !. -EINVAL with a fault.
 */
int pattern_check(const struct piece *piece, const char *alphabet, struct fault *f);

/* Two fields of two characters each (a bracket counts as one)? */
bool pattern_looks_like_slot(const struct piece *piece);

/* [DOMAIN:]BUS:SLOT.FUNCTION, domain 0000 if left out. */
int pattern_address(struct arena *arena, const struct piece *piece, struct term *term,
                    struct fault *f);

/* BUS:SLOT, all functions of it in domain 0000. */
int pattern_slot(struct arena *arena, const struct piece *piece, struct term *term,
                 struct fault *f);

/* Two to MOST fields of four hex digits or wildcards. */
int pattern_ids(struct arena *arena, const struct piece *piece, size_t most,
                struct term *term, struct fault *f);

/* The same with as many fields as a PCI function has. */
int pattern_any_ids(struct arena *arena, const struct piece *piece, struct term *term,
                    struct fault *f);
