/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a function sleeps, and how deep it may. */
#include <errno.h>
#include <fcntl.h>

#include "base/text.h"
#include "scan/read.h"

/*
 * ACPI power resources that are off in D3cold (_PR3): where there are none, the power of
 * a slot cannot be cut (acpi_power_add_remove_device() of Linux shows them so).
 */
#define POWER_SWITCH "firmware_node/power_resources_D3hot"

/* The switch may be one of the port's, or of what is above that. */
static int find_switch(struct place *place)
{
	struct power *power = &place->device->power;

	power->can_be_cut = ABSENT;
	for (const struct device *d = place->device; d; d = d->parent) {
		const char *path = arena_printf(place->scan->host->arena,
		                                DEVICE_DIRECTORY "/%s/" POWER_SWITCH,
		                                BDF_TEXT(d->address));
		_cleanup_(close_fdp) int fd = -1;

		if (!path)
			return -ENOMEM;
		fd = root_open_file(place->scan->root, path, O_PATH, 0);
		if (fd == -ENOENT)
			continue;
		power->switch_path = path;
		power->can_be_cut = fd < 0 ? UNKNOWN : KNOWN;
		return fd < 0 ? host_unknown(place->scan->host, &place->device->unknown,
		                             "power", path, fd)
		              : 0;
	}
	return 0;
}

int read_power(struct place *place)
{
	struct power *power = &place->device->power;
	const struct {
		const char *name;
		struct text *ret;
	} rows[] = {
		{ "power_state", &power->state },
		{ "power/runtime_status", &power->status },
		{ "power/control", &power->control },
	};
	int r = place_number(place, "d3cold_allowed", "power", 10, 1, &power->d3cold);

	for (size_t i = 0; r == 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
		r = place_text(place, rows[i].name, "power", rows[i].ret);
	return r < 0 ? r : find_switch(place);
}
