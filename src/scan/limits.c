/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What logins may lock: the files of pam_limits(8), and what systemd starts with. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/service.h"
#include "os/gzip.h"
#include "scan/dropins.h"
#include "scan/listing.h"
#include "scan/sources.h"

#define FILE_BYTES (1U << 20)

/* Called with each file's text. 0 or -ENOMEM. */
typedef int reader(struct scan *scan, struct memory *memory, const char *path,
                   const char *text);

struct gathering {
	struct scan *scan;
	struct platform *platform;
	reader *read;
};

static int read_file(struct gathering *g, const char *path)
{
	_cleanup_(freep) char *text = NULL;
	int r = path ? root_read_unpacked(g->scan->root, path, FILE_BYTES, &text)
	             : -ENOMEM;

	if (r == 0)
		return g->read(g->scan, &g->platform->memory, path, text);
	if (r == -ENOMEM || r == -ENOENT || r == -ENOTDIR)
		return r == -ENOMEM ? r : 0;
	g->platform->memory.limits_known = UNKNOWN;
	return platform_unknown(g->scan, g->platform, "limits", path, r);
}

/* Files that end in .conf, by their names. */
static int read_directory(struct gathering *g, const char *directory)
{
	struct arena *arena = g->scan->host->arena;
	struct listing listing;
	int r = listing_read(g->scan->root, arena, directory, &listing);

	if (r < 0 && r != -ENOMEM) {
		g->platform->memory.limits_known = UNKNOWN;
		return platform_unknown(g->scan, g->platform, "limits", directory, r);
	}
	for (size_t i = 0; r == 0 && i < listing.n; i++)
		if (text_ends(listing.names[i], ".conf"))
			r = read_file(g, arena_printf(arena, "%s/%s", directory,
			                              listing.names[i]));
	return r;
}

static int take_limits(struct scan *scan, struct memory *memory, const char *path,
                       const char *text)
{
	const struct limit **end = &memory->limits;

	while (*end)
		end = (const struct limit **)&(*end)->next;
	return limits_read(scan->host->arena, path, text, &end);
}

/* The last line counts. */
static int take_default(struct scan *scan, struct memory *memory, const char *path,
                        const char *text)
{
	static const char key[] = "DefaultLimitMEMLOCK=";

	(void)scan;
	for (const char *line = text; line; line = strchr(line, '\n')) {
		char value[64];

		line += *line == '\n';
		if (!text_starts(line, key))
			continue;
		line += sizeof(key) - 1;
		if (text_format(value, sizeof(value), "%.*s", (int)strcspn(line, "\n \t"),
		                line) < 0)
			continue;
		memory->session = span_of(value);
		memory->session_path = path;
	}
	return 0;
}

/* systemd-system.conf(5): the first of the files, and all drop-ins. */
static int read_defaults(struct gathering *g)
{
	static const char *const files[] = { "etc/systemd/system.conf",
		                             "run/systemd/system.conf",
		                             "usr/local/lib/systemd/system.conf",
		                             "usr/lib/systemd/system.conf" };
	const char *directories[] = { "etc/systemd/system.conf.d",
		                      "run/systemd/system.conf.d",
		                      "usr/local/lib/systemd/system.conf.d",
		                      "usr/lib/systemd/system.conf.d" };
	const struct listing where = { directories,
		                       sizeof(directories) / sizeof(directories[0]) };
	struct listing found;
	const char *failed;
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(files) / sizeof(files[0]); i++) {
		_cleanup_(close_fdp) int fd = root_open_file(g->scan->root, files[i],
		                                             O_PATH, 0);

		if (fd == -ENOENT || fd == -ENOTDIR)
			continue;
		r = read_file(g, files[i]);
		break;
	}
	if (r < 0)
		return r;
	r = dropins_find(g->scan->root, g->scan->host->arena, &where, &found, &failed);
	if (r < 0 && r != -ENOMEM) {
		g->platform->memory.limits_known = UNKNOWN;
		return platform_unknown(g->scan, g->platform, "limits", failed, r);
	}
	for (size_t i = 0; r == 0 && i < found.n; i++)
		r = read_file(g, found.names[i]);
	return r;
}

int read_limits(struct scan *scan, struct platform *platform)
{
	struct gathering limits = { scan, platform, take_limits };
	struct gathering session = { scan, platform, take_default };
	int r;

	platform->memory.limits_known = KNOWN;
	platform->memory.session.known = ABSENT;
	r = read_file(&limits, "etc/security/limits.conf");
	if (r == 0)
		r = read_directory(&limits, "etc/security/limits.d");
	return r == 0 ? read_defaults(&session) : r;
}
