/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which driver has a function, and which it is reserved for. */
#include <errno.h>

#include "base/text.h"
#include "scan/read.h"

/* How long one read may take: longer than any probe that is not stuck. */
#define READ_SECONDS 2

int read_driver(struct place *place)
{
	return place_link(place, "driver", "driver", &place->device->driver);
}

/* The file takes the device's lock on Linux 6.1: somebody else's stuck write would hold
 * us. */
static int read_locked(struct place *place, const char *name, char *buffer, size_t size)
{
	char path[128];
	int r;

	if (!place->scan->worker)
		return dir_read(place->directory, name, buffer, size);
	r = text_format(path, sizeof(path), DEVICE_DIRECTORY "/%s/%s",
	                BDF_TEXT(place->device->address), name);
	if (r < 0)
		return r;
	r = worker_read(place->scan->worker, path, buffer, size, clock_in(READ_SECONDS));
	return r == WORKER_LATE ? -ETIMEDOUT : r;
}

int read_override(struct place *place)
{
	struct text *override = &place->device->driver_override;
	char buffer[4096];
	int r;

	override->known = ABSENT;
	r = read_locked(place, "driver_override", buffer, sizeof(buffer));
	place->device->no_override = r == -ENOENT;
	if (r == -ENOENT)
		return 0;
	if (r < 0) {
		override->known = UNKNOWN;
		return place_unknown(place, "driver_override", "driver_override", r);
	}
	/* How the kernel prints a pointer that is not set; some releases print nothing.
	 */
	if (text_equal(buffer, "(null)") || !*buffer)
		return 0;
	override->value = arena_text(place->scan->host->arena, buffer);
	override->known = KNOWN;
	return override->value ? 0 : -ENOMEM;
}
