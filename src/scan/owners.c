/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/owners.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

#define SUBSYSTEM "/nvme-subsystem/"

bool owners_have(const struct owner *owners, const struct device *device)
{
	for (const struct owner *o = owners; o; o = o->next)
		if (o->device == device)
			return true;
	return false;
}

static int add_one(struct scan *scan, const struct owner **list, struct device *device)
{
	struct owner *owner;

	if (!device || owners_have(*list, device))
		return 0;
	owner = arena_alloc(scan->host->arena, sizeof(*owner));
	if (!owner)
		return -ENOMEM;
	*owner = (struct owner){ device, *list };
	*list = owner;
	return 0;
}

/* An address right above another is a bridge; every other one is a controller. */
static int add_along(struct scan *scan, const struct owner **list, const char *target)
{
	char copy[512], *rest = copy, *part;
	struct device *above = NULL;
	int r = text_format(copy, sizeof(copy), "%s", target);

	while (r == 0 && (part = strsep(&rest, "/"))) {
		struct bdf address;
		bool is_address = bdf_parse_kernel(part, &address) == 0;

		if (!is_address)
			r = add_one(scan, list, above);
		above = is_address ? host_find(scan->host, address) : NULL;
	}
	return r == 0 ? add_one(scan, list, above) : r;
}

/* A namespace that several controllers reach hangs on their subsystem, and on each. */
static int add_shared(struct scan *scan, const struct owner **list, const char *directory,
                      const char *target, char *path, size_t size)
{
	const char *place = strstr(target, SUBSYSTEM), *end;
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r;

	end = place ? strchr(place + strlen(SUBSYSTEM), '/') : NULL;
	if (!end)
		return 0;
	r = text_format(path, size, "%s/%.*s", directory, (int)(end - target), target);
	if (r == 0)
		r = root_opendir(scan->root, path, &stream);
	while (r == 0 && (entry = readdir(stream))) {
		char controller[512];

		if (text_starts(entry->d_name, "nvme") &&
		    dir_readlink(dirfd(stream), entry->d_name, controller,
		                 sizeof(controller)) == 0)
			r = add_along(scan, list, controller);
	}
	return r;
}

int owners_add(struct scan *scan, const struct owner **list, const char *directory,
               const char *target, char *path, size_t size)
{
	int r = add_along(scan, list, target);

	return r < 0 || *list ? r : add_shared(scan, list, directory, target, path, size);
}

static bool is_told(const struct user *user, const struct user *what)
{
	return user->use == what->use && text_equal(user->kind, what->kind) &&
	       text_equal(user->name, what->name) &&
	       text_equal(user->detail, what->detail);
}

/* Behind the others: what was found first is what people know best. */
int owner_used(struct scan *scan, struct device *device, const struct user *what)
{
	const struct user **link = &device->users;
	struct user *user;

	for (; *link; link = (const struct user **)&(*link)->next)
		if (is_told(*link, what))
			return 0;
	user = arena_alloc(scan->host->arena, sizeof(*user));
	if (!user)
		return -ENOMEM;
	*user = *what;
	user->next = NULL;
	*link = user;
	return 0;
}
