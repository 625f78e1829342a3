/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

/* One page less the allocator's own header. */
#define CHUNK_SIZE ((size_t)4096 - 64)

/* Of a list that grows. */
#define FIRST_ROOM 32

struct chunk {
	struct chunk *next;
	size_t size;
	size_t used;
	alignas(max_align_t) char data[];
};

struct arena {
	struct chunk *newest;
};

struct arena *arena_new(void)
{
	return calloc(1, sizeof(struct arena));
}

static struct chunk *chunk_new(struct arena *arena, size_t size)
{
	struct chunk *chunk = calloc(1, sizeof(*chunk) + size);

	if (!chunk)
		return NULL;

	chunk->size = size;
	/* An oversized chunk goes behind the newest, which still has room. */
	if (arena->newest && size > CHUNK_SIZE) {
		chunk->next = arena->newest->next;
		arena->newest->next = chunk;
	} else {
		chunk->next = arena->newest;
		arena->newest = chunk;
	}
	return chunk;
}

static void *allocate(struct arena *arena, size_t size, size_t align)
{
	struct chunk *chunk = arena->newest;
	size_t start = 0;

	if (size > SIZE_MAX / 2)
		return NULL;
	if (chunk)
		start = (chunk->used + align - 1) & ~(align - 1);
	if (!chunk || start > chunk->size || chunk->size - start < size) {
		chunk = chunk_new(arena, size > CHUNK_SIZE ? size : CHUNK_SIZE);
		start = 0;
	}
	if (!chunk)
		return NULL;

	chunk->used = start + size;
	return chunk->data + start;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return allocate(arena, size, alignof(max_align_t));
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return NULL;
	return arena_alloc(arena, count * size);
}

void *arena_grow(struct arena *arena, void *list, size_t n, size_t size, size_t *room)
{
	size_t wanted = *room ? 2 * *room : FIRST_ROOM;
	void *grown;

	if (n < *room)
		return list;
	grown = wanted > *room ? arena_array(arena, wanted, size) : NULL;
	if (!grown)
		return NULL;
	if (n)
		memcpy(grown, list, n * size);
	*room = wanted;
	return grown;
}

char *arena_textn(struct arena *arena, const char *text, size_t length)
{
	size_t size = strnlen(text, length);
	char *copy = allocate(arena, size + 1, 1);

	if (copy)
		memcpy(copy, text, size);
	return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
	return arena_textn(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	char *text = NULL;
	int size;

	va_copy(again, args);
	size = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (size >= 0)
		text = allocate(arena, (size_t)size + 1, 1);
	if (text)
		(void)vsnprintf(text, (size_t)size + 1, format, args);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	while (arena->newest) {
		struct chunk *chunk = arena->newest;

		arena->newest = chunk->next;
		free(chunk);
	}
	free(arena);
}
