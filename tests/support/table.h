/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of the firmware for tests: made byte by byte, and then spoilt on purpose. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/*
 * Calls READ with every shorter table twice: just cut, and with the length mended so that
 * what ends early is a structure. The bytes are a copy of just that size, so that a
 * sanitizer sees any read outside. READ says whether it noted a defect: not of the whole
 * table, and of every one that is just cut.
 */
void table_cut_everywhere(const struct table *table,
                          bool (*read)(const uint8_t *bytes, size_t length));
