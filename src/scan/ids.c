/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a function is: its ids, class and revision. */
#include <errno.h>

#include "scan/read.h"

int read_ids(struct place *place)
{
	struct device *device = place->device;
	const struct {
		const char *name;
		uint32_t max;
		struct number *ret;
	} rows[] = {
		{ "vendor", 0xffff, &device->vendor },
		{ "device", 0xffff, &device->device },
		{ "subsystem_vendor", 0xffff, &device->subsystem_vendor },
		{ "subsystem_device", 0xffff, &device->subsystem_device },
		{ "class", 0xffffff, &device->class },
		{ "revision", 0xff, &device->revision },
	};
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
		r = place_number(place, rows[i].name, rows[i].name, 16, rows[i].max,
		                 rows[i].ret);
	return r;
}

int read_names(struct place *place)
{
	struct scan *scan = place->scan;

	if (!scan->names)
		scan->names = names_open(scan->root);
	return scan->names ? names_of(scan->names, scan->host->arena, place->device)
	                   : -ENOMEM;
}
