/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Machines as text: expanded into a directory of their own, and listed to be compared. */
#pragma once

#include "base/arena.h"
#include "base/fault.h"
#include "os/root.h"

enum tree_kind { TREE_DIRECTORY, TREE_FILE, TREE_LINK };

/* One entry, in the line it was read from. */
struct tree_entry {
	enum tree_kind kind;
	char *path;
	const char *value; /* of a file, or the link's target */
	size_t size;
};

/*
 * Reads one line (modifies LINE, which must have room for two characters more). -EINVAL:
 * malformed, or a path that leaves the root.
 */
int tree_parse(char *line, struct tree_entry *ret);

/*
 * Makes the entries of TEXT below the directory: "path = text", "path : hex",
 * "path -> target", "path/"; # and blank lines are ignored. -EINVAL with a fault that
 * names the line, -errno.
 */
int tree_expand(int directory, const char *text, struct fault *f);

/*
 * Everything below the directory, sorted: one line an entry with its type, what is in it,
 * or where it points to. Left out: lock and markers of /run/vfioprep. The caller frees
 * it.
 */
char *tree_photo(int directory);

/* A directory for one test; nothing of it remains. */
struct fixture {
	char path[128];
	struct root root;
};

/* Ends the test if TREE is malformed. TREE may be NULL. */
struct fixture *fixture_new(const char *tree);

/* Adds further entries. */
void fixture_add(const struct fixture *fixture, const char *tree);

void fixture_free(struct fixture *fixture);
DEFINE_CLEANUP(struct fixture *, fixture_free);
