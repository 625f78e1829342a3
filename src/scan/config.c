/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Configuration space, read only where the read wakes nothing or may. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "model/capability.h"
#include "scan/read.h"

/* PCI Local Bus 3.0, 6.2.1: bit 7 says multifunction, the rest is the layout. */
#define HEADER_TYPE_OFFSET 0x0e
#define HEADER_TYPE_MASK   0x7f

/* PCI Express Base 6.0, 7.2.2. */
#define CONFIG_SIZE_MAX 4096

/* The kernel wakes a function, and every bridge above it, before it reads its space. */
static bool is_asleep(const struct place *place)
{
	for (const struct device *d = place->device; d; d = d->parent) {
		char path[128], status[32];

		if (text_format(path, sizeof(path),
		                DEVICE_DIRECTORY "/%s/power/runtime_status",
		                BDF_TEXT(d->address)) < 0)
			continue;
		if (root_read(place->scan->root, path, status, sizeof(status)) == 0 &&
		    strcmp(status, "suspended") == 0)
			return true;
	}
	return false;
}

static ssize_t read_config(const struct place *place, uint8_t *bytes, size_t size)
{
	/* A FIFO of a tree is not waited for: pread() refuses it. */
	_cleanup_(close_fdp) int fd = openat(place->directory, "config",
	                                     O_RDONLY | O_CLOEXEC | O_NOFOLLOW |
	                                             O_NONBLOCK);
	size_t used = 0;

	if (fd < 0)
		return -errno;
	/* Beyond what the caller may see the kernel's file just ends. */
	while (used < size) {
		ssize_t n = pread(fd, bytes + used, size - used, (off_t)used);

		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		used += (size_t)n;
	}
	return (ssize_t)used;
}

static int keep_header(struct device *device, const uint8_t *bytes, size_t length)
{
	static const enum header headers[] = { HEADER_ENDPOINT, HEADER_BRIDGE,
		                               HEADER_CARDBUS };
	unsigned type;

	if (length <= HEADER_TYPE_OFFSET)
		return -ENODATA;
	type = bytes[HEADER_TYPE_OFFSET] & HEADER_TYPE_MASK;
	/* All ones: the function does not answer, it fell off the bus or has no power. */
	if (type >= sizeof(headers) / sizeof(headers[0]))
		return -ENODEV;
	device->header = headers[type];
	return 0;
}

int read_header(struct place *place)
{
	uint8_t bytes[HEADER_TYPE_OFFSET + 1];
	ssize_t n;
	int r;

	if (!place->scan->wake && is_asleep(place))
		return place_unknown(place, "header", "power/runtime_status", -EHOSTDOWN);
	n = read_config(place, bytes, sizeof(bytes));
	if (n < 0)
		return place_unknown(place, "header", "config", (int)n);
	r = keep_header(place->device, bytes, (size_t)n);
	return r < 0 ? place_unknown(place, "header", "config", r) : 0;
}

int read_capabilities(struct place *place)
{
	struct device *device = place->device;
	uint8_t bytes[CONFIG_SIZE_MAX] = { 0 };
	ssize_t n;

	if (!place->scan->wake && is_asleep(place))
		return place_unknown(place, "capabilities", "power/runtime_status",
		                     -EHOSTDOWN);
	n = read_config(place, bytes, sizeof(bytes));
	if (n < 0)
		return place_unknown(place, "capabilities", "config", (int)n);
	device->capabilities = arena_alloc(place->scan->host->arena,
	                                   sizeof(*device->capabilities));
	if (!device->capabilities)
		return -ENOMEM;
	*device->capabilities = capabilities_read(bytes, (size_t)n);
	/* Whoever asks for the header too need not read again. */
	if (keep_header(device, bytes, (size_t)n) == 0)
		device->facts |= FACT_HEADER;
	return 0;
}
