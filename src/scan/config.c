/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The header type, read only where the read wakes nothing or may. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "scan/read.h"

/* PCI Local Bus 3.0, 6.2.1: bit 7 says multifunction, the rest is the layout. */
#define HEADER_TYPE_OFFSET 0x0e
#define HEADER_TYPE_MASK   0x7f

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

static int read_type(struct place *place, unsigned char *ret)
{
	_cleanup_(close_fdp) int fd = openat(place->directory, "config",
	                                     O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = pread(fd, ret, 1, HEADER_TYPE_OFFSET);
	if (n < 0)
		return -errno;
	return n == 1 ? 0 : -ENODATA;
}

int read_header(struct place *place)
{
	static const enum header headers[] = { HEADER_ENDPOINT, HEADER_BRIDGE,
		                               HEADER_CARDBUS };
	unsigned char type = 0;
	int r;

	if (!place->scan->wake && is_asleep(place))
		return place_unknown(place, "header", "power/runtime_status", -EHOSTDOWN);
	r = read_type(place, &type);
	if (r < 0)
		return place_unknown(place, "header", "config", r);
	type &= HEADER_TYPE_MASK;
	/* All ones: the function does not answer, it fell off the bus or has no power. */
	if (type >= sizeof(headers) / sizeof(headers[0]))
		return place_unknown(place, "header", "config", -ENODEV);
	place->device->header = headers[type];
	return 0;
}
