/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No path leads out of the root, and what is read is the whole file or an error. */
#include "os/root.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "support/tree.h"
#include "test.h"

static const char tree[] = "etc/name = inside\n"
			   "absolute -> /etc/name\n"
			   "climbing -> ../../../../../../etc/name\n"
			   "deep/er/climbing -> ../../../../../../../../etc/name\n"
			   "loop -> loop\n"
			   "dangling -> nowhere\n"
			   "empty :\n"
			   "newline : 0a\n"
			   "two = a\\n\n"
			   "bare : 616263\n"
			   "nul : 610062\n"
			   "four = 1234\n"
			   "directory/\n";

static void contains_every_path(void)
{
	static const char *const paths[] = {
		"etc/name", "/etc/name",        "../etc/name",           "absolute",
		"climbing", "deep/er/climbing", "deep/../../../etc/name"
	};
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(tree);

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		char text[32];

		NOTE("%s", paths[i]);
		CHECK_INT(root_read(&fixture->root, paths[i], text, sizeof(text)), 0);
		CHECK_TEXT(text, "inside");
	}
}

static void reads_whole_files_as_text(void)
{
	static const struct {
		const char *path;
		size_t size;
		int answer;
		const char *text;
	} rows[] = {
		{ "empty", 8, 0, "" },
		{ "newline", 8, 0, "" },
		{ "two", 8, 0, "a\n" },
		{ "bare", 8, 0, "abc" },
		{ "bare", 4, 0, "abc" },
		{ "bare", 3, -EFBIG, NULL },
		{ "four", 6, 0, "1234" },
		{ "four", 5, -EFBIG, NULL },
		{ "nul", 8, -EBADMSG, NULL },
		{ "absent", 8, -ENOENT, NULL },
		{ "dangling", 8, -ENOENT, NULL },
		{ "loop", 8, -ELOOP, NULL },
		{ "directory", 8, -EISDIR, NULL },
		{ "four/x", 8, -ENOTDIR, NULL },
	};
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(tree);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[8];

		NOTE("%s in %zu bytes", rows[i].path, rows[i].size);
		CHECK_INT(root_read(&fixture->root, rows[i].path, text, rows[i].size),
		          rows[i].answer);
		if (rows[i].text)
			CHECK_TEXT(text, rows[i].text);
	}
}

/* Who waits for a FIFO here is stopped by the test's own time limit. */
static void waits_for_nobody(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new("plain = x\n");
	_cleanup_(close_fdp) int other = -1;
	char text[8];

	CHECK_INT(mkfifoat(fixture->root.fd, "fifo", 0600), 0);
	CHECK_INT(root_read(&fixture->root, "fifo", text, sizeof(text)), -ENXIO);
	CHECK_INT(root_read_bytes(&fixture->root, "fifo", text, sizeof(text)), -ENXIO);
	CHECK_INT(dir_read(fixture->root.fd, "fifo", text, sizeof(text)), -ENXIO);
	/* With somebody at its other end, who says nothing. */
	other = openat(fixture->root.fd, "fifo", O_RDWR | O_CLOEXEC);
	CHECK(other >= 0);
	CHECK_INT(root_read(&fixture->root, "fifo", text, sizeof(text)), -ENXIO);
	CHECK_INT(dir_read(fixture->root.fd, "fifo", text, sizeof(text)), -EAGAIN);
	CHECK_INT(root_read(&fixture->root, "plain", text, sizeof(text)), 0);
}

static void reads_bytes(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(tree);
	char bytes[8];

	CHECK_INT(root_read_bytes(&fixture->root, "nul", bytes, sizeof(bytes)), 3);
	CHECK_INT(memcmp(bytes, "a\0b", 3), 0);
	CHECK_INT(root_read_bytes(&fixture->root, "four", bytes, 2), 2);
	CHECK_INT(root_read_bytes(&fixture->root, "absent", bytes, 2), -ENOENT);
}

static void reads_links(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(tree);
	char target[64], small[5];

	CHECK_INT(root_readlink(&fixture->root, "absolute", target, sizeof(target)), 0);
	CHECK_TEXT(target, "/etc/name");
	CHECK_INT(root_readlink(&fixture->root, "loop", target, sizeof(target)), 0);
	CHECK_TEXT(target, "loop");
	CHECK_INT(root_readlink(&fixture->root, "absolute", small, sizeof(small)),
	          -ENAMETOOLONG);
	CHECK_INT(root_readlink(&fixture->root, "absent", target, sizeof(target)),
	          -ENOENT);
	CHECK(root_readlink(&fixture->root, "four", target, sizeof(target)) < 0);
}

static void lists_directories(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(tree);
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int n = 0;

	CHECK_INT(root_opendir(&fixture->root, "etc", &stream), 0);
	while ((entry = readdir(stream)))
		n += strcmp(entry->d_name, "name") == 0;
	CHECK_INT(n, 1);
	CHECK_INT(root_opendir(&fixture->root, "four", &stream), -ENOTDIR);
}

static void follows_no_link_in_a_directory(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(tree);
	char text[32];

	CHECK_INT(dir_read(fixture->root.fd, "four", text, sizeof(text)), 0);
	CHECK_TEXT(text, "1234");
	CHECK_INT(dir_read(fixture->root.fd, "absolute", text, sizeof(text)), -ELOOP);
	CHECK_INT(dir_readlink(fixture->root.fd, "absolute", text, sizeof(text)), 0);
	CHECK_TEXT(text, "/etc/name");
}

static void opens_nothing_that_is_not_there(void)
{
	struct root root = { .fd = -7 };
	struct fault f = { 0 };

	CHECK_INT(root_open("/nonexistent/at all", &root, &f), -ENOENT);
	CHECK_INT(root.fd, -7);
	CHECK(strstr(f.text, "/nonexistent/at all"));
}

static void is_live_only_when_not_named(void)
{
	struct root root;

	CHECK_INT(root_open("/", &root, NULL), 0);
	CHECK(!root.live);
	root_close(&root);
	CHECK_INT(root.fd, -1);
	root_close(&root);
	CHECK_INT(root_open(NULL, &root, NULL), 0);
	CHECK(root.live);
	root_close(&root);
}

TESTS(TEST(contains_every_path), TEST(reads_whole_files_as_text), TEST(waits_for_nobody),
      TEST(reads_bytes), TEST(reads_links), TEST(lists_directories),
      TEST(follows_no_link_in_a_directory), TEST(opens_nothing_that_is_not_there),
      TEST(is_live_only_when_not_named))
