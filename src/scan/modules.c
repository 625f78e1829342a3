/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Modules: which claim a device natively, which VFIO variant fits it best, whose its
 * driver is. */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "scan/read.h"

#define RELEASE_FILE "proc/sys/kernel/osrelease"

static int open_index(struct scan *scan)
{
	char release[256];

	if (scan->modules || scan->modules_error)
		return scan->modules_error;
	scan->modules_error = root_read(scan->root, RELEASE_FILE, release,
	                                sizeof(release));
	if (scan->modules_error == 0)
		scan->modules_error = module_index_open(scan->root, release,
		                                        &scan->modules);
	return scan->modules_error;
}

/* The file that could not tell; its name depends on the release, which may be unread too.
 */
static int alias_unknown(struct place *place, const char *member, int error)
{
	char path[320] = RELEASE_FILE, release[256];

	if (root_read(place->scan->root, RELEASE_FILE, release, sizeof(release)) == 0)
		(void)text_format(path, sizeof(path), "lib/modules/%s/modules.alias.bin",
		                  release);
	return host_unknown(place->scan->host, &place->device->unknown, member, path,
	                    error);
}

/* As drivers/pci/pci-sysfs.c prints modalias; the entries of "vfio_pci:" have the same
 * tail. */
static int write_alias(const struct device *device, const char *prefix, char *buffer,
                       size_t size)
{
	return text_format(buffer, size, "%s:v%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X",
	                   prefix, device->vendor.value, device->device.value,
	                   device->subsystem_vendor.value, device->subsystem_device.value,
	                   device->class.value >> 16, device->class.value >> 8 & 0xff,
	                   device->class.value & 0xff);
}

static size_t count_wildcards(const char *pattern)
{
	size_t n = 0;

	for (; *pattern; pattern++)
		n += *pattern == '*';
	return n;
}

/*
 * The index tells which modules match, not how closely: among several variants the
 * pattern with the fewest wildcards wins, as libvirt chooses too.
 */
static int closest(struct scan *scan, const char *alias, char *ret, size_t size)
{
	char path[320], release[256], *line = NULL;
	_cleanup_(fclosep) FILE *file = NULL;
	size_t room = 0, fewest = SIZE_MAX;
	int fd, r;

	r = root_read(scan->root, RELEASE_FILE, release, sizeof(release));
	if (r == 0)
		r = text_format(path, sizeof(path), "lib/modules/%s/modules.alias",
		                release);
	if (r < 0)
		return r;
	fd = root_open_file(scan->root, path, O_RDONLY, 0);
	if (fd < 0)
		return fd;
	file = fdopen(fd, "r");
	if (!file)
		(void)close(fd);
	while (file && getline(&line, &room, file) > 0) {
		char *rest = text_trim(line);
		const char *keyword = strsep(&rest, " "), *pattern = strsep(&rest, " ");

		if (!rest || strcmp(keyword, "alias") != 0 ||
		    fnmatch(pattern, alias, 0) != 0 || count_wildcards(pattern) >= fewest)
			continue;
		fewest = count_wildcards(pattern);
		r = text_format(ret, size, "%s", rest);
	}
	free(line);
	return r;
}

static int read_variant(struct place *place)
{
	struct device *device = place->device;
	char alias[128], best[256] = "";
	const char *found = NULL;
	int r;

	r = write_alias(device, "vfio_pci", alias, sizeof(alias));
	if (r == 0)
		r = module_claimants(place->scan->modules, alias,
		                     place->scan->host->arena, &found);
	if (r == 0 && strchr(found, ' ')) {
		r = closest(place->scan, alias, best, sizeof(best));
		found = arena_text(place->scan->host->arena, best);
	}
	if (r < 0 || !found) {
		device->vfio_module.known = UNKNOWN;
		return alias_unknown(place, "vfio_module", r);
	}
	device->vfio_module = (struct text){ KNOWN, *found ? found : "vfio_pci" };
	return 0;
}

static int read_native(struct place *place)
{
	struct device *device = place->device;
	char alias[128];
	const char *found = NULL;
	int r;

	r = write_alias(device, "pci", alias, sizeof(alias));
	if (r == 0)
		r = module_claimants(place->scan->modules, alias,
		                     place->scan->host->arena, &found);
	device->native_modules.known = r < 0 ? UNKNOWN : KNOWN;
	if (r < 0)
		return alias_unknown(place, "native_drivers", r);
	device->native_modules.value = found;
	return 0;
}

static int read_claimants(struct place *place)
{
	struct device *device = place->device;
	int r = open_index(place->scan);

	if (r == 0 && (device->vendor.known != KNOWN || device->device.known != KNOWN ||
	               device->class.known != KNOWN))
		r = -ENODATA;
	if (r < 0) {
		device->vfio_module.known = UNKNOWN;
		device->native_modules.known = UNKNOWN;
		return alias_unknown(place, "native_drivers", r);
	}
	r = read_native(place);
	return r < 0 ? r : read_variant(place);
}

int read_modules(struct place *place)
{
	struct device *device = place->device;
	int r;

	/* A driver that is built in has no link to a module. */
	r = place_link(place, "driver/module", "driver_module", &device->driver_module);
	return r < 0 ? r : read_claimants(place);
}
