/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel that runs: release, command line, how it was built, what is built in. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/text.h"
#include "os/gzip.h"
#include "scan/sources.h"

#define RELEASE "proc/sys/kernel/osrelease"
#define CMDLINE "proc/cmdline"
#define TABLES  "sys/firmware/acpi/tables"

/* A configuration has 300 KiB, the list of what is built in 30; arch/x86 takes a command
 * line of 2 KiB, others of 4. */
#define CONFIG_BYTES  (4U << 20)
#define BUILTIN_BYTES (4U << 20)
#define CMDLINE_BYTES 8192

static int read_release(struct scan *scan, struct platform *platform)
{
	struct booted *booted = &platform->booted;
	int r = platform_text(scan, platform, RELEASE, "release", &booted->release);

	if (r == 0 && booted->release.known == KNOWN)
		booted->version = kernel_version(booted->release.value);
	return r;
}

static int read_words(struct scan *scan, struct platform *platform)
{
	struct booted *booted = &platform->booted;
	char line[CMDLINE_BYTES];
	int r = root_read(scan->root, CMDLINE, line, sizeof(line));

	booted->line.known = UNKNOWN;
	if (r < 0)
		return platform_unknown(scan, platform, "cmdline", CMDLINE, r);
	booted->line.value = arena_text(scan->host->arena, line);
	if (!booted->line.value)
		return -ENOMEM;
	booted->line.known = KNOWN;
	return cmdline_parse(scan->host->arena, booted->line.value, &booted->words);
}

static const char *of_release(struct scan *scan, const struct booted *booted,
                              const char *form)
{
	if (!strchr(form, '*'))
		return form;
	if (booted->release.known != KNOWN)
		return NULL;
	return arena_printf(scan->host->arena, "%.*s%s%s", (int)strcspn(form, "*"), form,
	                    booted->release.value, strchr(form, '*') + 1);
}

/* Where distributions keep it, the kernel's own word first; * is the release. */
static const char *const config_places[] = { "proc/config.gz", "boot/config-*",
	                                     "lib/modules/*/config",
	                                     "usr/lib/modules/*/config" };

static int read_config(struct scan *scan, struct platform *platform)
{
	struct booted *booted = &platform->booted;

	booted->config_known = ABSENT;
	for (size_t i = 0; i < sizeof(config_places) / sizeof(config_places[0]); i++) {
		const char *path = of_release(scan, booted, config_places[i]);
		_cleanup_(freep) char *text = NULL;
		int r = path ? root_read_unpacked(scan->root, path, CONFIG_BYTES, &text)
		             : -ENOENT;

		if (r == -ENOMEM)
			return r;
		if (r == 0) {
			config_read(text, booted->config);
			booted->config_known = KNOWN;
			booted->config_path = path;
			return 0;
		}
		/* Another place may still have it. */
		if (r != -ENOENT)
			booted->config_known = UNKNOWN;
		if (r != -ENOENT &&
		    platform_unknown(scan, platform, "config", path, r) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int read_builtin(struct scan *scan, struct platform *platform)
{
	struct booted *booted = &platform->booted;
	const char *path = of_release(scan, booted, "lib/modules/*/modules.builtin");
	_cleanup_(freep) char *text = NULL;
	int r = path ? root_read_unpacked(scan->root, path, BUILTIN_BYTES, &text)
	             : -ENOENT;

	booted->builtin_path = path;
	booted->builtin_known = r == -ENOENT ? ABSENT : UNKNOWN;
	if (r == -ENOENT || r == -ENOMEM)
		return r == -ENOENT ? 0 : r;
	if (r < 0)
		return platform_unknown(scan, platform, "builtin", path, r);
	return builtin_read(scan->host->arena, text, booted);
}

static enum known table(struct scan *scan, const char *path)
{
	_cleanup_(close_fdp) int fd = root_open_file(scan->root, path, O_PATH, 0);

	if (fd >= 0)
		return KNOWN;
	return fd == -ENOENT ? platform_absent(scan, TABLES) : UNKNOWN;
}

int read_booted(struct scan *scan, struct platform *platform)
{
	int r = read_release(scan, platform);

	if (r == 0)
		r = read_words(scan, platform);
	if (r == 0)
		r = read_config(scan, platform);
	if (r == 0)
		r = read_builtin(scan, platform);
	platform->booted.dmar = table(scan, TABLES "/DMAR");
	platform->booted.ivrs = table(scan, TABLES "/IVRS");
	return r;
}
