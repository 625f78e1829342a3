/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What limits.conf(5) lets a user lock: lines that count, which of them, and what spoils
 * a line. The expectations are those of pam_limits 1.5.2, by its source. */
#include "model/limits.h"

#include "base/text.h"
#include "test.h"

#define KIB  UINT64_C(1024)
#define BASE (8192 * KIB)

/* alice is in kvm and in users, which is her own. */
static const struct account_group groups[] = { { "users", 100 },
	                                       { "kvm", 36 },
	                                       { NULL, 4711 } };
static const struct account alice = { "alice", 1000, 100, groups, 3 };

static const struct row {
	const char *text;
	uint64_t bytes;
	const char *line; /* that says so; NULL: none */
} rows[] = {
	{ "", BASE, NULL },
	{ "alice - memlock 65536", 65536 * KIB, "alice - memlock 65536" },
	{ "  alice\t-\tmemlock\t65536  # for guests\n", 65536 * KIB,
	  "alice\t-\tmemlock\t65536" },
	{ "alice - MemLock UNLIMITED", UNLIMITED, "alice - MemLock UNLIMITED" },
	{ "alice - memlock infinity", UNLIMITED, "alice - memlock infinity" },
	{ "alice - memlock -1", UNLIMITED, "alice - memlock -1" },
	{ "alice - memlock -", UNLIMITED, "alice - memlock -" },
	{ "alice - memlock 18446744073709551615", UNLIMITED,
	  "alice - memlock 18446744073709551615" },
	{ "alice - memlock 99999999999999999999999", UNLIMITED,
	  "alice - memlock 99999999999999999999999" },
	/* It takes the digits, and says nothing of the rest. */
	{ "alice - memlock 8G", 8 * KIB, "alice - memlock 8G" },
	{ "alice - memlock much", BASE, NULL },
	{ "alice - nofile 65536", BASE, NULL },
	{ "bob - memlock 65536", BASE, NULL },
	{ "# alice - memlock 65536", BASE, NULL },
	{ "alice both memlock 65536", BASE, NULL },
	{ "alice - memlock", BASE, NULL },
	/* The soft limit counts, and is never above the hard one. */
	{ "alice hard memlock 65536", BASE, NULL },
	{ "alice soft memlock 65536", BASE, NULL },
	{ "alice soft memlock 65536\nalice hard memlock 131072", 65536 * KIB,
	  "alice soft memlock 65536" },
	{ "alice soft memlock unlimited\nalice hard memlock 65536", 65536 * KIB,
	  "alice hard memlock 65536" },
	{ "alice soft memlock 64", 64 * KIB, "alice soft memlock 64" },
	/* Who is named counts more than a group, that more than everybody. */
	{ "* - memlock 1", KIB, "* - memlock 1" },
	{ "@kvm - memlock 2\n* - memlock 1", 2 * KIB, "@kvm - memlock 2" },
	{ "alice - memlock 3\n@kvm - memlock 2\n* - memlock 1", 3 * KIB,
	  "alice - memlock 3" },
	{ "alice - memlock 3\nalice - memlock 4", 4 * KIB, "alice - memlock 4" },
	{ "@wheel - memlock 2", BASE, NULL },
	{ "%kvm - memlock 2", BASE, NULL },
	/* Ranges of ids; of a group the number alone means any of hers. */
	{ "1000: - memlock 5", 5 * KIB, "1000: - memlock 5" },
	{ ":1000 - memlock 5", 5 * KIB, ":1000 - memlock 5" },
	{ ":1001 - memlock 5", BASE, NULL },
	{ "500:1000 - memlock 5", 5 * KIB, "500:1000 - memlock 5" },
	{ "500:999 - memlock 5", BASE, NULL },
	{ "1001: - memlock 5", BASE, NULL },
	{ ": - memlock 5", BASE, NULL },
	{ "a:b - memlock 5", BASE, NULL },
	{ "@:36 - memlock 5", 5 * KIB, "@:36 - memlock 5" },
	{ "@:4711 - memlock 5", 5 * KIB, "@:4711 - memlock 5" },
	{ "@30:40 - memlock 5", BASE, NULL },
	{ "@100:200 - memlock 5", 5 * KIB, "@100:200 - memlock 5" },
	/* Set free of all limits, and of those that were read before. */
	{ "alice - memlock 3\nalice -", BASE, NULL },
	{ "@kvm -\nalice - memlock 3", BASE, NULL },
	{ "* -\nalice - memlock 3", 3 * KIB, "alice - memlock 3" },
	{ "bob -\nalice - memlock 3", 3 * KIB, "alice - memlock 3" },
};

static void are_as_pam_reads_them(void)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct limit *first = NULL, **end = &first;
		struct allowance got;

		NOTE("%s", rows[i].text);
		CHECK_INT(limits_read(arena, "etc/a", rows[i].text, &end), 0);
		got = limits_memlock(first, &alice, BASE, BASE);
		CHECK(got.bytes == rows[i].bytes);
		CHECK_TEXT(got.by ? got.by->line : NULL, rows[i].line);
		if (got.by)
			CHECK_TEXT(got.by->path, "etc/a");
		/* Only whoever has both limits from lines is independent of the rest. */
		CHECK(got.is_whole ==
		      (limits_memlock(first, &alice, 0, 0).bytes == got.bytes));
	}
	arena_free(arena);
}

static void go_on_in_the_next_file(void)
{
	struct arena *arena = arena_new();
	const struct limit *first = NULL, **end = &first;
	struct allowance got;

	CHECK_INT(limits_read(arena, "etc/a", "alice - memlock 1\nx\n", &end), 0);
	CHECK_INT(limits_read(arena, "etc/b", "alice - memlock 2\n", &end), 0);
	got = limits_memlock(first, &alice, UNLIMITED, UNLIMITED);
	CHECK_INT(got.bytes, 2 * KIB);
	CHECK_TEXT(got.by->path, "etc/b");
	/* A hard limit that is there already holds. */
	got = limits_memlock(first, &alice, 512, 3 * KIB);
	CHECK_INT(got.bytes, 2 * KIB);
	CHECK_INT(limits_memlock(NULL, &alice, 512, KIB).bytes, 512);
	CHECK_INT(limits_memlock(NULL, &alice, UNLIMITED, UNLIMITED).bytes, UNLIMITED);
	arena_free(arena);
}

TESTS(TEST(are_as_pam_reads_them), TEST(go_on_in_the_next_file))
