/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "os/gzip.h"
#include "scan/dropins.h"

#define FILE_BYTES (1U << 20)
#define NAME_BYTES 256 /* UNIT_NAME_MAX of systemd */
#define TYPE       ".service"

/* systemd.unit(5), "UNIT FILE LOAD PATH", of the system's manager. */
static const char *const directories[] = {
	"etc/systemd/system.control", "run/systemd/system.control",
	"run/systemd/transient",      "run/systemd/generator.early",
	"etc/systemd/system",         "etc/systemd/system.attached",
	"run/systemd/system",         "run/systemd/system.attached",
	"run/systemd/generator",      "usr/local/lib/systemd/system",
	"usr/lib/systemd/system",     "lib/systemd/system",
	"run/systemd/generator.late",
};

#define N_DIRECTORIES (sizeof(directories) / sizeof(directories[0]))

/* Where drop-ins may lie. Each name has two others at most for each of its dashes. */
#define WHERE_MAX (N_DIRECTORIES * (4 * NAME_BYTES / 2 + 1))

struct search {
	const struct root *root;
	struct arena *arena;
	struct service *service;
	struct listing where;   /* of drop-ins, the more important first */
	char alias[NAME_BYTES]; /* what the unit file is a link to; "" */
};

static int take_file(struct search *search, const char *path)
{
	_cleanup_(freep) char *text = NULL;
	int r = path ? root_read_unpacked(search->root, path, FILE_BYTES, &text)
	             : -ENOMEM;

	if (r == 0)
		return service_read(search->arena, path, text, search->service);
	/* A link to /dev/null, as a tree has it, says nothing; nor does one that dangles.
	 */
	if (r == -ENOMEM || r == -ENOENT)
		return r == -ENOMEM ? r : 0;
	search->service->unread = path;
	return 0;
}

/* Is it said to be none, by a link to /dev/null or by nothing in it? */
static bool is_masked(const struct search *search, const char *path)
{
	char target[512], byte;

	if (root_readlink(search->root, path, target, sizeof(target)) == 0 &&
	    *target == '/' && text_equal(target + 1, "dev/null"))
		return true;
	return root_read_bytes(search->root, path, &byte, 1) == 0;
}

static bool is_there(const struct search *search, const char *path)
{
	char target[512], byte;

	return root_readlink(search->root, path, target, sizeof(target)) == 0 ||
	       root_read_bytes(search->root, path, &byte, 1) != -ENOENT;
}

/* Another name for the same unit: its drop-ins count too. */
static void note_alias(struct search *search, const char *path, const char *name)
{
	char target[512];

	if (root_readlink(search->root, path, target, sizeof(target)) < 0 ||
	    text_equal(text_base(target), name) || !text_ends(text_base(target), TYPE) ||
	    text_format(search->alias, sizeof(search->alias), "%s", text_base(target)) <
	            0)
		search->alias[0] = '\0';
}

/* The unit file; NULL: there is none of that name. -ENOMEM. */
static int find_file(struct search *search, const char *name, const char **ret)
{
	*ret = NULL;
	for (size_t i = 0; i < N_DIRECTORIES; i++) {
		const char *path = arena_printf(search->arena, "%s/%s", directories[i],
		                                name);

		if (!path)
			return -ENOMEM;
		if (!is_there(search, path))
			continue;
		note_alias(search, path, name);
		*ret = path;
		return 0;
	}
	return 0;
}

static int add_where(struct search *search, const char *directory, const char *name)
{
	struct listing *where = &search->where;

	if (where->n == WHERE_MAX)
		return 0;
	where->names[where->n] = arena_printf(search->arena, "%s/%s.d", directory, name);
	return where->names[where->n++] ? 0 : -ENOMEM;
}

/* NAME in DIRECTORY; then its template; then the same for its prefixes, the longest
 * first. */
static int add_chain(struct search *search, const char *directory, const char *name)
{
	char current[NAME_BYTES], next[NAME_BYTES], template[NAME_BYTES];
	int r = text_format(current, sizeof(current), "%s", name) < 0 ? -EINVAL : 0;

	while (r == 0) {
		r = add_where(search, directory, current);
		if (r == 0 && service_template(current, template, sizeof(template)))
			r = add_where(search, directory, template);
		if (!service_prefix(current, next, sizeof(next)))
			break;
		memcpy(current, next, sizeof(current));
	}
	return r;
}

static int find_where(struct search *search)
{
	const char *names[] = { search->service->name, search->alias };
	int r = 0;

	search->where.names = arena_array(search->arena, WHERE_MAX, sizeof(char *));
	if (!search->where.names)
		return -ENOMEM;
	for (size_t n = 0; n < 2 && *names[n]; n++)
		for (size_t i = 0; r == 0 && i < N_DIRECTORIES; i++)
			r = add_chain(search, directories[i], names[n]);
	for (size_t i = 0; r == 0 && i < N_DIRECTORIES; i++)
		r = add_where(search, directories[i], "service");
	return r;
}

static int take_dropins(struct search *search)
{
	struct listing files;
	const char *where;
	int r = find_where(search);

	if (r < 0)
		return r;
	r = dropins_find(search->root, search->arena, &search->where, &files, &where);
	if (r == -ENOMEM)
		return r;
	if (r < 0) {
		search->service->unread = where;
		return 0;
	}
	for (size_t i = 0; r == 0 && i < files.n; i++)
		r = take_file(search, files.names[i]);
	return r;
}

static const char *whole_name(struct arena *arena, const char *name, struct fault *f)
{
	static const char *const others[] = { ".automount", ".device", ".mount",  ".path",
		                              ".scope",     ".slice",  ".socket", ".swap",
		                              ".target",    ".timer" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (text_ends(name, others[i])) {
			(void)fault(f, -EINVAL, "'%s' is no service of systemd", name);
			return NULL;
		}
	if (!*name || strchr(name, '/') || strlen(name) + strlen(TYPE) >= NAME_BYTES ||
	    *name == '.' || *name == '@') {
		(void)fault(f, -EINVAL, "'%s' is no name of a service", name);
		return NULL;
	}
	return text_ends(name, TYPE) ? arena_text(arena, name)
	                             : arena_printf(arena, "%s" TYPE, name);
}

int scan_service(const struct root *root, struct arena *arena, const char *name,
                 const struct service **ret, struct fault *f)
{
	struct service *service = arena_alloc(arena, sizeof(*service));
	struct search search = { .root = root, .arena = arena, .service = service };
	const char *whole = whole_name(arena, name, f);
	char template[NAME_BYTES];
	int r;

	if (!service || !whole)
		return service ? -EINVAL : -ENOMEM;
	*service = service_new(whole);
	r = find_file(&search, whole, &service->path);
	if (r == 0 && !service->path &&
	    service_template(whole, template, sizeof(template)))
		r = find_file(&search, template, &service->path);
	if (r == 0 && !service->path)
		return fault(f, -EINVAL, "there is no unit %s", whole);
	if (r == 0 && is_masked(&search, service->path))
		return fault(f, -EINVAL, "%s is masked by /%s", whole, service->path);
	if (r == 0)
		r = take_file(&search, service->path);
	if (r == 0)
		r = take_dropins(&search);
	*ret = service;
	return r;
}
