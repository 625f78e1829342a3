/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What boot loaders left behind: which of their files there are, and the command lines in
 * them. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "os/gzip.h"
#include "scan/listing.h"
#include "scan/sources.h"

#define EFIVARS "sys/firmware/efi/efivars"
/* The Boot Loader Interface: https://systemd.io/BOOT_LOADER_INTERFACE */
#define VENDOR  "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

/* A configuration of GRUB with dozens of kernels has less. */
#define FILE_BYTES (1U << 20)

static int read_info(struct scan *scan, struct platform *platform, const char *path,
                     struct text *ret)
{
	unsigned char bytes[512];
	ssize_t n = root_read_bytes(scan->root, path, bytes, sizeof(bytes));

	*ret = (struct text){ ABSENT, NULL };
	if (n == -ENOENT || n == -ENOTDIR)
		return 0;
	if (n < 0) {
		ret->known = UNKNOWN;
		return platform_unknown(scan, platform, "boot", path, (int)n);
	}
	ret->value = text_of_efivar(scan->host->arena, bytes, (size_t)n);
	ret->known = ret->value ? KNOWN : ABSENT;
	return 0;
}

static void look_for_files(struct scan *scan, struct boot *boot)
{
	for (size_t i = 0; i < N_BOOT_FILES; i++) {
		_cleanup_(close_fdp) int fd = root_open_file(
			scan->root, boot_file_path((enum boot_file)i), O_PATH, 0);

		if (fd >= 0)
			boot->files[i] = KNOWN;
		else
			boot->files[i] = fd == -ENOENT || fd == -ENOTDIR ? ABSENT
			                                                 : UNKNOWN;
	}
}

/* Where command lines lie; a directory's files count that end as the suffix says. */
static const struct place_of_lines {
	const char *path, *suffix;
	const char *(*line)(struct arena *arena, const char *text);
	bool is_source;
} places[] = {
	{ "boot/extlinux/extlinux.conf", NULL, line_of_extlinux, false },
	{ "boot/grub/grub.cfg", NULL, line_of_grub, false },
	{ "boot/grub/grub.ext.cfg", NULL, line_of_cmdline_ext, false },
	{ "boot/grub2/grub.cfg", NULL, line_of_grub, false },
	{ "boot/limine.conf", NULL, line_of_limine, false },
	{ "boot/loader/entries", ".conf", line_of_entry, false },
	{ "boot/syslinux/syslinux.cfg", NULL, line_of_extlinux, false },
	{ "efi/loader/entries", ".conf", line_of_entry, false },
	{ "etc/cmdline.d", ".conf", line_of_plain, true },
	{ "etc/default/grub", NULL, line_of_default_grub, true },
	{ "etc/default/grub.d", ".cfg", line_of_default_grub, true },
	{ "etc/grub.cfg.d", ".cfg", line_of_cmdline_ext, true },
	{ "etc/kernel/cmdline", NULL, line_of_plain, true },
	{ "etc/update-extlinux.conf", NULL, line_of_update_extlinux, true },
};

struct gathering {
	struct scan *scan;
	struct platform *platform;
	const struct staged **end;
};

static int gather_file(struct gathering *g, const struct place_of_lines *place,
                       const char *path)
{
	struct arena *arena = g->scan->host->arena;
	_cleanup_(freep) char *text = NULL;
	struct staged *staged;
	const char *line;
	int r = path ? root_read_unpacked(g->scan->root, path, FILE_BYTES, &text)
	             : -ENOMEM;

	if (r == -ENOENT || r == -ENOTDIR || r == -ENOMEM)
		return r == -ENOMEM ? r : 0;
	if (r < 0)
		return platform_unknown(g->scan, g->platform, "staged", path, r);
	line = place->line(arena, text);
	if (!line)
		return 0;
	staged = arena_alloc(arena, sizeof(*staged));
	if (!staged)
		return -ENOMEM;
	*staged = (struct staged){ arena_text(arena, path), line, place->is_source,
		                   NULL };
	if (!staged->path)
		return -ENOMEM;
	*g->end = staged;
	g->end = &staged->next;
	return 0;
}

static int gather_directory(struct gathering *g, const struct place_of_lines *place)
{
	struct arena *arena = g->scan->host->arena;
	struct listing listing;
	int r = listing_read(g->scan->root, arena, place->path, &listing);

	if (r < 0 && r != -ENOMEM)
		return platform_unknown(g->scan, g->platform, "staged", place->path, r);
	for (size_t i = 0; r == 0 && i < listing.n; i++)
		if (text_ends(listing.names[i], place->suffix))
			r = gather_file(g, place,
			                arena_printf(arena, "%s/%s", place->path,
			                             listing.names[i]));
	return r;
}

int read_boot(struct scan *scan, struct platform *platform)
{
	struct boot *boot = &platform->boot;
	struct gathering g = { scan, platform, &boot->staged };
	int r;

	look_for_files(scan, boot);
	r = read_info(scan, platform, EFIVARS "/LoaderInfo-" VENDOR, &boot->loader_info);
	if (r == 0)
		r = read_info(scan, platform, EFIVARS "/StubInfo-" VENDOR,
		              &boot->image_info);
	for (size_t i = 0; r == 0 && i < sizeof(places) / sizeof(places[0]); i++)
		r = places[i].suffix ? gather_directory(&g, &places[i])
		                     : gather_file(&g, &places[i], places[i].path);
	return r;
}
