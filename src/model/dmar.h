/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The firmware's table of Intel's IOMMUs: read from bytes, never trusted. VT-d
 * specification 4.1, chapter 8; Linux include/acpi/actbl1.h. */
#pragma once

#include "base/arena.h"
#include "model/acpi.h"

/* Before its structures. */
#define DMAR_HEADER_SIZE 48

/* Kinds of device scope (8.3.1). */
enum scope_kind {
	SCOPE_ENDPOINT = 1,
	SCOPE_BRIDGE = 2, /* with all that is below */
	SCOPE_IOAPIC = 3,
	SCOPE_HPET = 4,
	SCOPE_NAMESPACE = 5, /* a device that ACPI names */
};

struct scope_step {
	uint8_t device, function;
};

/* A device by its way from a bus down, for numbers of buses below may change. */
struct scope {
	uint8_t kind; /* of enum scope_kind, or one that is not defined yet */
	uint8_t bus;  /* where it starts */
	const struct scope_step *path;
	size_t n_steps; /* one at least */
	const struct scope *next;
};

/* A remapping unit (DRHD, 8.3). */
struct dmar_unit {
	uint16_t segment;
	uint64_t base;    /* of its registers */
	bool include_all; /* all devices of the segment that no other unit names */
	const struct scope *scopes;
	const struct dmar_unit *next;
};

/* Memory that its devices go on using on their own (RMRR, 8.4). */
struct dmar_region {
	uint16_t segment;
	uint64_t start, end; /* both inclusive */
	const struct scope *scopes;
	const struct dmar_region *next;
};

struct dmar {
	struct acpi_health health;
	unsigned width;         /* bits of an address that DMA can reach */
	bool remaps_interrupts; /* flags (8.1) */
	bool x2apic_opt_out;    /* the firmware wants no x2APIC */
	bool platform_opt_in;   /* it wants DMA confined from the start */
	const struct dmar_unit *units;
	const struct dmar_region *regions;
	unsigned n_units, n_regions;
	unsigned n_atsr, n_rhsa, n_andd, n_satc;
};

/* Any number of bytes, whatever they hold; of a defective table what stands before the
 * defect. 0 or -ENOMEM. */
int dmar_read(struct arena *arena, const uint8_t *bytes, size_t length, struct dmar *ret);
