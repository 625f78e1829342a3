/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Archives whole, several, cut at every byte, and spoilt. */
#include "model/cpio.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "support/archive.h"
#include "test.h"

static const struct archive_file members[] = {
	{ .name = "a", .text = "one" },
	{ .name = "some/longer.name", .text = "of four!" },
	{ .name = "empty", .mode = 040755, .links = 2 },
	{ .name = NULL },
};

/* Reads all that is there; the last answer. TEXT gets the names, with what is in them. */
static int read_all(const char *start, size_t size, char text[256])
{
	struct cpio_file file;
	struct bytes bytes;
	struct cpio cpio = { &bytes.stream, false };
	size_t used = 0;
	int r;

	bytes_open(&bytes, start, size);
	*text = '\0';
	while ((r = cpio_next(&cpio, &file)) == CPIO_FILE) {
		char content[64] = "";

		r = cpio_take(&cpio, &file, file.size < sizeof(content) ? content : NULL);
		if (r < 0)
			return r;
		used += (size_t)snprintf(text + used, 256 - used, "%s:%s ", file.name,
		                         content);
		CHECK(used < 256);
	}
	return r;
}

static void one_and_several(void)
{
	static const char packed[] = { 0x1f, (char)0x8b, 8, 0 };
	static const char all[] = "a:one some/longer.name:of four! empty: ";
	char buffer[4096] = "", text[256];
	size_t n = archive_write(buffer, members);

	CHECK_INT(n % 4, 0);
	CHECK_INT(read_all(buffer, n, text), CPIO_END);
	CHECK_TEXT(text, all);
	/* Zeros up to the next sector, and another. */
	CHECK_INT(read_all(buffer, 1024, text), CPIO_END);
	CHECK_TEXT(text, all);
	(void)archive_write(buffer + 1024, members + 2);
	CHECK_INT(read_all(buffer, 2048, text), CPIO_END);
	CHECK_TEXT(text, "a:one some/longer.name:of four! empty: empty: ");
	CHECK_INT(read_all(buffer, 0, text), CPIO_END);
	/* Something packed behind it. */
	memcpy(buffer + n, packed, sizeof(packed));
	CHECK_INT(read_all(buffer, n + 4, text), CPIO_OTHER);
	CHECK_TEXT(text, all);
}

static void cut_anywhere(void)
{
	char buffer[4096], text[256];
	size_t n = archive_write(buffer, members);

	for (size_t i = 1; i < n; i++) {
		NOTE("cut at %zu", i);
		CHECK_INT(read_all(buffer, i, text), -EBADMSG);
	}
}

static void spoilt(void)
{
	static const struct {
		size_t at;
		const char *bytes;
		int error;
	} rows[] = {
		{ 5, "7", -EBADMSG },         /* 070707: the old form */
		{ 0, "x", CPIO_OTHER },       /* no archive at all */
		{ 20, "-", -EBADMSG },        /* no digit */
		{ 54, "ffffffff", -EBADMSG }, /* more in it than there is */
		{ 94, "00000000", -EBADMSG }, /* without a name */
		{ 94, "00001001", -EBADMSG }, /* with one that is too long */
		{ 94, "00000001", -EBADMSG }, /* with one that has no end */
		{ 94, "00000004", -EBADMSG }, /* with two */
		{ 116, "x", -EBADMSG },       /* where the next header begins */
	};
	char buffer[4096], text[256];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = archive_write(buffer, members);

		NOTE("row %zu", i);
		memcpy(buffer + rows[i].at, rows[i].bytes, strlen(rows[i].bytes));
		CHECK_INT(read_all(buffer, n, text), rows[i].error);
	}
}

static void zeros_without_end(void)
{
	static const char zeros[(1 << 20) + 8];
	char text[256];

	CHECK_INT(read_all(zeros, 1 << 20, text), CPIO_END);
	CHECK_INT(read_all(zeros, 3, text), CPIO_END);
	CHECK_INT(read_all(zeros, sizeof(zeros), text), -EFBIG);
	CHECK_INT(read_all("\0\0x", 3, text), -EBADMSG);
}

static ssize_t fail(void *context, void *buffer, size_t size)
{
	(void)context, (void)buffer, (void)size;
	return -EIO;
}

static void what_cannot_be_read(void)
{
	const struct stream stream = { NULL, fail };
	struct cpio cpio = { &stream, false };
	struct cpio_file file = { .size = 1 };

	CHECK_INT(cpio_next(&cpio, &file), -EIO);
	CHECK_INT(cpio_take(&cpio, &file, NULL), -EIO);
}

TESTS(TEST(one_and_several), TEST(cut_anywhere), TEST(spoilt), TEST(zeros_without_end),
      TEST(what_cannot_be_read))
