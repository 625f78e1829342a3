/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/viot.h"

#include <errno.h>

#define COUNT_AT   36
#define FIRST_AT   38
#define TABLE_SIZE 48

struct reading {
	struct arena *arena;
	struct viot *viot;
	const struct viot_unit **next_unit; /* where the next one is hung */
	const struct viot_range **next_range;
};

static int read_range(struct reading *r, const struct octets *node)
{
	struct viot_range *range = arena_alloc(r->arena, sizeof(*range));

	if (!range)
		return -ENOMEM;
	range->first_segment = (uint16_t)octets_at(node, 8, 2);
	range->last_segment = (uint16_t)octets_at(node, 10, 2);
	range->first = (uint16_t)octets_at(node, 12, 2);
	range->last = (uint16_t)octets_at(node, 14, 2);
	if (range->last_segment < range->first_segment || range->last < range->first) {
		acpi_defect(&r->viot->health, node->offset,
		            "a range ends before it starts");
		return 0;
	}
	*r->next_range = range;
	r->next_range = &range->next;
	r->viot->n_ranges++;
	return 0;
}

static int read_endpoint(struct reading *r, const struct octets *node)
{
	(void)node;
	r->viot->n_endpoints++;
	return 0;
}

static int read_unit(struct reading *r, const struct octets *node, bool is_pci)
{
	struct viot_unit *unit = arena_alloc(r->arena, sizeof(*unit));

	if (!unit)
		return -ENOMEM;
	unit->at = node->offset;
	unit->is_pci = is_pci;
	unit->segment = is_pci ? (uint16_t)octets_at(node, 4, 2) : 0;
	unit->id = is_pci ? (uint16_t)octets_at(node, 6, 2) : 0;
	unit->base = is_pci ? 0 : octets_at(node, 8, 8);
	*r->next_unit = unit;
	r->next_unit = &unit->next;
	r->viot->n_units++;
	return 0;
}

static int read_pci_unit(struct reading *r, const struct octets *node)
{
	return read_unit(r, node, true);
}

static int read_mmio_unit(struct reading *r, const struct octets *node)
{
	return read_unit(r, node, false);
}

/* By type, from 1 on; others are passed over. */
static const struct {
	size_t shortest;
	int (*read)(struct reading *r, const struct octets *node);
} kinds[] = {
	[1] = { 24, read_range },
	[2] = { 24, read_endpoint },
	[3] = { 16, read_pci_unit },
	[4] = { 16, read_mmio_unit },
};

int viot_read(struct arena *arena, const uint8_t *bytes, size_t length, struct viot *ret)
{
	struct viot viot = { 0 };
	struct reading reading = { arena, &viot, &viot.units, &viot.ranges };
	struct octets table = acpi_open(bytes, length, "VIOT", TABLE_SIZE, &viot.health);
	size_t count = octets_at(&table, COUNT_AT, 2),
	       first = octets_at(&table, FIRST_AT, 2);
	struct acpi_list list = { .within = octets_part(&table, first, SIZE_MAX),
		                  .health = &viot.health,
		                  .length_at = 2,
		                  .length_size = 2,
		                  .shortest = 4 };
	struct octets node;
	int r = 0;

	if (first < TABLE_SIZE)
		acpi_defect(&viot.health, FIRST_AT, "its nodes stand in its header");
	for (size_t i = 0; r == 0 && i < count; i++) {
		uint64_t kind;

		if (!acpi_next(&list, &node)) {
			acpi_defect(&viot.health, table.length,
			            "it ends before the nodes it counts");
			break;
		}
		kind = octets_at(&node, 0, 1);
		if (kind < sizeof(kinds) / sizeof(kinds[0]) && kinds[kind].read &&
		    acpi_suffices(&node, kinds[kind].shortest, &viot.health))
			r = kinds[kind].read(&reading, &node);
	}
	if (r == 0)
		*ret = viot;
	return r;
}
