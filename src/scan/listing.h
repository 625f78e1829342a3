/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lies in a directory, in an order that is the same everywhere. */
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "os/root.h"

struct listing {
	const char **names; /* in the arena */
	size_t n;
};

/*
 * The names in DIRECTORY (relative to the root) that do not begin with a dot, sorted by
 * strcmp(). A directory that is not there has none. 0 or -errno.
 */
int listing_read(const struct root *root, struct arena *arena, const char *directory,
                 struct listing *ret);

/* One more behind the others; *ROOM is 0 at first. NAME stays where it is. 0 or -ENOMEM.
 */
int listing_add(struct arena *arena, struct listing *listing, size_t *room,
                const char *name);
