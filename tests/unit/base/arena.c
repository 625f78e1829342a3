/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory of an arena is zeroed, aligned, disjoint and let go at once. */
#include "base/arena.h"

#include <stdalign.h>
#include <string.h>

#include "test.h"

static bool is_zero(const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i])
			return false;
	return true;
}

static void gives_zeroed_aligned_memory(void)
{
	static const size_t sizes[] = { 1, 3, 8, 24, 100, 4000, 4032, 4033, 100000 };
	_cleanup_(arena_freep) struct arena *arena = arena_new();

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		unsigned char *memory = arena_alloc(arena, sizes[i]);

		NOTE("%zu bytes", sizes[i]);
		CHECK(memory);
		CHECK_INT((uintptr_t)memory % alignof(max_align_t), 0);
		CHECK(is_zero(memory, sizes[i]));
		memset(memory, 0xff, sizes[i]);
	}
}

static void keeps_allocations_apart(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	unsigned char *memory[200];

	for (size_t i = 0; i < 200; i++) {
		memory[i] = arena_alloc(arena, i * 7 + 1);
		CHECK(memory[i]);
		memset(memory[i], (int)i, i * 7 + 1);
	}
	for (size_t i = 0; i < 200; i++)
		for (size_t at = 0; at < i * 7 + 1; at++)
			CHECK_INT(memory[i][at], i);
}

static void fills_a_chunk_beside_an_oversized_one(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const char *first = arena_alloc(arena, 16), *second;

	CHECK(arena_alloc(arena, 1 << 20));
	second = arena_alloc(arena, 16);
	CHECK_INT(second - first, 16);
}

static void refuses_what_does_not_fit(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();

	CHECK(!arena_alloc(arena, SIZE_MAX));
	CHECK(!arena_array(arena, SIZE_MAX / 4, 8));
	CHECK(!arena_array(arena, 2, SIZE_MAX));
	CHECK(arena_array(arena, 0, 8));
	CHECK(arena_array(arena, 8, 0));
}

static void grows_lists(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	size_t *list = NULL, room = 0, moves = 0;

	for (size_t n = 0; n < 1000; n++) {
		size_t *grown = arena_grow(arena, list, n, sizeof(*grown), &room);

		CHECK(grown && room > n);
		moves += grown != list;
		list = grown;
		list[n] = n;
	}
	for (size_t n = 0; n < 1000; n++)
		CHECK(list[n] == n);
	/* Twice as long each time: 32, 64, ... 1024. */
	CHECK_INT(moves, 6);
	/* What does not fit leaves everything as it was. */
	room = 1000;
	CHECK(!arena_grow(arena, list, 1000, SIZE_MAX / 1001, &room));
	CHECK_INT(room, 1000);
	room = SIZE_MAX / 2 + 1;
	CHECK(!arena_grow(arena, list, room, 1, &room));
	CHECK(room == SIZE_MAX / 2 + 1);
}

static void copies_and_prints_text(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	char source[] = "vfio-pci";
	const char *copy = arena_text(arena, source);

	source[0] = 'x';
	CHECK_TEXT(copy, "vfio-pci");
	CHECK_TEXT(arena_text(arena, ""), "");
	CHECK_TEXT(arena_textn(arena, "abcdef", 3), "abc");
	CHECK_TEXT(arena_textn(arena, "abc", 30), "abc");
	CHECK_TEXT(arena_printf(arena, "%s/%u", "dev/vfio", 12U), "dev/vfio/12");
	CHECK_INT(strlen(arena_printf(arena, "%9000d", 1)), 9000);
}

static void frees_nothing_too(void)
{
	arena_free(NULL);
}

TESTS(TEST(gives_zeroed_aligned_memory), TEST(keeps_allocations_apart),
      TEST(fills_a_chunk_beside_an_oversized_one), TEST(refuses_what_does_not_fit),
      TEST(grows_lists), TEST(copies_and_prints_text), TEST(frees_nothing_too))
