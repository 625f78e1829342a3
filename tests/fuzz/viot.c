/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No read outside, and no more of anything than there are bytes for. */
#include "fuzz/fuzz.h"

#include "model/viot.h"

static void examine(const struct viot *viot, size_t size)
{
	size_t units = 0, ranges = 0;

	for (const struct viot_unit *u = viot->units; u; u = u->next, units++)
		HOLDS(u->at < size);
	for (const struct viot_range *r = viot->ranges; r; r = r->next, ranges++)
		HOLDS(r->first <= r->last && r->first_segment <= r->last_segment);
	HOLDS(units == viot->n_units && ranges == viot->n_ranges);
	HOLDS(units * 16 + (ranges + viot->n_endpoints) * 24 <= size);
}

static void read_it(struct arena *arena, const uint8_t *bytes, size_t size)
{
	struct viot viot;

	HOLDS(viot_read(arena, bytes, size, &viot) == 0);
	HOLDS(!viot.health.defect || viot.health.at <= size);
	examine(&viot, size);
}

FUZZ_BYTES(read_it)
