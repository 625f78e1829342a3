/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line of a .tree is an entry below the root, or refused; nothing is made here. */
#include "fuzz/fuzz.h"

#include <errno.h>

#include "support/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A line has room for the newline that a text ends with. */
	_cleanup_(freep) char *line = calloc(1, size + 3);
	struct tree_entry entry = { 0 };
	int r;

	HOLDS(line);
	if (size)
		memcpy(line, data, size);
	r = tree_parse(line, &entry);
	if (r < 0) {
		HOLDS(r == -EINVAL);
		return 0;
	}
	HOLDS(*entry.path && entry.path[0] != '/');
	HOLDS(strcmp(entry.path, "..") != 0 && strncmp(entry.path, "../", 3) != 0);
	HOLDS(!strstr(entry.path, "/../"));
	HOLDS(entry.kind == TREE_DIRECTORY || entry.value);
	HOLDS(entry.kind == TREE_DIRECTORY || entry.size <= size + 1);
	return 0;
}
