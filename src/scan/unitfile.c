/* SPDX-License-Identifier: GPL-2.0-or-later */
/* As src/basic/unit-file.c of systemd has it since version 246: links between the
 * directories are names, and where a name is found does not depend on the way there. */
#include "scan/unitfile.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "model/service.h"

#define FOLLOW_MAX 8 /* names after one another, as systemd has it */
#define PATH_BYTES 512

/* systemd.unit(5), "UNIT FILE LOAD PATH", of the system's manager. */
const char *const unit_directories[N_UNIT_DIRECTORIES] = {
	"etc/systemd/system.control", "run/systemd/system.control",
	"run/systemd/transient",      "run/systemd/generator.early",
	"etc/systemd/system",         "etc/systemd/system.attached",
	"run/systemd/system",         "run/systemd/system.attached",
	"run/systemd/generator",      "usr/local/lib/systemd/system",
	"usr/lib/systemd/system",     "lib/systemd/system",
	"run/systemd/generator.late",
};

/* A name, and what it stands for. */
struct entry {
	const char *name;
	const char *path;  /* of the file or link */
	const char *alias; /* the other name it is a link to; NULL: it is the file */
};

struct search {
	const struct root *root;
	struct arena *arena;
	struct entry *entries;
	size_t n, room;
	struct unit_file *found;
};

/* What a link at PATH with TARGET in it leads to, from the root and without dots. */
static int walk(const char *path, const char *target, char *ret, size_t size)
{
	const char *base = text_base(path);
	size_t used = *target == '/' || base == path ? 0 : (size_t)(base - path) - 1;

	if (used >= size)
		return -ENAMETOOLONG;
	memcpy(ret, path, used);
	while (*target) {
		const size_t n = strcspn(target, "/");

		if (n == 2 && strncmp(target, "..", 2) == 0) {
			while (used && ret[used - 1] != '/')
				used--;
			used -= used > 0;
		} else if (n && !(n == 1 && *target == '.')) {
			if (used + n + 2 > size)
				return -ENAMETOOLONG;
			if (used)
				ret[used++] = '/';
			memcpy(ret + used, target, n);
			used += n;
		}
		target += n + (target[n] == '/');
	}
	ret[used] = '\0';
	return 0;
}

static int follow(const struct root *root, const char *path, char *ret, size_t size)
{
	char target[PATH_BYTES];
	int r = root_readlink(root, path, target, sizeof(target));

	return r < 0 ? r : walk(path, target, ret, size);
}

bool unitfile_is_masked(const struct root *root, const char *path)
{
	char at[PATH_BYTES], next[PATH_BYTES], byte;

	if (text_format(at, sizeof(at), "%s", path) < 0)
		return false;
	for (int hops = 0; hops < FOLLOW_MAX; hops++) {
		if (follow(root, at, next, sizeof(next)) < 0)
			break;
		if (text_equal(next, "dev/null"))
			return true;
		memcpy(at, next, sizeof(at));
	}
	return root_read_bytes(root, path, &byte, 1) == 0;
}

static bool is_unit_path(const char *path)
{
	for (size_t i = 0; i < N_UNIT_DIRECTORIES; i++)
		if (text_starts(path, unit_directories[i]) &&
		    path[strlen(unit_directories[i])] == '/')
			return true;
	return false;
}

/* May NAME be a link to TARGET? */
static bool may_be(const char *name, const char *target)
{
	const bool is_instance = service_template(name, NULL, 0);

	if (!service_is_name(target) || text_equal(name, target))
		return false;
	if (is_instance && service_template(target, NULL, 0))
		return text_equal(strchr(name, '@'), strchr(target, '@'));
	if (is_instance || service_is_template(name))
		return service_is_template(target);
	return !strchr(target, '@');
}

static const struct entry *entry_of(const struct search *search, const char *name)
{
	for (size_t i = 0; i < search->n; i++)
		if (text_equal(search->entries[i].name, name))
			return &search->entries[i];
	return NULL;
}

static bool is_directory(const struct root *root, const char *path)
{
	_cleanup_(closedirp) DIR *stream = NULL;

	return root_opendir(root, path, &stream) == 0;
}

