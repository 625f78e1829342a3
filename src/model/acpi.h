/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What tables of the firmware have in common: a header, a sum, structures with a length.
 */
#pragma once

#include "base/octets.h"

/* Before what is a table's own (ACPI 6.5, 5.2.6). */
#define ACPI_HEADER_SIZE 36

/* How much of a table can be believed. */
struct acpi_health {
	bool sum_is_wrong;  /* its bytes do not add up to zero */
	const char *defect; /* why no more was read; NULL: all was */
	size_t at;          /* the byte of the table where that is */
};

/* Notes why the table is read no further; the first reason stays. */
void acpi_defect(struct acpi_health *health, size_t at, const char *defect);

/*
 * The table in BYTES; empty where it has not that SIGNATURE. That it is shorter than
 * SHORTEST, or longer than BYTES, is a defect: its structures are not read then. What
 * follows its own length is none of it.
 */
struct octets acpi_open(const uint8_t *bytes, size_t length, const char *signature,
                        size_t shortest, struct acpi_health *ret);

/* Structures one behind the other. Set all but NEXT. */
struct acpi_list {
	struct octets within;
	struct acpi_health *health;
	size_t length_at, length_size; /* the field of a structure that has its length */
	size_t shortest;               /* of any structure: its header */
	size_t next;
};

/* The next structure, whole; false at the end, and at a defect, which it notes. */
bool acpi_next(struct acpi_list *list, struct octets *ret);

/* Does the structure have the SHORTEST bytes of its kind? Else that is the defect. */
bool acpi_suffices(const struct octets *structure, size_t shortest,
                   struct acpi_health *health);
