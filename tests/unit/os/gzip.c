/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packed and plain files, whole, cut off, broken and too large. */
#include "os/gzip.h"

#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "support/tree.h"
#include "test.h"

/* "hello" and a newline, packed by gzip -n. */
#define PACKED "1f8b08000000000002ffcb48cdc9c9e7020020303a3606000000"

static int unpack(const char *tree, size_t max, char **ret)
{
	struct fixture *fixture = fixture_new(tree);
	int r = root_read_unpacked(&fixture->root, "file", max, ret);

	fixture_free(fixture);
	return r;
}

static void whole_files(void)
{
	static const char *const trees[] = { "file : " PACKED "\n", "file = hello\n" };

	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
		_cleanup_(freep) char *text = NULL;

		NOTE("%s", trees[i]);
		CHECK_INT(unpack(trees[i], 6, &text), 0);
		CHECK_TEXT(text, "hello\n");
	}
}

static void an_empty_file(void)
{
	_cleanup_(freep) char *text = NULL;

	CHECK_INT(unpack("file :\n", 6, &text), 0);
	CHECK_TEXT(text, "");
}

static void what_cannot_be_read(void)
{
	static const struct {
		const char *tree;
		size_t max;
		int error;
	} rows[] = {
		{ "file : " PACKED "\n", 5, -EFBIG },
		{ "file = hello\n", 5, -EFBIG },
		{ "file : 1f8b08000000000002ffcb48cdc9c9e7020020303a\n", 99, -EBADMSG },
		{ "file : 1f8b08000000000002ffcb48cdc9c9e7020021303a3606000000\n", 99,
		  -EBADMSG },
		{ "file : 68006c6c6f\n", 99, -EBADMSG },
		{ "other = hello\n", 99, -ENOENT },
		{ "file -> file\n", 99, -ELOOP },
		{ "file/\n", 99, -EISDIR },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *text = NULL;

		NOTE("%s", rows[i].tree);
		CHECK_INT(unpack(rows[i].tree, rows[i].max, &text), rows[i].error);
		CHECK(!text);
	}
}

TESTS(TEST(whole_files), TEST(an_empty_file), TEST(what_cannot_be_read))
