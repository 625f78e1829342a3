/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose memory the firmware's framebuffer is. Since Linux 6.9 its platform device is a
 * child of the PCI function; before, only the map of memory tells, where what the driver
 * (or the device, BOOTFB) claims lies within the function's.
 */
#include "scan/framebuffer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define PLATFORM "sys/bus/platform/devices"

static bool is_framebuffer(const char *name)
{
	return text_starts(name, "simple-framebuffer.") ||
	       text_starts(name, "efi-framebuffer.") ||
	       text_starts(name, "vesa-framebuffer.");
}

static bool is_claim(const char *name)
{
	static const char *const names[] = { "BOOTFB",   "simplefb", "simpledrm",
		                             "efifb",    "vesafb",   "simple-framebuffer",
		                             "efidrmfb", "vesadrmfb" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* "    fd000000-fdffffff : 0000:00:02.0", deeper lines being within it. Who may not see
 * the numbers still sees the names. */
static bool find_in_map(struct scan *scan, struct bdf *ret)
{
	int fd = root_open_file(scan->root, "proc/iomem", O_RDONLY, 0);
	FILE *map = fd < 0 ? NULL : fdopen(fd, "re");
	char line[256];
	size_t depth = 0;
	bool is_inside = false, is_found = false;

	while (map && !is_found && fgets(line, sizeof(line), map)) {
		char *name = strstr(line, " : ");
		size_t at = strspn(line, " ");

		if (!name)
			continue;
		name = text_trim(name + strlen(" : "));
		if (is_inside && at <= depth)
			is_inside = false;
		if (is_inside && is_claim(name))
			is_found = true;
		else if (bdf_parse_kernel(name, ret) == 0) {
			is_inside = true;
			depth = at;
		}
	}
	if (map)
		(void)fclose(map);
	else if (fd >= 0)
		(void)close(fd);
	return is_found;
}

/* The last function in the platform device's place. */
static bool find_in_path(struct scan *scan, const char *path, struct bdf *ret)
{
	char target[512], *rest = target, *part;
	bool is_found = false;

	if (root_readlink(scan->root, path, target, sizeof(target)) < 0)
		return false;
	while ((part = strsep(&rest, "/")))
		is_found = bdf_parse_kernel(part, ret) == 0 || is_found;
	return is_found;
}

static bool has_card(struct scan *scan, const char *name)
{
	char path[512];
	int r = text_format(path, sizeof(path), PLATFORM "/%s/drm", name);
	_cleanup_(close_fdp) int fd =
		r < 0 ? r : root_open_file(scan->root, path, O_PATH | O_DIRECTORY, 0);

	return fd >= 0;
}

static int keep(struct scan *scan, const char *name, const char *driver,
                struct framebuffer *ret)
{
	struct arena *arena = scan->host->arena;

	ret->known = KNOWN;
	ret->name = arena_text(arena, name);
	ret->driver = arena_text(arena, driver);
	ret->path = arena_printf(arena, PLATFORM "/%s", name);
	ret->is_drm = has_card(scan, name);
	return ret->name && ret->driver && ret->path ? 0 : -ENOMEM;
}

static int read_entry(struct scan *scan, const char *name, struct device *device)
{
	char path[512], driver[256];
	struct bdf address;
	int r = text_format(path, sizeof(path), PLATFORM "/%s/driver", name);

	/* Nobody draws there. */
	if (r < 0 || root_readlink(scan->root, path, driver, sizeof(driver)) < 0)
		return 0;
	(void)text_format(path, sizeof(path), PLATFORM "/%s", name);
	if (!find_in_path(scan, path, &address) && !find_in_map(scan, &address)) {
		device->framebuffer.known = UNKNOWN;
		return 0;
	}
	return bdf_equal(address, device->address)
	               ? keep(scan, name, text_base(driver), &device->framebuffer)
	               : 0;
}

int framebuffer_find(struct scan *scan, struct device *device)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r;

	device->framebuffer.known = ABSENT;
	if (root_opendir(scan->root, PLATFORM, &stream) < 0)
		return 0;
	r = 0;
	while (r == 0 && (entry = readdir(stream)))
		if (is_framebuffer(entry->d_name))
			r = read_entry(scan, entry->d_name, device);
	return r;
}
