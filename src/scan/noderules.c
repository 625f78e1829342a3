/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules of udev that set owner or mode of VFIO's nodes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/noderule.h"
#include "os/gzip.h"
#include "scan/sources.h"

#define FILE_BYTES (1U << 20)
#define FILES_MAX  512

/* udev(7): of files with the same name the first of these counts. */
static const char *const directories[] = { "etc/udev/rules.d", "run/udev/rules.d",
	                                   "usr/local/lib/udev/rules.d",
	                                   "usr/lib/udev/rules.d" };

struct names {
	const char *name[FILES_MAX]; /* of files that were read already */
	size_t n, n_before;          /* those of directories before this one */
};

static bool has(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n_before; i++)
		if (strcmp(names->name[i], name) == 0)
			return true;
	return false;
}

static int note(struct scan *scan, struct platform *platform, const char *path, int error)
{
	platform->node_rules_known = UNKNOWN;
	return platform_unknown(scan, platform, "node_rules", path, error);
}

static int read_rules(struct scan *scan, struct platform *platform, const char *directory,
                      const char *name)
{
	const char *path = arena_printf(scan->host->arena, "%s/%s", directory, name);
	_cleanup_(freep) char *text = NULL;
	int r = path ? root_read_unpacked(scan->root, path, FILE_BYTES, &text) : -ENOMEM;

	if (r == -ENOENT || r == -EISDIR)
		return 0;
	if (r == -ENOMEM)
		return r;
	return r < 0 ? note(scan, platform, path, r)
	             : node_rules_read(scan->host->arena, path, text,
	                               &platform->node_rules);
}

static bool is_rules_file(const char *name)
{
	size_t length = strlen(name), suffix = strlen(".rules");

	return *name != '.' && length > suffix &&
	       strcmp(name + length - suffix, ".rules") == 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int list_names(struct scan *scan, const char *directory, struct names *names)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(scan->root, directory, &stream);

	names->n_before = names->n;
	if (r < 0)
		return r == -ENOENT || r == -ENOTDIR ? 0 : r;
	while (names->n < FILES_MAX && (entry = readdir(stream))) {
		if (!is_rules_file(entry->d_name) || has(names, entry->d_name))
			continue;
		names->name[names->n] = arena_text(scan->host->arena, entry->d_name);
		if (!names->name[names->n++])
			return -ENOMEM;
	}
	qsort(names->name + names->n_before, names->n - names->n_before,
	      sizeof(names->name[0]), compare);
	return 0;
}

int read_node_rules(struct scan *scan, struct platform *platform)
{
	struct names *names = arena_alloc(scan->host->arena, sizeof(*names));
	int r = names ? 0 : -ENOMEM;

	platform->node_rules_known = KNOWN;
	for (size_t i = 0; r == 0 && i < sizeof(directories) / sizeof(directories[0]);
	     i++) {
		r = list_names(scan, directories[i], names);
		if (r < 0 && r != -ENOMEM)
			r = note(scan, platform, directories[i], r);
		for (size_t n = names->n_before; r == 0 && n < names->n; n++)
			r = read_rules(scan, platform, directories[i], names->name[n]);
	}
	return r;
}
