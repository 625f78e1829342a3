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

/* Room for as many as there can be is made first. */
static int add(struct arena *arena, const char *directory, const struct listing *names,
               struct listing *ret)
{
	const char **grown = arena_array(arena, ret->n + names->n + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	if (ret->n)
		memcpy(grown, ret->names, ret->n * sizeof(*grown));
	ret->names = grown;
	for (size_t i = 0; i < names->n; i++) {
		if (!text_ends(names->names[i], ".conf") || has(ret, names->names[i]))
			continue;
		grown[ret->n] = arena_printf(arena, "%s/%s", directory, names->names[i]);
		if (!grown[ret->n++])
			return -ENOMEM;
	}
	return 0;
}

int dropins_find(const struct root *root, struct arena *arena,
                 const struct listing *directories, struct listing *ret,
                 const char **ret_where)
{
	int r = 0;

	*ret = (struct listing){ 0 };
	for (size_t i = 0; r == 0 && i < directories->n; i++) {
		struct listing names;

		*ret_where = directories->names[i];
		r = listing_read(root, arena, directories->names[i], &names);
		if (r == -ENOTDIR)
			r = 0;
		else if (r == 0)
			r = add(arena, directories->names[i], &names, ret);
	}
	if (r == 0 && ret->n)
		qsort(ret->names, ret->n, sizeof(ret->names[0]), compare);
	return r;
}
