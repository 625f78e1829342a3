/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A virtual machine's table of virtio-iommu: read from bytes, never trusted. ACPI 6.5,
 * 5.2.31; Linux include/acpi/actbl3.h. */
#pragma once

#include "base/arena.h"
#include "model/acpi.h"

/* A virtio-iommu: a PCI function, or registers in memory. */
struct viot_unit {
	size_t at; /* where it stands in the table */
	bool is_pci;
	uint16_t segment, id; /* bus, device and function */
	uint64_t base;
	const struct viot_unit *next;
};

/* PCI functions below a unit; all inclusive. */
struct viot_range {
	uint16_t first_segment, last_segment;
	uint16_t first, last;
	const struct viot_range *next;
};

struct viot {
	struct acpi_health health;
	const struct viot_unit *units;
	const struct viot_range *ranges;
	unsigned n_units, n_ranges;
	unsigned n_endpoints; /* below a unit, and no PCI functions */
};

/* As dmar_read(). */
int viot_read(struct arena *arena, const uint8_t *bytes, size_t length, struct viot *ret);
