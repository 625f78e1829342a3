/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices and drivers of the bus virtio, which guests have. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "model/virtio.h"
#include "scan/sources.h"

#define DEVICES "sys/bus/virtio/devices"
#define DRIVERS "sys/bus/virtio/drivers"

/* "virtio9" before "virtio10". */
static bool precedes(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);

	return n != m ? n < m : strcmp(a, b) < 0;
}

static void insert(struct platform *platform, struct virtio_device *device)
{
	const struct virtio_device **end = &platform->virtio;

	/* The list is const for everybody else. */
	while (*end && precedes((*end)->name, device->name))
		end = (const struct virtio_device **)&(*end)->next;
	device->next = *end;
	*end = device;
}

static int read_kind(struct scan *scan, struct platform *platform,
                     struct virtio_device *device)
{
	const char *path = arena_printf(scan->host->arena, "%s/device", device->place);
	char text[32];
	int r;

	if (!path)
		return -ENOMEM;
	r = root_read(scan->root, path, text, sizeof(text));
	if (r == 0)
		r = text_hex_prefixed(text, UINT32_MAX, &device->kind.value);
	device->kind.known = r == 0 ? KNOWN : UNKNOWN;
	return r == 0 ? 0 : platform_unknown(scan, platform, "virtio", path, r);
}

static int read_driver_link(struct scan *scan, struct platform *platform,
                            struct virtio_device *device)
{
	const char *path = arena_printf(scan->host->arena, "%s/driver", device->place);
	char target[512];
	int r;

	if (!path)
		return -ENOMEM;
	r = root_readlink(scan->root, path, target, sizeof(target));
	device->driver.known = r == 0 ? KNOWN : r == -ENOENT ? ABSENT : UNKNOWN;
	/* A link to itself is how a .tree says that the real one could not be read. */
	if (r == 0 && strcmp(target, "driver") == 0) {
		device->driver.known = UNKNOWN;
		r = -ELOOP;
	}
	if (device->driver.known == UNKNOWN)
		return platform_unknown(scan, platform, "virtio", path, r);
	if (r == 0)
		device->driver.value = arena_text(scan->host->arena, text_base(target));
	return r < 0 || device->driver.value ? 0 : -ENOMEM;
}

static int read_one(struct scan *scan, struct platform *platform, const char *name)
{
	struct arena *arena = scan->host->arena;
	struct virtio_device *device = arena_alloc(arena, sizeof(*device));
	const char *features;
	int r;

	if (!device)
		return -ENOMEM;
	device->name = arena_text(arena, name);
	device->place = arena_printf(arena, DEVICES "/%s", name);
	features = arena_printf(arena, DEVICES "/%s/features", name);
	if (!device->name || !device->place || !features)
		return -ENOMEM;
	r = read_kind(scan, platform, device);
	if (r == 0)
		r = read_driver_link(scan, platform, device);
	if (r == 0)
		r = platform_text(scan, platform, features, "virtio", &device->features);
	insert(platform, device);
	return r;
}

static int read_drivers(struct scan *scan, struct platform *platform)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(scan->root, DRIVERS, &stream);

	platform->virtio_drivers = " ";
	if (r < 0)
		return r == -ENOENT
		               ? 0
		               : platform_unknown(scan, platform, "virtio", DRIVERS, r);
	while (platform->virtio_drivers && (entry = readdir(stream)))
		if (entry->d_name[0] != '.')
			platform->virtio_drivers =
				arena_printf(scan->host->arena, "%s%s ",
			                     platform->virtio_drivers, entry->d_name);
	return platform->virtio_drivers ? 0 : -ENOMEM;
}

int read_virtio(struct scan *scan, struct platform *platform)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(scan->root, DEVICES, &stream);

	/* A bus that nobody registered has no devices. */
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return platform_unknown(scan, platform, "virtio", DEVICES, r);
	while (r == 0 && (entry = readdir(stream)))
		if (entry->d_name[0] != '.')
			r = read_one(scan, platform, entry->d_name);
	return r < 0 ? r : read_drivers(scan, platform);
}
