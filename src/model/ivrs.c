/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/ivrs.h"

#include <errno.h>

#define INFO_AT        36
#define BLOCKS_AT      48
#define UNIT_SHORT     24 /* of an IVHD of type 10h, before its devices */
#define UNIT_LONG      40 /* of one of 11h or 40h */
#define REGION_SIZE    32
#define DEVICE_NAMED   0xf0 /* a device that ACPI names, as long as its name */
#define NAMED_SIZE     22
#define NAMED_AT       21
#define SPECIAL        0x48 /* something that is no PCI function */
#define SPECIAL_AT     7
#define SPECIAL_IOAPIC 1

struct reading {
	struct arena *arena;
	struct ivrs *ivrs;
	const struct ivrs_unit **next_unit; /* where the next one is hung */
	const struct ivrs_region **next_region;
};

/* 5.2.2.1: the upper two bits of the type tell the size, but for those with a name. */
static size_t device_size(const struct octets *device)
{
	uint64_t type = octets_at(device, 0, 1);

	if (type == DEVICE_NAMED)
		return NAMED_SIZE + (size_t)octets_at(device, NAMED_AT, 1);
	return (size_t)4 << (type >> 6);
}

static void read_devices(struct reading *r, const struct octets *block, size_t at,
                         struct ivrs_unit *unit)
{
	while (at < block->length) {
		struct octets device = octets_part(block, at, SIZE_MAX);
		size_t size = device_size(&device);

		if (size > device.length) {
			acpi_defect(&r->ivrs->health, device.offset,
			            "a device entry reaches beyond its block");
			return;
		}
		if (octets_at(&device, 0, 1) == SPECIAL &&
		    octets_at(&device, SPECIAL_AT, 1) == SPECIAL_IOAPIC)
			unit->n_ioapics++;
		at += size;
	}
}

static bool is_counted(const struct ivrs *ivrs, const struct ivrs_unit *unit)
{
	for (const struct ivrs_unit *u = ivrs->units; u != unit; u = u->next)
		if (u->segment == unit->segment && u->id == unit->id)
			return true;
	return false;
}

static int read_unit(struct reading *r, const struct octets *block, size_t header)
{
	struct ivrs_unit *unit = arena_alloc(r->arena, sizeof(*unit));

	if (!unit)
		return -ENOMEM;
	unit->type = (uint8_t)octets_at(block, 0, 1);
	unit->id = (uint16_t)octets_at(block, 4, 2);
	unit->base = octets_at(block, 8, 8);
	unit->segment = (uint16_t)octets_at(block, 16, 2);
	*r->next_unit = unit;
	r->next_unit = &unit->next;
	r->ivrs->n_blocks++;
	r->ivrs->n_units += !is_counted(r->ivrs, unit);
	read_devices(r, block, header, unit);
	return 0;
}

static int read_short_unit(struct reading *r, const struct octets *block)
{
	return read_unit(r, block, UNIT_SHORT);
}

static int read_long_unit(struct reading *r, const struct octets *block)
{
	return read_unit(r, block, UNIT_LONG);
}

static int read_region(struct reading *r, const struct octets *block, uint16_t first,
                       uint16_t last)
{
	struct ivrs_region *region = arena_alloc(r->arena, sizeof(*region));
	uint64_t length = octets_at(block, 24, 8);

	if (!region)
		return -ENOMEM;
	region->flags = (uint8_t)octets_at(block, 1, 1);
	region->segment = (uint16_t)octets_at(block, 8, 2);
	region->first = first;
	region->last = last;
	region->start = octets_at(block, 16, 8);
	region->end = region->start + length - 1;
	if (length == 0 || region->end < region->start || last < first) {
		acpi_defect(&r->ivrs->health, block->offset,
		            "a region ends before it starts");
		return 0;
	}
	*r->next_region = region;
	r->next_region = &region->next;
	r->ivrs->n_regions++;
	return 0;
}

static int read_region_of_all(struct reading *r, const struct octets *block)
{
	return read_region(r, block, 0, UINT16_MAX);
}

static int read_region_of_one(struct reading *r, const struct octets *block)
{
	uint16_t id = (uint16_t)octets_at(block, 4, 2);

	return read_region(r, block, id, id);
}

static int read_region_of_range(struct reading *r, const struct octets *block)
{
	return read_region(r, block, (uint16_t)octets_at(block, 4, 2),
	                   (uint16_t)octets_at(block, 6, 2));
}

/* Others are passed over: real tables have a few that no specification tells. */
static const struct {
	uint8_t type;
	size_t shortest;
	int (*read)(struct reading *r, const struct octets *block);
} kinds[] = {
	{ 0x10, UNIT_SHORT, read_short_unit },
	{ 0x11, UNIT_LONG, read_long_unit },
	{ 0x20, REGION_SIZE, read_region_of_all },
	{ 0x21, REGION_SIZE, read_region_of_one },
	{ 0x22, REGION_SIZE, read_region_of_range },
	{ 0x40, UNIT_LONG, read_long_unit },
};

static int read_block(struct reading *r, const struct octets *block)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (octets_at(block, 0, 1) == kinds[i].type &&
		    acpi_suffices(block, kinds[i].shortest, &r->ivrs->health))
			return kinds[i].read(r, block);
	return 0;
}

int ivrs_read(struct arena *arena, const uint8_t *bytes, size_t length, struct ivrs *ret)
{
	struct ivrs ivrs = { 0 };
	struct reading reading = { arena, &ivrs, &ivrs.units, &ivrs.regions };
	struct octets table = acpi_open(bytes, length, "IVRS", BLOCKS_AT, &ivrs.health);
	struct acpi_list list = { .within = octets_part(&table, BLOCKS_AT, SIZE_MAX),
		                  .health = &ivrs.health,
		                  .length_at = 2,
		                  .length_size = 2,
		                  .shortest = 4 };
	struct octets block;
	int r = 0;

	ivrs.info = (uint32_t)octets_at(&table, INFO_AT, 4);
	while (r == 0 && acpi_next(&list, &block))
		r = read_block(&reading, &block);
	if (r == 0)
		*ret = ivrs;
	return r;
}
