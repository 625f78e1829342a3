/* SPDX-License-Identifier: GPL-2.0-or-later */
/* VFIO's modules, and what is configured about them for modprobe and for early boot. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "os/gzip.h"
#include "scan/listing.h"
#include "scan/sources.h"

#define FILE_BYTES (1U << 20)
#define DEP_BYTES  (16U << 20)

static enum known presence(struct scan *scan, const char *path, const char *parent)
{
	_cleanup_(close_fdp) int fd = path ? root_open_file(scan->root, path, O_PATH, 0)
	                                   : -ENOMEM;

	if (fd >= 0)
		return KNOWN;
	return fd == -ENOENT ? platform_absent(scan, parent) : UNKNOWN;
}

static void look_for_loaded(struct scan *scan, struct modules *modules)
{
	for (size_t i = 0; i < N_VFIO_MODULES; i++)
		modules->loaded[i] =
			presence(scan,
		                 arena_printf(scan->host->arena, "sys/module/%s",
		                              vfio_module_name((enum vfio_module)i)),
		                 "sys/module");
}

static int look_for_loadable(struct scan *scan, struct platform *platform)
{
	struct modules *modules = &platform->modules;
	_cleanup_(freep) char *text = NULL;
	char release[256], path[320];
	int r = root_read(scan->root, "proc/sys/kernel/osrelease", release,
	                  sizeof(release));

	if (r == 0)
		r = text_format(path, sizeof(path), "lib/modules/%s/modules.dep",
		                release);
	if (r == 0)
		r = root_read_unpacked(scan->root, path, DEP_BYTES, &text);
	for (size_t i = 0; i < N_VFIO_MODULES; i++) {
		const char *name = vfio_module_name((enum vfio_module)i);

		modules->loadable[i] = UNKNOWN;
		if (r == 0)
			modules->loadable[i] = module_is_listed(text, name) ? KNOWN
			                                                    : ABSENT;
	}
	return r == -ENOMEM ? r : 0;
}

enum reading_as { AS_MODPROBE, AS_EARLY, AS_KMODLOADER };

/* Directories whose files with SUFFIX are read, and files (no suffix). */
static const struct source {
	const char *path, *suffix;
	enum reading_as as;
} sources[] = {
	{ "etc/modprobe.d", ".conf", AS_MODPROBE },
	{ "run/modprobe.d", ".conf", AS_MODPROBE },
	{ "usr/lib/modprobe.d", ".conf", AS_MODPROBE },
	{ "etc/dracut.conf", NULL, AS_EARLY },
	{ "etc/dracut.conf.d", ".conf", AS_EARLY },
	{ "etc/initramfs-tools/modules", NULL, AS_EARLY },
	{ "etc/mkinitcpio.conf", NULL, AS_EARLY },
	{ "etc/mkinitcpio.conf.d", ".conf", AS_EARLY },
	{ "etc/modules", NULL, AS_EARLY },
	{ "etc/modules-load.d", ".conf", AS_EARLY },
	{ "etc/modules.d", "", AS_KMODLOADER },
};

struct gathering {
	struct scan *scan;
	struct platform *platform;
	const struct setting **end;
};

static int read_one(struct gathering *g, const struct source *source, const char *path,
                    bool is_read)
{
	struct arena *arena = g->scan->host->arena;
	_cleanup_(freep) char *text = NULL;
	struct early_file early;
	int r = path ? root_read_unpacked(g->scan->root, path, FILE_BYTES, &text)
	             : -ENOMEM;

	if (r == -ENOENT || r == -ENOTDIR || r == -EISDIR)
		return 0;
	if (r == -ENOMEM)
		return r;
	if (r < 0) {
		g->platform->modules.settings_known = UNKNOWN;
		return platform_unknown(g->scan, g->platform, "settings", path, r);
	}
	if (source->as == AS_MODPROBE)
		return is_read ? modprobe_read(arena, path, text, &g->end) : 0;
	if (source->as == AS_KMODLOADER)
		return kmodloader_read(arena, path, text, &g->end);
	early = (struct early_file){ path, is_read ? SETTING_EARLY : SETTING_UNREAD,
		                     g->platform->modules.settings };
	return early_read(arena, &early, text, &g->end);
}

static int read_directory(struct gathering *g, const struct source *source)
{
	struct arena *arena = g->scan->host->arena;
	struct listing listing;
	int r = listing_read(g->scan->root, arena, source->path, &listing);

	if (r < 0 && r != -ENOMEM) {
		g->platform->modules.settings_known = UNKNOWN;
		return platform_unknown(g->scan, g->platform, "settings", source->path,
		                        r);
	}
	for (size_t i = 0; r == 0 && i < listing.n; i++)
		r = read_one(g, source,
		             arena_printf(arena, "%s/%s", source->path, listing.names[i]),
		             text_ends(listing.names[i], source->suffix));
	return r;
}

int read_modconf(struct scan *scan, struct platform *platform)
{
	struct modules *modules = &platform->modules;
	struct gathering g = { scan, platform, &modules->settings };
	int r;

	look_for_loaded(scan, modules);
	modules->settings_known = KNOWN;
	r = look_for_loadable(scan, platform);
	for (size_t i = 0; r == 0 && i < sizeof(sources) / sizeof(sources[0]); i++)
		r = sources[i].suffix ? read_directory(&g, &sources[i])
		                      : read_one(&g, &sources[i], sources[i].path, true);
	return r;
}
