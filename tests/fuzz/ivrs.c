/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No read outside, and no more of anything than there are bytes for. */
#include "fuzz/fuzz.h"

#include "model/ivrs.h"

static void examine(const struct ivrs *ivrs, size_t size)
{
	size_t used = 0, blocks = 0, regions = 0;

	for (const struct ivrs_unit *u = ivrs->units; u; u = u->next, blocks++)
		used += 24 + (size_t)u->n_ioapics * 8;
	for (const struct ivrs_region *r = ivrs->regions; r; r = r->next, regions++) {
		HOLDS(r->start <= r->end && r->first <= r->last);
		used += 32;
	}
	HOLDS(blocks == ivrs->n_blocks && regions == ivrs->n_regions);
	HOLDS(ivrs->n_units <= ivrs->n_blocks);
	HOLDS(used <= size);
}

static void read_it(struct arena *arena, const uint8_t *bytes, size_t size)
{
	struct ivrs ivrs;

	HOLDS(ivrs_read(arena, bytes, size, &ivrs) == 0);
	HOLDS(!ivrs.health.defect || ivrs.health.at <= size);
	examine(&ivrs, size);
}

FUZZ_BYTES(read_it)
