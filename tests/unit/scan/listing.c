/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is listed of a directory, however many lie in it, and what is no directory. */
#include "scan/listing.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "support/tree.h"
#include "test.h"

static void sorts_and_leaves_out_what_is_hidden(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(
		"d/b = 1\nd/a.conf = 1\nd/.hidden = 1\nd/B/\nd/c -> nowhere\n"
		"d/a = 1\n");
	static const char *const names[] = { "B", "a", "a.conf", "b", "c" };
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct listing listing;

	CHECK_INT(listing_read(&fixture->root, arena, "d", &listing), 0);
	CHECK(listing.n == sizeof(names) / sizeof(names[0]));
	for (size_t i = 0; i < listing.n && i < sizeof(names) / sizeof(names[0]); i++)
		CHECK_TEXT(listing.names[i], names[i]);
}

#define MANY 1500

static void lists_all_of_many(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(NULL);
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct listing listing;

	for (int i = MANY; i; i--) {
		char line[64];

		snprintf(line, sizeof(line), "d/%04d = x\n", i);
		fixture_add(fixture, line);
	}
	CHECK_INT(listing_read(&fixture->root, arena, "d", &listing), 0);
	CHECK(listing.n == MANY);
	for (size_t i = 0; i < listing.n; i++) {
		char name[24];

		snprintf(name, sizeof(name), "%04zu", i + 1);
		CHECK_TEXT(listing.names[i], name);
	}
}

static void tells_none_from_unreadable(void)
{
	static const struct {
		const char *directory;
		int answer;
	} rows[] = {
		{ "empty", 0 },     { "absent", 0 },      { "absent/d", 0 },
		{ "dangling", 0 },  { "file", -ENOTDIR }, { "file/d", -ENOTDIR },
		{ "loop", -ELOOP },
	};
	_cleanup_(fixture_freep) struct fixture *fixture =
		fixture_new("empty/\nfile = x\nloop -> loop\ndangling -> nowhere\n");
	_cleanup_(arena_freep) struct arena *arena = arena_new();

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct listing listing = { NULL, 7 };

		NOTE("%s", rows[i].directory);
		CHECK_INT(listing_read(&fixture->root, arena, rows[i].directory,
		                       &listing),
		          rows[i].answer);
		CHECK(listing.n == 0);
	}
}

TESTS(TEST(sorts_and_leaves_out_what_is_hidden), TEST(lists_all_of_many),
      TEST(tells_none_from_unreadable))
