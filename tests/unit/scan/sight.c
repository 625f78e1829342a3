/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the host is, and where somebody else is. */
#include "scan/sight.h"

#include "support/tree.h"
#include "test.h"

#define FIRST     "proc/self/ns/pid -> pid:[4026531836]\n"
#define NET(a, b) "proc/self/ns/net -> net:[" a "]\nproc/1/ns/net -> net:[" b "]\n"
#define MNT(a, b) "proc/self/ns/mnt -> mnt:[" a "]\nproc/1/ns/mnt -> mnt:[" b "]\n"
#define ROOT      "24 1 8:1 / / rw - ext4 /dev/sda1 rw"
#define DEV       "\\n25 24 0:5 / /dev rw - devtmpfs dev rw"
#define RUN       "\\n26 24 0:25 / /run rw - tmpfs run rw"
#define OTHERS                                                                           \
	DEV RUN "\\n27 24 0:22 / /sys rw - sysfs sys rw\\n28 24 0:23 / /proc rw - proc " \
		"proc rw"
#define TABLES(own, host) "proc/self/mountinfo = " own "\nproc/1/mountinfo = " host "\n"
#define SAME              FIRST NET("1", "1")
#define APART             SAME MNT("2", "3")

static const struct row {
	const char *tree;
	bool must_know;
	enum answer blind;
	const char *what, *value;
} rows[] = {
	{ SAME MNT("2", "2"), true, NO, NULL, NULL },
	{ FIRST NET("1", "1") MNT("2", "2"), false, NO, NULL, NULL },
	/* A container; its first process is 1 there too. */
	{ "proc/self/ns/pid -> pid:[4026532198]\n" NET("1", "1") MNT("2", "2"), true, YES,
	  "pid namespace", "pid:[4026532198]" },
	{ "proc/self/ns/pid -> pid:[4026532198]\n", false, YES, "pid namespace",
	  "pid:[4026532198]" },
	{ FIRST NET("7", "1") MNT("2", "2"), true, YES, "network namespace", "net:[7]" },
	/* A service whose directories are the host's, though some are read-only. */
	{ APART TABLES(ROOT OTHERS, ROOT OTHERS), true, NO, NULL, NULL },
	{ APART TABLES(ROOT OTHERS "\\n40 24 8:1 / / ro - ext4 /dev/sda1 rw",
	               ROOT OTHERS),
	  true, NO, NULL, NULL },
	{ APART TABLES("24 1 0:99 / / rw - overlay overlay rw" OTHERS, ROOT OTHERS), true,
	  YES, "/", "0:99 /" },
	{ APART TABLES("24 1 8:1 /srv / rw - ext4 /dev/sda1 rw" OTHERS, ROOT OTHERS),
	  true, YES, "/", "8:1 /srv" },
	{ APART TABLES(ROOT DEV "\\n26 24 0:77 / /run rw - tmpfs run rw", ROOT DEV RUN),
	  true, YES, "/run", "0:77 /" },
	{ APART TABLES(ROOT RUN "\\n41 24 0:78 / /dev rw - tmpfs private rw",
	               ROOT DEV RUN),
	  true, YES, "/dev", "0:78 /" },
	{ APART TABLES(ROOT DEV, ROOT DEV RUN), true, YES, "/run", "none" },
	/* Not known. Who plans only need not know all. */
	{ "", true, UNSURE, "pid namespace", NULL },
	{ "", false, UNSURE, "pid namespace", NULL },
	{ FIRST, true, UNSURE, "network namespace", NULL },
	{ FIRST "proc/self/ns/net -> net:[1]\n", true, UNSURE, "network namespace",
	  NULL },
	{ FIRST "proc/self/ns/net -> net:[1]\nproc/self/ns/mnt -> mnt:[2]\n", false, NO,
	  NULL, NULL },
	{ SAME "proc/self/ns/mnt -> mnt:[2]\n", true, UNSURE, "mount namespace", NULL },
	{ APART, true, UNSURE, "mount namespace", NULL },
	{ APART TABLES("nonsense", ROOT OTHERS), true, UNSURE, "mount namespace", NULL },
};

static void tells_where_we_are(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(fixture_freep) struct fixture *fixture =
			fixture_new(rows[i].tree);
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct sight sight = { 0 };

		NOTE("row %zu", i);
		CHECK_INT(sight_look(&fixture->root, arena, rows[i].must_know, &sight),
		          0);
		CHECK_INT(sight.known, rows[i].blind == UNSURE ? UNKNOWN : KNOWN);
		CHECK_INT(sight.is_blind, rows[i].blind == YES);
		CHECK_TEXT(sight.what, rows[i].what);
		CHECK_TEXT(sight.value, rows[i].value);
		CHECK(rows[i].blind == NO || sight.path);
	}
}

TESTS(TEST(tells_where_we_are))
