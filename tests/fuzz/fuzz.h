/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each fuzz target is: one entry, called by libFuzzer or by replay.c. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property that must hold whatever the input is. */
#define HOLDS(condition)                                                               \
	do {                                                                           \
		if (condition)                                                         \
			break;                                                         \
		(void)fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, \
		              #condition);                                             \
		abort();                                                               \
	} while (0)

/* The input as a text of exactly its size, so that sanitizers see what lies outside. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	HOLDS(text);
	memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/* Calls READ with a copy of the input that is exactly its size, and with an arena. */
static inline void fuzz_bytes(const uint8_t *data, size_t size,
                              void (*read)(struct arena *arena, const uint8_t *bytes,
                                           size_t size))
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(freep) uint8_t *bytes = malloc(size ? size : 1);

	HOLDS(arena && bytes);
	if (size)
		memcpy(bytes, data, size);
	read(arena, bytes, size);
}

/* The whole target where READ takes bytes: FUZZ_BYTES(read_it) */
#define FUZZ_BYTES(read)                                             \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) \
	{                                                            \
		fuzz_bytes(data, size, (read));                      \
		return 0;                                            \
	}
