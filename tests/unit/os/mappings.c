/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices that stay mapped: found by what the mapping leads to, never by its name. */
#include "os/mappings.h"

#include <errno.h>

#include "support/tree.h"
#include "test.h"

/* clang-format off */
/* Links lead to nodes that every machine has. */
#define LINK(range, to) "proc/7/map_files/" range " -> " to "\n"

static const char mapped[] =
	"proc/7/maps = "
	"00400000-00401000 r-xp 00000000 08:01 11                         /usr/bin/x\\n"
	"7f0000000000-7f0000001000 rw-s 00000000 00:05 12                 /dev/odd "
        "name\\n"
	"7f0000001000-7f0000002000 rw-s 00001000 00:05 12                 /dev/odd "
        "name\\n"
	"7f0000002000-7f0000003000 rw-p 00000000 00:00 0 \\n"
	"7f0000003000-7f0000004000 rw-s 00000000 00:05 13                 /dev/gone\\n"
	"7ffc00000000-7ffc00001000 rw-p 00000000 00:00 0                  [stack]\n" LINK(
		"400000-401000", "../maps") LINK("7f0000000000-7f0000001000", "/dev/null")
		LINK("7f0000001000-7f0000002000", "/dev/null");

static const char other[] =
	"proc/8/maps = 00400000-00401000 r-xp 00000000 08:01 11            /usr/bin/x\\n"
	"00402000-00403000 rw-s 00000000 00:05 14                 /chroot/zero\n"
	"proc/8/map_files/402000-403000 -> /dev/zero\n";

/* clang-format on */

static void tells_devices_by_number(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(mapped);
	_cleanup_(mappings_freep) struct mappings *mappings = mappings_new();
	char text[512];

	fixture_add(fixture, other);
	CHECK_INT(mappings_read(mappings, &fixture->root, "proc/7", text, sizeof(text)),
	          0);
	/* Once, however often it is mapped. */
	CHECK_TEXT(text, "char 1:3 /dev/odd name\n");
	CHECK_INT(mappings_read(mappings, &fixture->root, "proc/8", text, sizeof(text)),
	          0);
	CHECK_TEXT(text, "char 1:5 /chroot/zero\n");
	/* What was a device is looked at again in the next process. */
	CHECK_INT(mappings_read(mappings, &fixture->root, "proc/7", text, sizeof(text)),
	          0);
	CHECK_TEXT(text, "char 1:3 /dev/odd name\n");
}

static void tells_what_it_cannot_see(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(mapped);
	_cleanup_(mappings_freep) struct mappings *mappings = mappings_new();
	char text[512];

	/* Ended. */
	CHECK_INT(mappings_read(mappings, &fixture->root, "proc/9", text, sizeof(text)),
	          0);
	CHECK_TEXT(text, "");
	CHECK_INT(mappings_read(mappings, &fixture->root, "proc/7", text, 8), -EFBIG);
	fixture_add(fixture, "proc/6/map_files/\nproc/6/maps -> maps\n");
	CHECK_INT(mappings_read(mappings, &fixture->root, "proc/6", text, sizeof(text)),
	          -ELOOP);
	fixture_add(fixture, "proc/5/maps = 00400000-00401000 r-xp 0 08:01 15 /x\n"
	                     "proc/5/map_files/400000-401000 -> 400000-401000\n");
	CHECK_INT(mappings_read(mappings, &fixture->root, "proc/5", text, sizeof(text)),
	          -ELOOP);
}

TESTS(TEST(tells_devices_by_number), TEST(tells_what_it_cannot_see))
