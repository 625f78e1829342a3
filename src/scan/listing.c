/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/listing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int listing_add(struct arena *arena, struct listing *listing, size_t *room,
                const char *name)
{
	const char **grown = arena_grow(arena, listing->names, listing->n, sizeof(*grown),
	                                room);

	if (!grown)
		return -ENOMEM;
	grown[listing->n++] = name;
	listing->names = grown;
	return 0;
}

static int append(struct arena *arena, struct listing *listing, size_t *room,
                  const char *name)
{
	const char *copy = arena_text(arena, name);

	return copy ? listing_add(arena, listing, room, copy) : -ENOMEM;
}

int listing_read(const struct root *root, struct arena *arena, const char *directory,
                 struct listing *ret)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	size_t room = 0;
	int r = root_opendir(root, directory, &stream);

	*ret = (struct listing){ 0 };
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	while (r == 0 && (errno = 0, entry = readdir(stream)))
		if (entry->d_name[0] != '.')
			r = append(arena, ret, &room, entry->d_name);
	/* readdir(3): at the end of the list it leaves errno alone. */
	if (r == 0 && errno)
		r = -errno;
	if (r == 0 && ret->n)
		qsort(ret->names, ret->n, sizeof(ret->names[0]), compare);
	return r;
}
