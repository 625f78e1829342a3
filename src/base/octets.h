/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes that somebody else made: read little endian, and never outside. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Borrowed; OFFSET is where they stand in the whole that they are part of. */
struct octets {
	const uint8_t *start;
	size_t length;
	size_t offset;
};

bool octets_have(const struct octets *octets, size_t at, size_t size);

/* The number of SIZE (at most eight) bytes at AT; zero if they do not all lie inside. */
uint64_t octets_at(const struct octets *octets, size_t at, size_t size);

/* At most SIZE bytes from AT on; empty if that lies outside. */
struct octets octets_part(const struct octets *octets, size_t at, size_t size);
