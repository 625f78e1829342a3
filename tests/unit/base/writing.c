/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A writing is what was added, whatever its length. */
#include "base/writing.h"

#include <string.h>

#include "test.h"

static void is_what_was_added(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(writing_free) struct writing writing = { 0 };

	CHECK_TEXT(writing_keep(&writing, arena), "");
	writing_add(&writing, "one");
	writing_add(&writing, "");
	writing_add_escaped(&writing, "\ttwo\\\x01\n");
	writing_add(&writing, "\n");
	CHECK_TEXT(writing_keep(&writing, arena), "one\\ttwo\\\\\\x01\\n\n");
}

static void grows(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(writing_free) struct writing writing = { 0 };
	const char *text;

	for (int i = 0; i < 5000; i++)
		writing_add(&writing, "0123456789");
	for (int i = 0; i < 5000; i++)
		writing_add_escaped(&writing, "\x01");
	text = writing_keep(&writing, arena);
	CHECK_INT((int)strlen(text), 70000);
	CHECK(strncmp(text + 49990, "0123456789\\x01\\x01", 18) == 0);
	CHECK_TEXT(text + 69996, "\\x01");
}

static void keeps_nothing_without_memory(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct writing writing = { .failed = true };

	writing_add(&writing, "x");
	writing_add_escaped(&writing, "x");
	CHECK(!writing_keep(&writing, arena));
}

TESTS(TEST(is_what_was_added), TEST(grows), TEST(keeps_nothing_without_memory))
