/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/dmar.h"

#include <errno.h>

#define WIDTH_AT        36
#define FLAGS_AT        37
#define SCOPE_HEADER    6
#define FLAG_INTERRUPTS 0x1
#define FLAG_OPT_OUT    0x2
#define FLAG_OPT_IN     0x4

struct reading {
	struct arena *arena;
	struct dmar *dmar;
	const struct dmar_unit **next_unit; /* where the next one is hung */
	const struct dmar_region **next_region;
};

static int read_path(struct arena *arena, const struct octets *bytes, struct scope *scope)
{
	size_t n = (bytes->length - SCOPE_HEADER) / 2;
	struct scope_step *path = arena_array(arena, n, sizeof(*path));

	if (!path)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		path[i] = (struct scope_step){
			(uint8_t)octets_at(bytes, SCOPE_HEADER + 2 * i, 1),
			(uint8_t)octets_at(bytes, SCOPE_HEADER + 2 * i + 1, 1),
		};
	scope->path = path;
	scope->n_steps = n;
	return 0;
}

static int read_scopes(struct reading *r, const struct octets *within, size_t from,
                       const struct scope **ret)
{
	struct acpi_health *health = &r->dmar->health;
	struct acpi_list list = { .within = octets_part(within, from, SIZE_MAX),
		                  .health = health,
		                  .length_at = 1,
		                  .length_size = 1,
		                  .shortest = SCOPE_HEADER };
	struct octets bytes;

	while (acpi_next(&list, &bytes)) {
		struct scope *scope;

		if (bytes.length == SCOPE_HEADER || bytes.length % 2) {
			acpi_defect(health, bytes.offset, "a scope without a whole path");
			break;
		}
		scope = arena_alloc(r->arena, sizeof(*scope));
		if (!scope || read_path(r->arena, &bytes, scope) < 0)
			return -ENOMEM;
		scope->kind = (uint8_t)octets_at(&bytes, 0, 1);
		scope->bus = (uint8_t)octets_at(&bytes, 5, 1);
		*ret = scope;
		ret = &scope->next;
	}
	return 0;
}

static int read_unit(struct reading *r, const struct octets *bytes)
{
	struct dmar_unit *unit = arena_alloc(r->arena, sizeof(*unit));

	if (!unit)
		return -ENOMEM;
	unit->include_all = octets_at(bytes, 4, 1) & 1;
	unit->segment = (uint16_t)octets_at(bytes, 6, 2);
	unit->base = octets_at(bytes, 8, 8);
	*r->next_unit = unit;
	r->next_unit = &unit->next;
	r->dmar->n_units++;
	return read_scopes(r, bytes, 16, &unit->scopes);
}

static int read_region(struct reading *r, const struct octets *bytes)
{
	struct dmar_region *region = arena_alloc(r->arena, sizeof(*region));

	if (!region)
		return -ENOMEM;
	region->segment = (uint16_t)octets_at(bytes, 6, 2);
	region->start = octets_at(bytes, 8, 8);
	region->end = octets_at(bytes, 16, 8);
	if (region->end < region->start) {
		acpi_defect(&r->dmar->health, bytes->offset,
		            "a region ends before it starts");
		return 0;
	}
	*r->next_region = region;
	r->next_region = &region->next;
	r->dmar->n_regions++;
	return read_scopes(r, bytes, 24, &region->scopes);
}

static int count_atsr(struct reading *r, const struct octets *bytes)
{
	const struct scope *scopes = NULL;

	r->dmar->n_atsr++;
	return read_scopes(r, bytes, 8, &scopes);
}

static int count_rhsa(struct reading *r, const struct octets *bytes)
{
	(void)bytes;
	r->dmar->n_rhsa++;
	return 0;
}

static int count_andd(struct reading *r, const struct octets *bytes)
{
	(void)bytes;
	r->dmar->n_andd++;
	return 0;
}

static int count_satc(struct reading *r, const struct octets *bytes)
{
	const struct scope *scopes = NULL;

	r->dmar->n_satc++;
	return read_scopes(r, bytes, 8, &scopes);
}

/* By type (8.2); others are passed over, as the specification wants it. */
static const struct {
	size_t shortest;
	int (*read)(struct reading *r, const struct octets *bytes);
} kinds[] = {
	{ 16, read_unit },  { 24, read_region }, { 8, count_atsr },
	{ 20, count_rhsa }, { 8, count_andd },   { 8, count_satc },
};

int dmar_read(struct arena *arena, const uint8_t *bytes, size_t length, struct dmar *ret)
{
	struct dmar dmar = { 0 };
	struct reading reading = { arena, &dmar, &dmar.units, &dmar.regions };
	struct octets table = acpi_open(bytes, length, "DMAR", DMAR_HEADER_SIZE,
	                                &dmar.health);
	struct acpi_list list = { .within = octets_part(&table, DMAR_HEADER_SIZE,
		                                        SIZE_MAX),
		                  .health = &dmar.health,
		                  .length_at = 2,
		                  .length_size = 2,
		                  .shortest = 4 };
	uint64_t flags = octets_at(&table, FLAGS_AT, 1);
	struct octets one;
	int r = 0;

	if (octets_have(&table, WIDTH_AT, 1))
		dmar.width = (unsigned)octets_at(&table, WIDTH_AT, 1) + 1;
	dmar.remaps_interrupts = flags & FLAG_INTERRUPTS;
	dmar.x2apic_opt_out = flags & FLAG_OPT_OUT;
	dmar.platform_opt_in = flags & FLAG_OPT_IN;
	while (r == 0 && acpi_next(&list, &one)) {
		uint64_t kind = octets_at(&one, 0, 2);

		if (kind < sizeof(kinds) / sizeof(kinds[0]) &&
		    acpi_suffices(&one, kinds[kind].shortest, &dmar.health))
			r = kinds[kind].read(&reading, &one);
	}
	if (r == 0)
		*ret = dmar;
	return r;
}
