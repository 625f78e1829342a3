/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that is let go all at once: each top-level value owns one arena. */
#pragma once

#include <stdarg.h>
#include <stddef.h>

#include "base/cleanup.h"

struct arena;

/* A new empty arena, or NULL when memory is short. */
struct arena *arena_new(void);

/* Zeroed memory, aligned for any type, that lives as long as the arena; NULL: no memory.
 */
void *arena_alloc(struct arena *arena, size_t size);

/* COUNT elements of SIZE bytes each; NULL also where the product does not fit. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/*
 * Room for one more behind the N elements of SIZE bytes in LIST, which has *ROOM (0:
 * there is no list yet): LIST itself, or a copy with twice the room, so that many cost no
 * more each than few. NULL: no memory; LIST and *ROOM are as they were.
 */
void *arena_grow(struct arena *arena, void *list, size_t n, size_t size, size_t *room);

/* A copy of TEXT (at most LENGTH characters of it). */
char *arena_text(struct arena *arena, const char *text);
char *arena_textn(struct arena *arena, const char *text, size_t length);

/* printf into the arena; NULL: no memory. */
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

void arena_free(struct arena *arena);
DEFINE_CLEANUP(struct arena *, arena_free);
