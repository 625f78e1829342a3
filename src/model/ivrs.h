/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The firmware's table of AMD's IOMMUs: read from bytes, never trusted. AMD I/O
 * Virtualization Technology specification 3.09, chapter 5; Linux
 * drivers/iommu/amd/init.c. */
#pragma once

#include "base/arena.h"
#include "model/acpi.h"

/* An IOMMU (IVHD, 5.2.2). One may stand there up to three times, in blocks of the types
 * 10h, 11h and 40h; the kernel takes the highest. */
struct ivrs_unit {
	uint8_t type;
	uint16_t segment, id; /* its own function; id is bus, device and function */
	uint64_t base;        /* of its registers */
	unsigned n_ioapics;   /* without any, interrupts are not remapped */
	const struct ivrs_unit *next;
};

/* Memory that its devices go on using on their own (IVMD, 5.2.3). */
struct ivrs_region {
	uint16_t segment;
	uint16_t first, last; /* ids of the devices, both inclusive */
	uint8_t flags;        /* 1 unity mapped, 2 readable, 4 writable, 8 excluded */
	uint64_t start, end;  /* both inclusive */
	const struct ivrs_region *next;
};

struct ivrs {
	struct acpi_health health;
	uint32_t info; /* IVinfo (5.2.1) */
	const struct ivrs_unit *units;
	const struct ivrs_region *regions;
	unsigned n_blocks;           /* of units */
	unsigned n_units, n_regions; /* units counted once each */
};

/* As dmar_read(). */
int ivrs_read(struct arena *arena, const uint8_t *bytes, size_t length, struct ivrs *ret);
