/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A write that still runs is seen in proc/locks, without touching its marker. */
#include "scan/marker.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/cleanup.h"
#include "support/tree.h"
#include "test.h"

static const struct bdf nic = { .bus = 3 };

/* What the kernel would print of a lock on the marker, with the pid as given. */
static void lock_line(const struct fixture *fixture, int pid, char *buffer, size_t size)
{
	struct stat st;

	CHECK_INT(fstatat(fixture->root.fd, "run/vfioprep/markers/0000:03:00.0", &st, 0),
	          0);
	CHECK(snprintf(buffer, size,
	               "1: POSIX  ADVISORY  READ 7 00:01:1 0 EOF\n"
	               "2: FLOCK  ADVISORY  WRITE %d %02x:%02x:%lu 0 EOF\n",
	               pid, major(st.st_dev), minor(st.st_dev),
	               (unsigned long)st.st_ino) < (int)size);
}

static void names_the_writer(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture =
		fixture_new("run/vfioprep/markers/0000:03:00.0 :\n");
	char locks[256];
	pid_t pid = 0;

	lock_line(fixture, 4711, locks, sizeof(locks));
	CHECK_INT(marker_holder(&fixture->root, nic, locks, &pid), 0);
	CHECK_INT(pid, 4711);
}

static void a_marker_that_nobody_holds_is_no_writer(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture =
		fixture_new("run/vfioprep/markers/0000:03:00.0 :\n");
	const struct bdf other = { .bus = 4 };
	pid_t pid = 0;

	CHECK_INT(marker_holder(&fixture->root, nic, "", &pid), -ENOENT);
	CHECK_INT(marker_holder(&fixture->root, other, "", &pid), -ENOENT);
	CHECK_INT(pid, 0);
}

static void all_locks_are_read_however_many(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(NULL);
	_cleanup_(freep) char *locks = NULL;

	CHECK_INT(marker_locks(&fixture->root, &locks), -ENOENT);
	fixture_add(fixture, "proc/locks = 1: FLOCK\n");
	CHECK_INT(marker_locks(&fixture->root, &locks), 0);
	CHECK_TEXT(locks, "1: FLOCK");
}

TESTS(TEST(names_the_writer), TEST(a_marker_that_nobody_holds_is_no_writer),
      TEST(all_locks_are_read_however_many))
