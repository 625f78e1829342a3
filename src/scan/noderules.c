/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules of udev that set owner or mode of VFIO's nodes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/noderule.h"
#include "os/gzip.h"
#include "scan/listing.h"
#include "scan/sources.h"

#define FILE_BYTES (1U << 20)

/* udev(7): of files with the same name the first of these counts. */
static const char *const directories[] = { "etc/udev/rules.d", "run/udev/rules.d",
	                                   "usr/local/lib/udev/rules.d",
	                                   "usr/lib/udev/rules.d" };

/* What was found in the directories before this one. */
struct before {
	struct listing listings[sizeof(directories) / sizeof(directories[0])];
	size_t n;
};

static bool has(const struct before *before, const char *name)
{
	for (size_t i = 0; i < before->n; i++)
		for (size_t k = 0; k < before->listings[i].n; k++)
			if (strcmp(before->listings[i].names[k], name) == 0)
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

static int read_directory(struct scan *scan, struct platform *platform,
                          const char *directory, struct before *before)
{
	struct listing *listing = &before->listings[before->n];
	int r = listing_read(scan->root, scan->host->arena, directory, listing);

	if (r < 0 && r != -ENOMEM)
		r = note(scan, platform, directory, r);
	for (size_t i = 0; r == 0 && i < listing->n; i++)
		if (text_ends(listing->names[i], ".rules") &&
		    !has(before, listing->names[i]))
			r = read_rules(scan, platform, directory, listing->names[i]);
	before->n++;
	return r;
}

int read_node_rules(struct scan *scan, struct platform *platform)
{
	struct before before = { .n = 0 };
	int r = 0;

	platform->node_rules_known = KNOWN;
	for (size_t i = 0; r == 0 && i < sizeof(directories) / sizeof(directories[0]);
	     i++)
		r = read_directory(scan, platform, directories[i], &before);
	return r;
}
