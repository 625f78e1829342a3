/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/gap.h"

#include <errno.h>

int gap_note(struct scan *scan, struct gap *gap, unsigned uses, const char *path,
             int error)
{
	gap->uses |= uses;
	if (gap->path)
		return 0;
	gap->path = arena_text(scan->host->arena, path);
	gap->error = error;
	return gap->path ? 0 : -ENOMEM;
}

int gap_tell(struct place *place, const struct gap *gap)
{
	struct device *device = place->device;

	if (!gap->uses)
		return 0;
	device->uses_known &= ~gap->uses;
	return host_unknown(place->scan->host, &device->unknown, "users", gap->path,
	                    gap->error);
}
