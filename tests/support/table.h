/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of the firmware for tests: made byte by byte, and then spoilt on purpose. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/acpi.h"

struct table {
	uint8_t bytes[1024];
	size_t length;
};

/* A header with that signature and zeros up to SIZE bytes. */
struct table table_new(const char *signature, size_t size);

/* Appends the lowest SIZE bytes of VALUE; or sets those at AT. */
void table_add(struct table *table, uint64_t value, size_t size);
void table_set(struct table *table, size_t at, uint64_t value, size_t size);

/* Appends one byte each, up to the first that is negative. */
void table_bytes(struct table *table, const int *bytes);
#define TABLE_BYTES(table, ...) table_bytes((table), (const int[]){ __VA_ARGS__, -1 })

/* Writes the length and mends the sum. */
void table_close(struct table *table);

/* What a reader tells of a table: how far it believed it, and how much it found. */
struct found {
	struct acpi_health health;
	size_t n, n_others; /* of what the reader's test counts */
};

/* The reader that is tested. Its bytes are a copy of just that size, so that a sanitizer
 * sees any read outside. */
typedef struct found table_reader(struct arena *arena, const uint8_t *bytes,
                                  size_t length);

/* Makes a table in which all is well. */
typedef struct table table_maker(void);

/*
 * Has every shorter table read twice: just cut, and with the length mended so that what
 * ends early is a structure. There is no defect in the whole table, and one in every one
 * that is just cut.
 */
void table_cut_everywhere(table_maker *good, table_reader *read);

/* One way to spoil a table, and what is said of it then. */
struct spoilt {
	size_t set; /* where the lowest SIZE bytes of VALUE are put */
	uint64_t value;
	size_t size;
	size_t at; /* of the defect */
	const char *defect;
	size_t n, n_others; /* that is found all the same */
};

/* Has one read that is spoilt in each of these ways, and with a sum that is right. */
void table_spoil_each(table_maker *good, const struct spoilt *rows, size_t n_rows,
                      table_reader *read);
