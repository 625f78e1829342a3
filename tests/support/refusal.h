/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts that no reader takes, and what is said of them. */
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "base/fault.h"

struct refusal {
	const char *text, *says; /* SAYS is part of the fault; NULL: the text itself is */
};

/* Reads a copy of TEXT; makes sure that nothing was given where it fails. */
typedef int refused_reader(struct arena *arena, char *text, struct fault *f);

/* Has every text read, each in an arena of its own: -EINVAL, and what the row says. */
void refuse_each(const struct refusal *rows, size_t n, refused_reader *read);

/* The reader of three of these tests: selector_parse(). */
int refused_selector(struct arena *arena, char *text, struct fault *f);
