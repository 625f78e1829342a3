/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/read.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

int place_unknown(struct place *place, const char *member, const char *name, int error)
{
	char path[512] = "";

	if (name)
		(void)text_format(path, sizeof(path), DEVICE_DIRECTORY "/%s/%s",
		                  BDF_TEXT(place->device->address), name);
	return host_unknown(place->scan->host, &place->device->unknown, member,
	                    name ? path : NULL, error);
}

static int keep_text(struct place *place, const char *value, struct text *ret)
{
	ret->value = arena_text(place->scan->host->arena, value);
	if (!ret->value)
		return -ENOMEM;
	ret->known = KNOWN;
	return 0;
}

int place_text(struct place *place, const char *name, const char *member,
               struct text *ret)
{
	char buffer[4096];
	int r;

	r = dir_read(place->directory, name, buffer, sizeof(buffer));
	if (r == -ENOENT) {
		ret->known = ABSENT;
		return 0;
	}
	if (r < 0) {
		ret->known = UNKNOWN;
		return place_unknown(place, member, name, r);
	}
	return keep_text(place, buffer, ret);
}

int place_number(struct place *place, const char *name, const char *member, int base,
                 uint32_t max, struct number *ret)
{
	char buffer[64];
	int r;

	ret->known = ABSENT;
	r = dir_read(place->directory, name, buffer, sizeof(buffer));
	if (r == -ENOENT)
		return 0;
	if (r == 0 && base == 10 && strcmp(buffer, "-1") == 0)
		return 0;
	if (r == 0)
		r = base == 16 ? text_hex_prefixed(buffer, max, &ret->value)
		               : text_decimal(buffer, strlen(buffer), max, &ret->value);
	ret->known = r == 0 ? KNOWN : UNKNOWN;
	return r == 0 ? 0 : place_unknown(place, member, name, r);
}

int place_link(struct place *place, const char *name, const char *member,
               struct text *ret)
{
	char target[512];
	int r;

	ret->known = ABSENT;
	r = dir_readlink(place->directory, name, target, sizeof(target));
	if (r == -ENOENT)
		return 0;
	if (r < 0) {
		ret->known = UNKNOWN;
		return place_unknown(place, member, name, r);
	}
	/* A link to itself is how a .tree says that the real one could not be read. */
	if (strcmp(target, name) == 0) {
		ret->known = UNKNOWN;
		return place_unknown(place, member, name, -ELOOP);
	}
	return keep_text(place, text_base(target), ret);
}
