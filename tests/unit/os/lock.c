/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One at a time: the second taker is told who the first one is. */
#include "os/lock.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "support/tree.h"
#include "test.h"

static const struct bdf one = { .bus = 1 }, other = { .bus = 2 };

static void is_taken_once(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new("run/\n");
	struct fault f = { 0 };
	char holder[64];
	int fd = lock_machine(&fixture->root, "bind", 0, &f);

	CHECK_TEXT(f.text, "");
	CHECK(fd >= 0);
	CHECK_INT(lock_machine(&fixture->root, "release", 0, &f), -EWOULDBLOCK);
	(void)snprintf(holder, sizeof(holder), "pid %d, bind", (int)getpid());
	CHECK(strstr(f.text, holder));
	CHECK(strstr(f.remedy, "--wait"));
	(void)close(fd);
	fd = lock_machine(&fixture->root, "release", 0, NULL);
	CHECK(fd >= 0);
	(void)close(fd);
}

static void is_waited_for_until_the_deadline(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new("run/\n");
	int fd = lock_machine(&fixture->root, "bind", 0, NULL);
	struct fault f = { 0 };

	CHECK_INT(lock_machine(&fixture->root, "list", clock_now() + 1, &f),
	          -EWOULDBLOCK);
	CHECK_INT(f.error, -EWOULDBLOCK);
	(void)close(fd);
}

static void makes_its_directories(void)
{
	static const char *const paths[] = { LOCK_DIRECTORY, "run/vfioprep/leases",
		                             MARKER_DIRECTORY };
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new("run/\n");
	int fd = lock_machine(&fixture->root, "bind", 0, NULL);

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		_cleanup_(closedirp) DIR *stream = NULL;

		NOTE("%s", paths[i]);
		CHECK_INT(root_opendir(&fixture->root, paths[i], &stream), 0);
	}
	(void)close(fd);
}

static void names_what_it_cannot_make(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new("etc/\n");
	struct fault f = { 0 };

	CHECK_INT(lock_machine(&fixture->root, "bind", 0, &f), -ENOENT);
	CHECK(strstr(f.text, LOCK_DIRECTORY));
}

static void has_a_marker_for_each_device(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(MARKER_DIRECTORY
	                                                               "/\n");
	int first = lock_marker(&fixture->root, one, 0);
	int second = lock_marker(&fixture->root, other, 0);

	CHECK(first >= 0);
	CHECK(second >= 0);
	CHECK_INT(lock_marker(&fixture->root, one, 0), -EWOULDBLOCK);
	CHECK_INT(lock_marker(&fixture->root, one, clock_now() + 1), -EWOULDBLOCK);
	(void)close(first);
	first = lock_marker(&fixture->root, one, 0);
	CHECK(first >= 0);
	(void)close(first);
	(void)close(second);
}

TESTS(TEST(is_taken_once), TEST(is_waited_for_until_the_deadline),
      TEST(makes_its_directories), TEST(names_what_it_cannot_make),
      TEST(has_a_marker_for_each_device))
