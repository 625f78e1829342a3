/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What logins may lock: the files of pam_limits(8), and what systemd starts with. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "os/gzip.h"
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

/* "8M", "8M:1G", "infinity" */
static struct span span_of(char *value)
{
	struct span span = { KNOWN, 0, 0 };
	char *hard = value, *soft = strsep(&hard, ":");

	if (!hard)
		hard = soft;
	if (text_equal(soft, "infinity"))
		span.soft = UNLIMITED;
	else if (text_bytes(soft, &span.soft) < 0)
		span.known = UNKNOWN;
	if (text_equal(hard, "infinity"))
		span.hard = UNLIMITED;
	else if (text_bytes(hard, &span.hard) < 0)
		span.known = UNKNOWN;
	return span;
}

/* The last line counts. */
static int take_default(struct scan *scan, struct memory *memory, const char *path,
                        const char *text)
{
	static const char key[] = "DefaultLimitMEMLOCK=";

	(void)scan, (void)path;
	for (const char *line = text; line; line = strchr(line, '\n')) {
		char value[64];

		line += *line == '\n';
		if (!text_starts(line, key))
			continue;
		line += sizeof(key) - 1;
		if (text_format(value, sizeof(value), "%.*s", (int)strcspn(line, "\n \t"),
		                line) == 0)
			memory->session = span_of(value);
	}
	return 0;
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
	if (r == 0)
		r = read_file(&session, "etc/systemd/system.conf");
	return r == 0 ? read_directory(&session, "etc/systemd/system.conf.d") : r;
}