static int add_entry(struct search *search, const char *directory, const char *name)
{
	struct entry entry = { .name = name }, *grown;
	char target[PATH_BYTES] = "";

	if (!service_is_name(name) || entry_of(search, name))
		return 0;
	entry.path = arena_printf(search->arena, "%s/%s", directory, name);
	grown = arena_grow(search->arena, search->entries, search->n, sizeof(*grown),
	                   &search->room);
	if (!entry.path || !grown)
		return -ENOMEM;
	search->entries = grown;
	if (follow(search->root, entry.path, target, sizeof(target)) < 0) {
		if (is_directory(search->root, entry.path))
			return 0;
	} else if (is_unit_path(target)) {
		/* A link that makes no sense is none, and what it would hide counts. */
		if (!may_be(name, text_base(target)))
			return 0;
		entry.alias = arena_text(search->arena, text_base(target));
		if (!entry.alias)
			return -ENOMEM;
	}
	search->entries[search->n++] = entry;
	return 0;
}

static int read_directory(struct search *search, const char *directory)
{
	struct listing names;
	int r = listing_read(search->root, search->arena, directory, &names);

	if (r == -ENOTDIR || r == -ENOMEM)
		return r == -ENOMEM ? r : 0;
	if (r < 0) {
		search->found->unread = directory;
		return 0;
	}
	for (size_t i = 0; r == 0 && i < names.n; i++)
		r = add_entry(search, directory, names.names[i]);
	return r;
}

/* The file that NAME leads to; NULL: none. */
static const char *file_of(const struct search *search, const char *name)
{
	char template[SERVICE_NAME_BYTES];
	const struct entry *entry = entry_of(search, name);

	for (int hops = 1; entry && entry->alias && hops < FOLLOW_MAX; hops++) {
		const struct entry *next = entry_of(search, entry->alias);

		if (!next && service_template(entry->alias, template, sizeof(template)))
			next = entry_of(search, template);
		entry = next;
	}
	return entry && !entry->alias ? entry->path : NULL;
}

static int add_name(struct search *search, const char *name)
{
	struct listing *names = &search->found->names;

	for (size_t i = 0; i < names->n; i++)
		if (text_equal(names->names[i], name))
			return 0;
	names->names[names->n] = arena_text(search->arena, name);
	return names->names[names->n++] ? 0 : -ENOMEM;
}

/* Is NAME what the file that OTHER leads to is called, where OTHER is asked for? */
static bool leads_to(const struct search *search, const char *other, const char *name)
{
	const char *path = file_of(search, other);
	char own[SERVICE_NAME_BYTES];

	if (!path)
		return false;
	if (!service_instance(text_base(path), other, own, sizeof(own)) &&
	    text_format(own, sizeof(own), "%s", text_base(path)) < 0)
		return false;
	return text_equal(own, name) && !unitfile_is_masked(search->root, path);
}

/* Other names of NAME; where they are those of templates, with the instance of ASKED, but
 * for one that has another file. */
static int add_aliases(struct search *search, const char *name, const char *asked)
{
	char filled[SERVICE_NAME_BYTES];
	int r = 0;

	for (size_t i = 0; r == 0 && i < search->n; i++) {
		const char *other = search->entries[i].name, *path;

		if (text_equal(other, name) || !leads_to(search, other, name))
			continue;
		if (!service_is_template(other)) {
			r = add_name(search, other);
			continue;
		}
		if (!service_instance(other, asked, filled, sizeof(filled)))
			continue;
		path = file_of(search, filled);
		if (!path || text_equal(text_base(path), name))
			r = add_name(search, filled);
	}
	return r;
}

static int find_names(struct search *search, const char *asked)
{
	const char *base = text_base(search->found->path);
	char id[SERVICE_NAME_BYTES];
	int r;

	if (!service_instance(base, asked, id, sizeof(id)))
		(void)text_format(id, sizeof(id), "%s", base);
	search->found->names.names = arena_array(search->arena, 2 * search->n + 2,
	                                         sizeof(char *));
	if (!search->found->names.names)
		return -ENOMEM;
	r = add_name(search, id);
	if (r == 0)
		r = add_name(search, asked);
	if (r == 0)
		r = add_aliases(search, asked, asked);
	return r < 0 || text_equal(base, asked) ? r : add_aliases(search, base, asked);
}

int unitfile_find(const struct root *root, struct arena *arena, const char *name,
                  struct unit_file *ret)
{
	struct search search = { .root = root, .arena = arena, .found = ret };
	char template[SERVICE_NAME_BYTES];
	int r = 0;

	*ret = (struct unit_file){ 0 };
	for (size_t i = 0; r == 0 && i < N_UNIT_DIRECTORIES; i++)
		r = read_directory(&search, unit_directories[i]);
	if (r < 0)
		return r;
	ret->path = file_of(&search, name);
	if (!ret->path && service_template(name, template, sizeof(template)))
		ret->path = file_of(&search, template);
	return ret->path ? find_names(&search, name) : 0;
}
