/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "os/gzip.h"
#include "scan/dropins.h"
#include "scan/unitfile.h"

#define FILE_BYTES (1U << 20)
#define TYPE       ".service"

struct search {
	const struct root *root;
	struct arena *arena;
	struct service *service;
	struct unit_file file;
	struct listing where; /* of drop-ins, the more important first */
	size_t room;
};

/* -ENOENT: it is a link that leads nowhere. */
static int take_file(struct search *search, const char *path)
{
	_cleanup_(freep) char *text = NULL;
	int r = path ? root_read_unpacked(search->root, path, FILE_BYTES, &text)
	             : -ENOMEM;

	if (r == 0)
		return service_read(search->arena, path, text, search->service);
	if (r == -ENOMEM || r == -ENOENT)
		return r;
	search->service->unread = path;
	return 0;
}

static int add_where(struct search *search, const char *directory, const char *name)
{
	const char *path = arena_printf(search->arena, "%s/%s.d", directory, name);

	return path ? listing_add(search->arena, &search->where, &search->room, path)
	            : -ENOMEM;
}

/* NAME in DIRECTORY; then its template; then the same for its prefixes, the longest
 * first. */
static int add_chain(struct search *search, const char *directory, const char *name)
{
	char current[SERVICE_NAME_BYTES], next[SERVICE_NAME_BYTES],
		template[SERVICE_NAME_BYTES];
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
	const struct listing *names = &search->file.names;
	int r = 0;

	for (size_t n = 0; r == 0 && n < names->n; n++)
		for (size_t i = 0; r == 0 && i < N_UNIT_DIRECTORIES; i++)
			r = add_chain(search, unit_directories[i], names->names[n]);
	for (size_t i = 0; r == 0 && i < N_UNIT_DIRECTORIES; i++)
		r = add_where(search, unit_directories[i], "service");
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
	for (size_t i = 0; r == 0 && i < files.n; i++) {
		r = take_file(search, files.names[i]);
		/* A link to /dev/null, as a tree has it, says nothing. */
		if (r == -ENOENT)
			r = 0;
	}
	return r;
}

static int no_name(const char *name, struct fault *f)
{
	(void)fault(f, -EINVAL, "'%s' is no name of a service", name);
	(void)fault_remedy(f, "see systemctl list-unit-files for the names there are");
	return -EINVAL;
}

/* With its type, if it has none. */
static int whole_name(struct arena *arena, const char *name, const char **ret,
                      struct fault *f)
{
	static const char *const others[] = { ".automount", ".device", ".mount",  ".path",
		                              ".scope",     ".slice",  ".socket", ".swap",
		                              ".target",    ".timer" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (text_ends(name, others[i])) {
			(void)fault(f, -EINVAL, "'%s' is no service of systemd", name);
			(void)fault_remedy(f, "name the service that runs the guest");
			return -EINVAL;
		}
	*ret = text_ends(name, TYPE) ? arena_text(arena, name)
	                             : arena_printf(arena, "%s" TYPE, name);
	if (!*ret)
		return -ENOMEM;
	if (!service_is_name(*ret))
		return no_name(name, f);
	if (!service_is_template(*ret))
		return 0;
	(void)fault(f, -EINVAL, "'%s' is a template, of which services are made", *ret);
	(void)fault_remedy(f, "name one that is made of it, as %.*sNAME",
	                   (int)strcspn(*ret, "@") + 1, *ret);
	return -EINVAL;
}

/* NAME has no file that can be read. */
static int no_file(struct search *search, const char *name, struct fault *f)
{
	const char *path = search->file.path;

	if (!path) {
		(void)fault(f, -EINVAL, "there is no unit %s", name);
		(void)fault_remedy(
			f, "see systemctl list-unit-files for the names there are");
		return -EINVAL;
	}
	(void)fault(f, -EINVAL, "there is no unit %s: /%s leads nowhere", name, path);
	(void)fault_remedy(f, "mend that link, or remove it");
	return -EINVAL;
}

static int take_files(struct search *search, struct fault *f)
{
	const char *name = search->service->name, *path = search->file.path;
	int r;

	if (!path && search->file.unread)
		return 0;
	if (!path)
		return no_file(search, name, f);
	if (unitfile_is_masked(search->root, path)) {
		(void)fault(f, -EINVAL, "%s is masked by /%s", name, path);
		(void)fault_remedy(
			f, "unmask it, as systemctl unmask does, or name another");
		return -EINVAL;
	}
	r = take_file(search, path);
	if (r == -ENOENT)
		return no_file(search, name, f);
	return r < 0 ? r : take_dropins(search);
}

int scan_service(const struct root *root, struct arena *arena, const char *name,
                 const struct service **ret, struct fault *f)
{
	struct service *service = arena_alloc(arena, sizeof(*service));
	struct search search = { .root = root, .arena = arena, .service = service };
	const char *whole = NULL;
	int r = service ? whole_name(arena, name, &whole, f) : -ENOMEM;

	if (r < 0)
		return r;
	*service = service_new(whole);
	r = unitfile_find(root, arena, whole, &search.file);
	if (r < 0)
		return r;
	service->path = search.file.path;
	service->unread = search.file.unread;
	*ret = service;
	return take_files(&search, f);
}
