/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a function is: its ids, class and revision. */
#include <errno.h>

#include "scan/read.h"

struct id_row {
	const char *name;
	uint32_t max;
	struct number *ret;
};

static int read_rows(struct place *place, const struct id_row *rows, size_t n)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++)
		r = place_number(place, rows[i].name, rows[i].name, 16, rows[i].max,
		                 rows[i].ret);
	return r;
}

int read_ids(struct place *place)
{
	struct device *device = place->device;
	const struct id_row rows[] = {
		{ "vendor", 0xffff, &device->vendor },
		{ "device", 0xffff, &device->device },
		{ "class", 0xffffff, &device->class },
	};

	return read_rows(place, rows, sizeof(rows) / sizeof(rows[0]));
}

int read_detail(struct place *place)
{
	struct device *device = place->device;
	const struct id_row rows[] = {
		{ "subsystem_vendor", 0xffff, &device->subsystem_vendor },
		{ "subsystem_device", 0xffff, &device->subsystem_device },
		{ "revision", 0xff, &device->revision },
	};

	return read_rows(place, rows, sizeof(rows) / sizeof(rows[0]));
}

int read_names(struct place *place)
{
	struct scan *scan = place->scan;

	if (!scan->names)
		scan->names = names_open(scan->root);
	return scan->names ? names_of(scan->names, scan->host->arena, place->device)
	                   : -ENOMEM;
}
