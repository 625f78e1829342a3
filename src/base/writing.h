/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A text that grows at its end, piece by piece; what is written of it costs its length.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"

struct writing {
	char *text; /* not ended by a NUL while it grows */
	size_t used, room;
	bool failed; /* no memory; what is added after that is dropped */
};

void writing_add(struct writing *writing, const char *text);

/* TEXT as text_escape() writes it. */
void writing_add_escaped(struct writing *writing, const char *text);

/* The whole of it in the arena; NULL: no memory, here or before. */
const char *writing_keep(const struct writing *writing, struct arena *arena);

void writing_free(struct writing *writing);
