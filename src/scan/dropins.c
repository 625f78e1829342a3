/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/dropins.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static int compare(const void *a, const void *b)
{
	return strcmp(text_base(*(const char *const *)a),
	              text_base(*(const char *const *)b));
}

static bool has(const struct listing *paths, const char *name)
{
	for (size_t i = 0; i < paths->n; i++)
		if (text_equal(text_base(paths->names[i]), name))
			return true;
	return false;
}

static int add(struct arena *arena, const char *directory, const struct listing *names,
               struct listing *ret, size_t *room)
{
	for (size_t i = 0; i < names->n; i++) {
		const char *path;

		if (!text_ends(names->names[i], ".conf") || has(ret, names->names[i]))
			continue;
		path = arena_printf(arena, "%s/%s", directory, names->names[i]);
		if (!path || listing_add(arena, ret, room, path) < 0)
			return -ENOMEM;
	}
	return 0;
}

int dropins_find(const struct root *root, struct arena *arena,
                 const struct listing *directories, struct listing *ret,
                 const char **ret_where)
{
	size_t room = 0;
	int r = 0;

	*ret = (struct listing){ 0 };
	for (size_t i = 0; r == 0 && i < directories->n; i++) {
		struct listing names;

		*ret_where = directories->names[i];
		r = listing_read(root, arena, directories->names[i], &names);
		if (r == -ENOTDIR)
			r = 0;
		else if (r == 0)
			r = add(arena, directories->names[i], &names, ret, &room);
	}
	if (r == 0 && ret->n)
		qsort(ret->names, ret->n, sizeof(ret->names[0]), compare);
	return r;
}
