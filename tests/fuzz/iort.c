/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No read outside, and where all is sane, no mapping that leads outside. */
#include "fuzz/fuzz.h"

#include "model/iort.h"

static void examine(const struct iort *iort, size_t size)
{
	size_t used = 0, before = 0;

	for (size_t i = 0; i < iort->n_nodes; i++) {
		const struct iort_node *node = &iort->nodes[i];

		HOLDS(node->at > before && node->at < size);
		before = node->at;
		for (size_t m = 0; m < node->n_mappings; m++) {
			HOLDS(node->mappings[m].first <= node->mappings[m].last);
			HOLDS(iort->health.defect ||
			      node->mappings[m].to < iort->n_nodes);
		}
		for (size_t r = 0; r < node->n_regions; r++)
			HOLDS(node->regions[r].start <= node->regions[r].end);
		/* Lists of one node may lie over each other, those of two may not. */
		used += 16;
		HOLDS(node->n_mappings * 20 <= size && node->n_regions * 20 <= size);
	}
	HOLDS(used <= size);
}

static void read_it(struct arena *arena, const uint8_t *bytes, size_t size)
{
	struct iort iort;

	HOLDS(iort_read(arena, bytes, size, &iort) == 0);
	HOLDS(!iort.health.defect || iort.health.at <= size);
	examine(&iort, size);
}

FUZZ_BYTES(read_it)
