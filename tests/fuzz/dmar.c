/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No read outside, and no more of anything than there are bytes for. */
#include "fuzz/fuzz.h"

#include "model/dmar.h"

static size_t scopes_size(const struct scope *scope)
{
	size_t size = 0;

	for (; scope; scope = scope->next) {
		HOLDS(scope->n_steps > 0);
		size += 6 + 2 * scope->n_steps;
	}
	return size;
}

static void examine(const struct dmar *dmar, size_t size)
{
	size_t used = 0, units = 0, regions = 0;

	for (const struct dmar_unit *u = dmar->units; u; u = u->next, units++)
		used += 16 + scopes_size(u->scopes);
	for (const struct dmar_region *r = dmar->regions; r; r = r->next, regions++) {
		HOLDS(r->start <= r->end);
		used += 24 + scopes_size(r->scopes);
	}
	HOLDS(units == dmar->n_units && regions == dmar->n_regions);
	HOLDS(used <= size);
}

static void read_it(struct arena *arena, const uint8_t *bytes, size_t size)
{
	struct dmar dmar;

	HOLDS(dmar_read(arena, bytes, size, &dmar) == 0);
	HOLDS(!dmar.health.defect || dmar.health.at <= size);
	examine(&dmar, size);
}

FUZZ_BYTES(read_it)
