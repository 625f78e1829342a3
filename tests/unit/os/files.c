/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files change at once or not at all, and never through a link. */
#include "os/files.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/tree.h"
#include "test.h"

static void are_replaced(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture =
		fixture_new("a/old = before\n");
	mode_t mode;
	uid_t uid;
	gid_t gid;
	char text[32];

	(void)umask(077);
	for (int i = 0; i < 2; i++) {
		NOTE("round %d", i);
		CHECK_INT(replace_file(&fixture->root, "a/old", "after\n", 0644), 0);
		CHECK_INT(root_read(&fixture->root, "a/old", text, sizeof(text)), 0);
		CHECK_TEXT(text, "after");
		CHECK_INT(file_owner(&fixture->root, "a/old", &uid, &gid, &mode), 0);
		CHECK_INT(mode, 0644);
		CHECK_INT(uid, geteuid());
		CHECK_INT(root_read(&fixture->root, "a/" FILE_TEMPORARY, text,
		                    sizeof(text)),
		          -ENOENT);
	}
	CHECK_INT(replace_file(&fixture->root, "top", "", 0600), 0);
	CHECK_INT(root_read(&fixture->root, "top", text, sizeof(text)), 0);
	CHECK_TEXT(text, "");
	CHECK_INT(replace_file(&fixture->root, "b/new", "x", 0600), -ENOENT);
}

static void are_not_written_through_links(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(
		"target = kept\na/link -> ../target\n"
		"b/" FILE_TEMPORARY " -> ../target\n");
	char text[32];

	CHECK_INT(replace_file(&fixture->root, "a/link", "new\n", 0600), 0);
	CHECK_INT(root_read(&fixture->root, "a/link", text, sizeof(text)), 0);
	CHECK_TEXT(text, "new");
	CHECK_INT(replace_file(&fixture->root, "b/file", "new\n", 0600), -ELOOP);
	CHECK_INT(root_read(&fixture->root, "target", text, sizeof(text)), 0);
	CHECK_TEXT(text, "kept");
}

static void are_removed(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new("a/old = x\n");

	CHECK_INT(remove_file(&fixture->root, "a/old"), 0);
	CHECK_INT(remove_file(&fixture->root, "a/old"), -ENOENT);
	CHECK_INT(remove_file(&fixture->root, "b/old"), -ENOENT);
}

static void have_directories(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new("file = x\n");
	mode_t mode;
	uid_t uid;
	gid_t gid;

	(void)umask(077);
	CHECK_INT(make_directory(&fixture->root, "run", 0755), 0);
	CHECK_INT(make_directory(&fixture->root, "run", 0755), 0);
	CHECK_INT(make_directory(&fixture->root, "run/deep", 0700), 0);
	CHECK_INT(make_directory(&fixture->root, "no/deep", 0700), -ENOENT);
	CHECK_INT(file_owner(&fixture->root, "run", &uid, &gid, &mode), 0);
	CHECK_INT(mode, 0755);
}

static void have_owners(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture =
		fixture_new("node = x\nlink -> node\n");
	mode_t mode;
	uid_t uid;
	gid_t gid;

	CHECK_INT(set_file_owner(&fixture->root, "node", geteuid(), getegid(), 0640), 0);
	CHECK_INT(file_owner(&fixture->root, "node", &uid, &gid, &mode), 0);
	CHECK_INT(mode, 0640);
	CHECK_INT(uid, geteuid());
	CHECK_INT(gid, getegid());
	CHECK_INT(file_owner(&fixture->root, "absent", &uid, &gid, &mode), -ENOENT);
	CHECK_INT(set_file_owner(&fixture->root, "absent", 0, 0, 0600), -ENOENT);
}

TESTS(TEST(are_replaced), TEST(are_not_written_through_links), TEST(are_removed),
      TEST(have_directories), TEST(have_owners))
