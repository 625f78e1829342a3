/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The .tree format as it is described, and its errors by line. */
#include "support/tree.h"

#include <errno.h>
#include <string.h>

#include "test.h"

static void is_expanded(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(
		"# a comment\n\n"
		"a/text = two words\\tand = : -> \\\\ \\x41\n"
		"a/nothing =\n"
		"a/bytes : 00ff0a\n"
		"a/empty :\n"
		"a/axi:gpu -> ../b -> c\n"
		"a/deep/folder/\n"
		"with\\x20blank = x\n");
	_cleanup_(freep) char *photo = tree_photo(fixture->root.fd);

	CHECK_TEXT(photo, "d a\n"
	                  "l a/axi:gpu -> ../b -> c\n"
	                  "f a/bytes =\\x00\\xff\\x0a\n"
	                  "d a/deep\n"
	                  "d a/deep/folder\n"
	                  "f a/empty =\n"
	                  "f a/nothing =\\x0a\n"
	                  "f a/text =two words\\x09and = : -> \\ A\\x0a\n"
	                  "f with blank =x\\x0a\n");
}

static void is_refused_by_line(void)
{
	static const char *const rows[] = { "path",   "path text",    "/etc = x",
		                            "a/ = x", "a : 0",        "a : 0g",
		                            "a ->",   "a = \\q",      "a => x",
		                            " = x",   "taken = twice" };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(NULL);
		struct fault f = { 0 };
		char text[64];

		NOTE("%s", rows[i]);
		(void)snprintf(text, sizeof(text), "taken = once\n%s\n", rows[i]);
		CHECK(tree_expand(fixture->root.fd, text, &f) < 0);
		CHECK(strstr(f.text, "line 2"));
	}
}

TESTS(TEST(is_expanded), TEST(is_refused_by_line))
