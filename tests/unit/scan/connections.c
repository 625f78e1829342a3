/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Over what whoever runs us comes: by the variable, and by the processes above. */
#include <errno.h>

#include "base/text.h"
#include "scan/network.h"
#include "support/tree.h"
#include "test.h"

/* Above us a shell with a socket of no use, above that sshd, above that the first
 * process. */
#define ABOVE                                                                        \
	"proc/500/stat = 500 (a) S) S 400 500 500 0\n"                               \
	"proc/500/fd/3 -> socket:[1001]\nproc/500/fd/4 -> /dev/null\n"               \
	"proc/400/stat = 400 (sshd) S 1 400 400 0\nproc/400/fd/5 -> socket:[1002]\n" \
	"proc/1/stat = 1 (init) S 0 1 1 0\nproc/1/fd/5 -> socket:[1009]\n"

#define HEAD                                                                           \
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt " \
	"uid"
#define ROW(local, peer, state, inode)                                         \
	"\\n   0: " local " " peer " " state " 00000000:00000000 00:00000000 " \
	"00000000     0        0 " inode " 2 0"
#define V4(rows) "proc/self/net/tcp = " HEAD rows "\n"
#define V6(rows) "proc/self/net/tcp6 = " HEAD rows "\n"

/* 192.0.2.1, 192.0.2.9 and fe80::1, fe80::9 in words of a little-endian machine. */
#define HERE    "010200C0:0016"
#define THERE   "090200C0:8000"
#define HERE_6  "000080FE000000000000000001000000:0016"
#define THERE_6 "000080FE000000000000000009000000:8000"

static int read_all(const char *tree, const char *variable, bool is_acting, char **ret)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(tree);
	_cleanup_(scan_freep) struct scan *scan = scan_new(&fixture->root, NULL);
	char own[128];

	CHECK_INT(text_format(own, sizeof(own),
	                      "proc/%d/stat = 7 (vfioprep) R 500 1 1 0\n", (int)getpid()),
	          0);
	fixture_add(fixture, own);
	scan_set_peer(scan, variable);
	if (is_acting)
		scan_may_claim(scan);
	return connections_read(scan, ret);
}

static void finds_connections(void)
{
	static const struct {
		const char *tree, *variable, *wanted;
	} rows[] = {
		{ ABOVE, NULL, "" },
		{ ABOVE, "192.0.2.9 50000 192.0.2.1 22", "192.0.2.9 192.0.2.1\n" },
		{ ABOVE, "fe80::9%eth0 50000 fe80::1%eth0 22",
		  "fe80::9%eth0 fe80::1%eth0\n" },
		{ ABOVE, "nonsense", "" },
		{ ABOVE, "", "" },
		{ ABOVE V4(ROW(HERE, THERE, "01", "1002")), NULL,
		  "192.0.2.9 192.0.2.1\n" },
		{ ABOVE V6(ROW(HERE_6, THERE_6, "01", "1002")), NULL,
		  "fe80::9 fe80::1\n" },
		/* It listens, it has ended, it is another's, it is everybody's. */
		{ ABOVE V4(ROW(HERE, THERE, "0A", "1002")), NULL, "" },
		{ ABOVE V4(ROW(HERE, THERE, "08", "1002")), NULL, "" },
		{ ABOVE V4(ROW(HERE, THERE, "01", "1003")), NULL, "" },
		{ ABOVE V4(ROW(HERE, THERE, "01", "1009")), NULL, "" },
		{ "", NULL, "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(freep) char *text = NULL;

		NOTE("row %zu", i);
		CHECK_INT(read_all(rows[i].tree, rows[i].variable, true, &text), 0);
		CHECK_TEXT(text, rows[i].wanted);
	}
}

static void refuses_what_it_cannot_read(void)
{
	static const char *const trees[] = {
		ABOVE V4(ROW("010200C0", THERE, "01", "1002")),
		ABOVE V4(ROW(HERE, "0902:8000", "01", "1002")),
		ABOVE V4(ROW(HERE, "0902000G:8000", "01", "1002")),
		"proc/500/stat = 500 (sh",
		"proc/500/stat = 500 (sh) S x",
	};

	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
		_cleanup_(freep) char *text = NULL;

		NOTE("row %zu", i);
		CHECK(read_all(trees[i], NULL, true, &text) < 0);
		CHECK_TEXT(text, NULL);
	}
}

/* It ends, though everybody is above everybody. */
static void ends(void)
{
	_cleanup_(freep) char *text = NULL;

	CHECK_INT(read_all("proc/500/stat = 500 (a) S 400 5 5 0\n"
	                   "proc/400/stat = 400 (b) S 500 4 4 0\n",
	                   NULL, true, &text),
	          0);
	CHECK_TEXT(text, "");
}

TESTS(TEST(finds_connections), TEST(refuses_what_it_cannot_read), TEST(ends))
