/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/iort.h"

#include <errno.h>

#define COUNT_AT     36
#define FIRST_AT     40
#define TABLE_SIZE   48
#define NODE_HEADER  16
#define MAPPING_SIZE 20
#define REGION_SIZE  20
#define SINGLE       0x1

struct reading {
	struct arena *arena;
	struct acpi_health *health;
	struct iort_node *nodes;
	size_t n_nodes;
};

/* COUNT elements of SIZE bytes from AT on, if they lie inside the node. */
static bool holds(struct reading *r, const struct octets *node, size_t at, size_t count,
                  size_t size)
{
	if (count == 0 || (at <= node->length && count <= (node->length - at) / size))
		return true;
	acpi_defect(r->health, node->offset, "a node's list reaches beyond it");
	return false;
}

static int read_mappings(struct reading *r, const struct octets *bytes,
                         struct iort_node *node)
{
	size_t n = octets_at(bytes, 8, 4), at = octets_at(bytes, 12, 4);
	struct iort_mapping *mappings;

	if (n == 0 || !holds(r, bytes, at, n, MAPPING_SIZE))
		return 0;
	mappings = arena_array(r->arena, n, sizeof(*mappings));
	if (!mappings)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		struct octets one = octets_part(bytes, at + i * MAPPING_SIZE,
		                                MAPPING_SIZE);
		uint64_t first = octets_at(&one, 0, 4);
		uint64_t last = first + octets_at(&one, 4, 4);

		mappings[i] = (struct iort_mapping){
			.first = (uint32_t)first,
			/* The table has one less than there are. */
			.last = last < UINT32_MAX ? (uint32_t)last : UINT32_MAX,
			.output = (uint32_t)octets_at(&one, 8, 4),
			.to = octets_at(&one, 12, 4),
			.is_single = octets_at(&one, 16, 4) & SINGLE,
		};
	}
	node->mappings = mappings;
	node->n_mappings = n;
	return 0;
}

static int read_regions(struct reading *r, const struct octets *bytes,
                        struct iort_node *node)
{
	size_t n = octets_at(bytes, 20, 4), at = octets_at(bytes, 24, 4);
	struct iort_region *regions;

	node->flags = (uint32_t)octets_at(bytes, 16, 4);
	if (n == 0 || !holds(r, bytes, at, n, REGION_SIZE))
		return 0;
	regions = arena_array(r->arena, n, sizeof(*regions));
	if (!regions)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		size_t from = at + i * REGION_SIZE;
		uint64_t start = octets_at(bytes, from, 8);
		uint64_t length = octets_at(bytes, from + 8, 8);

		regions[i] = (struct iort_region){ start, start + length - 1 };
		if (length == 0 || regions[i].end < start) {
			acpi_defect(r->health, bytes->offset + from,
			            "a region ends before it starts");
			return 0;
		}
	}
	node->regions = regions;
	node->n_regions = n;
	return 0;
}

/* What a node of each kind has at least (3.1.1 to 3.1.6). */
static const size_t shortest[] = {
	[IORT_ITS] = 20,      [IORT_NAMED] = 29,   [IORT_ROOT_COMPLEX] = 32,
	[IORT_SMMU] = 60,     [IORT_SMMU_V3] = 60, [IORT_COUNTERS] = 32,
	[IORT_RESERVED] = 28,
};

static int read_node(struct reading *r, const struct octets *bytes)
{
	struct iort_node *node = &r->nodes[r->n_nodes];
	int result = 0;

	node->at = bytes->offset;
	node->kind = (uint8_t)octets_at(bytes, 0, 1);
	if (node->kind < sizeof(shortest) / sizeof(shortest[0]) &&
	    !acpi_suffices(bytes, shortest[node->kind], r->health))
		return 0;
	if (node->kind == IORT_ROOT_COMPLEX)
		node->segment = (uint32_t)octets_at(bytes, 28, 4);
	if (node->kind == IORT_SMMU || node->kind == IORT_SMMU_V3)
		node->base = octets_at(bytes, 16, 8);
	if (node->kind == IORT_RESERVED)
		result = read_regions(r, bytes, node);
	if (result == 0)
		result = read_mappings(r, bytes, node);
	/* One with a defect is none of those that were read. */
	r->n_nodes += result == 0 && !r->health->defect;
	return result;
}

static int read_nodes(struct reading *r, const struct octets *table)
{
	size_t count = octets_at(table, COUNT_AT, 4),
	       first = octets_at(table, FIRST_AT, 4);
	struct acpi_list list = { .within = octets_part(table, first, SIZE_MAX),
		                  .health = r->health,
		                  .length_at = 1,
		                  .length_size = 2,
		                  .shortest = NODE_HEADER };
	struct octets bytes;
	int result = 0;

	if (first < TABLE_SIZE || count > list.within.length / NODE_HEADER) {
		acpi_defect(r->health, COUNT_AT,
		            "it has no room for the nodes it counts");
		return 0;
	}
	r->nodes = arena_array(r->arena, count, sizeof(*r->nodes));
	if (!r->nodes)
		return -ENOMEM;
	for (size_t i = 0; result == 0 && i < count; i++) {
		if (acpi_next(&list, &bytes))
			result = read_node(r, &bytes);
		else
			acpi_defect(r->health, table->length,
			            "it ends before the nodes it counts");
	}
	return result;
}

/* The place of the node that stands at AT, or of none. */
static size_t place_of(const struct reading *r, size_t at)
{
	size_t from = 0, to = r->n_nodes;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (r->nodes[middle].at < at)
			from = middle + 1;
		else
			to = middle;
	}
	return from < r->n_nodes && r->nodes[from].at == at ? from : r->n_nodes;
}

/* From where the next node stands to which one it is. */
static void tie(struct reading *r)
{
	for (size_t i = 0; i < r->n_nodes; i++) {
		struct iort_mapping *mappings =
			(struct iort_mapping *)r->nodes[i].mappings;

		for (size_t m = 0; m < r->nodes[i].n_mappings; m++) {
			mappings[m].to = place_of(r, mappings[m].to);
			if (mappings[m].to == r->n_nodes)
				acpi_defect(r->health, r->nodes[i].at,
				            "a node maps to one that is not there");
		}
	}
}

int iort_read(struct arena *arena, const uint8_t *bytes, size_t length, struct iort *ret)
{
	struct iort iort = { 0 };
	struct octets table = acpi_open(bytes, length, "IORT", TABLE_SIZE, &iort.health);
	struct reading reading = { arena, &iort.health, NULL, 0 };
	int r = iort.health.defect ? 0 : read_nodes(&reading, &table);

	if (r < 0)
		return r;
	tie(&reading);
	iort.nodes = reading.nodes;
	iort.n_nodes = reading.n_nodes;
	*ret = iort;
	return 0;
}

size_t iort_count(const struct iort *iort, enum iort_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < iort->n_nodes; i++)
		n += iort->nodes[i].kind == kind;
	return n;
}
