/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The firmware's table of how ids reach ARM's IOMMUs: read from bytes, never trusted.
 * Arm IO Remapping Table (DEN 0049E.f); Linux include/acpi/actbl2.h. */
#pragma once

#include "base/arena.h"
#include "model/acpi.h"

/* Kinds of node (3.1). */
enum iort_kind {
	IORT_ITS = 0,
	IORT_NAMED = 1,
	IORT_ROOT_COMPLEX = 2,
	IORT_SMMU = 3, /* version 1 or 2 */
	IORT_SMMU_V3 = 4,
	IORT_COUNTERS = 5,
	IORT_RESERVED = 6, /* memory that its devices go on using on their own */
};

/* Ids of a node that come out as others at the next one. */
struct iort_mapping {
	uint32_t first, last; /* what goes in, both inclusive */
	uint32_t output;      /* what the first becomes */
	size_t to;            /* the node's place among the nodes */
	bool is_single;       /* what goes in is of no account */
};

struct iort_region {
	uint64_t start, end; /* both inclusive */
};

struct iort_node {
	size_t at;        /* where it stands in the table */
	uint8_t kind;     /* of enum iort_kind, or one that is not defined yet */
	uint32_t segment; /* of a root complex */
	uint64_t base;    /* of an SMMU's registers */
	uint32_t flags;   /* of reserved memory: bit 0 says it may be mapped anew */
	const struct iort_mapping *mappings;
	size_t n_mappings;
	const struct iort_region *regions; /* of reserved memory */
	size_t n_regions;
};

struct iort {
	struct acpi_health health;
	const struct iort_node *nodes; /* in the table's order */
	size_t n_nodes;
};

/* As dmar_read(). */
int iort_read(struct arena *arena, const uint8_t *bytes, size_t length, struct iort *ret);

/* How many nodes are of that kind. */
size_t iort_count(const struct iort *iort, enum iort_kind kind);
