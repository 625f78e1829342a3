/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a function sits and how it can be reset. */
#include "scan/read.h"

int read_place(struct place *place)
{
	struct device *device = place->device;
	int r;

	r = place_number(place, "numa_node", "numa_node", 10, UINT32_MAX,
	                 &device->numa_node);
	if (r == 0)
		r = place_number(place, "boot_vga", "boot_vga", 10, 1, &device->boot_vga);
	if (r == 0)
		r = place_text(place, "reset_method", "reset_methods",
		               &device->reset_methods);
	return r;
}
