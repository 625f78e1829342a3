/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which driver has a function, and which it is reserved for. */
#include <errno.h>
#include <stdlib.h>

#include "base/text.h"
#include "scan/read.h"

/* How long one read may take: longer than any probe that is not stuck. */
#define READ_SECONDS 2

int read_driver(struct place *place)
{
	return place_link(place, "driver", "driver", &place->device->driver);
}

static int keep_override(struct scan *scan, struct device *device, int error,
                         const char *text)
{
	struct place place = { .scan = scan, .device = device };
	struct text *override = &device->driver_override;

	override->known = ABSENT;
	device->no_override = error == -ENOENT;
	if (error == -ENOENT)
		return 0;
	if (error < 0) {
		override->known = UNKNOWN;
		return place_unknown(&place, "driver_override", "driver_override", error);
	}
	/* How the kernel prints a pointer that is not set; some releases print nothing.
	 */
	if (text_equal(text, "(null)") || !*text)
		return 0;
	override->value = arena_text(scan->host->arena, text);
	override->known = KNOWN;
	return override->value ? 0 : -ENOMEM;
}

static int override_path(const struct device *device, char *buffer, size_t size)
{
	return text_format(buffer, size, DEVICE_DIRECTORY "/%s/driver_override",
	                   BDF_TEXT(device->address));
}

/* The file takes the device's lock on Linux 6.1: somebody else's stuck write would hold
 * us. */
static int read_locked(struct place *place, char *buffer, size_t size)
{
	char path[128];
	int r;

	if (!place->scan->worker)
		return dir_read(place->directory, "driver_override", buffer, size);
	r = override_path(place->device, path, sizeof(path));
	if (r < 0)
		return r;
	r = worker_read(place->scan->worker, path, buffer, size, clock_in(READ_SECONDS));
	return r == WORKER_LATE ? -ETIMEDOUT : r;
}

int read_override(struct place *place)
{
	char buffer[4096];
	int r = read_locked(place, buffer, sizeof(buffer));

	return keep_override(place->scan, place->device, r, buffer);
}

/* Devices whose override is asked for together. */
struct asked {
	struct scan *scan;
	struct device **devices;
};

static int asked_path(void *context, size_t i, char *buffer, size_t size)
{
	const struct asked *asked = context;

	return override_path(asked->devices[i], buffer, size);
}

/* No file is also what one that was just unplugged has: its own turn will tell. */
static int asked_answer(void *context, size_t i, int r, const char *text)
{
	const struct asked *asked = context;

	if (r == -ENOENT)
		return 0;
	asked->devices[i]->facts |= FACT_OVERRIDE;
	return keep_override(asked->scan, asked->devices[i],
	                     r == WORKER_LATE ? -ETIMEDOUT : r, text);
}

int read_overrides(struct scan *scan, struct device *const *devices, size_t n)
{
	_cleanup_(freep) struct device **list = calloc(n + 1, sizeof(*list));
	struct asked asked = { .scan = scan, .devices = list };
	struct worker_list wanted = { .context = &asked,
		                      .path = asked_path,
		                      .answer = asked_answer };

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		if (!(devices[i]->facts & FACT_OVERRIDE))
			list[wanted.n++] = devices[i];
	return worker_read_many(scan->worker, &wanted, READ_SECONDS);
}
