/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "hello" and a newline in every way of packing, whole, cut and broken. */
#include "os/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "support/tree.h"
#include "test.h"

/* By gzip -n, xz --check=crc32, xz --format=lzma, bzip2, zstd --no-check, lz4 -l, lz4. */
#define GZIP "1f8b0800000000000003cb48cdc9c9e7020020303a3606000000"
#define XZ                                                                   \
	"fd377a585a0000016922de360200210116000000742fe5a301000568656c6c6f0a" \
	"00000020303a3600011a06c5eac8799042990d010000000001595a"
#define LZMA "5d00008000ffffffffffffffff00341949ee8ddd3d3adfffffdd120000"
#define BZIP2                                                        \
	"425a6839314159265359c1c080e2000001410000100244a00030cd00c3" \
	"462997177245385090c1c080e2"
#define ZSTD   "28b52ffd005831000068656c6c6f0a"
#define LZ4OLD "02214c18070000006068656c6c6f0a"
#define LZ4    "04224d186040820600008068656c6c6f0a00000000"

/* What stands behind the dictionary's size. */
#define XZ_REST                                    \
	"01000568656c6c6f0a00000020303a3600011a06" \
	"c5eac8799042990d010000000001595a"
#define LZMA_REST "ffffffffffffffff00341949ee8ddd3d3adfffffdd120000"

/* What is packed at AT of a file of these bytes; the number of bytes or an error, and up
 * to where they were used. */
static int unpack(const char *hex, uint64_t at, char text[64], uint64_t *used)
{
	char tree[512];
	struct fixture *fixture;
	struct unpacker *unpacker = NULL;
	int fd, r, n = 0;

	CHECK(snprintf(tree, sizeof(tree), "file : %s\n", hex) < (int)sizeof(tree));
	fixture = fixture_new(tree);
	fd = root_open_file(&fixture->root, "file", O_RDONLY, 0);
	CHECK(fd >= 0);
	memset(text, 0, 64);
	r = unpacker_open(fd, at, &unpacker);
	while (r == 0 && n < 63) {
		ssize_t got = unpacker_read(unpacker, text + n, 63 - (size_t)n);

		if (got <= 0) {
			r = (int)got;
			break;
		}
		n += (int)got;
	}
	if (unpacker)
		*used = unpacker_used(unpacker);
	unpacker_close(unpacker);
	close_fdp(&fd);
	fixture_free(fixture);
	return r < 0 ? r : n;
}

static void every_way(void)
{
	static const char *const files[] = { GZIP, XZ, LZMA, BZIP2, ZSTD, LZ4OLD, LZ4 };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		uint64_t used = 0;
		char text[64], behind[512];

		NOTE("%s", files[i]);
		CHECK_INT(unpack(files[i], 0, text, &used), 6);
		CHECK_TEXT(text, "hello\n");
		CHECK_INT(used, strlen(files[i]) / 2);
		/* Behind something else. */
		CHECK(snprintf(behind, sizeof(behind), "00000000%s", files[i]) > 0);
		CHECK_INT(unpack(behind, 4, text, &used), 6);
		CHECK_INT(used, strlen(files[i]) / 2 + 4);
	}
}

static void what_stands_behind(void)
{
	uint64_t used = 0;
	char text[64];

	CHECK_INT(unpack(GZIP "30373037", 0, text, &used), 6);
	CHECK_INT(used, strlen(GZIP) / 2);
}

static void what_is_broken(void)
{
	static const struct {
		const char *hex;
		uint64_t at;
		int error;
	} rows[] = {
		{ "", 0, -EBADMSG },
		{ "30373037", 0, -EBADMSG },
		{ GZIP, 1, -EBADMSG },
		{ GZIP, 999, -EBADMSG },
		{ "1f8b0800000000000003cb48cdc9c9e702", 0, -EBADMSG },
		{ "fd377a585a0000016922de36020021", 0, -EBADMSG },
		{ "28b52ffd0058310000", 0, -EBADMSG },
		{ "28b52ffdff", 0, -EBADMSG },
		{ "894c5a4f000d0a1a0a00000000", 0, -EOPNOTSUPP },
		/* Packed by gzip, and again. */
		{ "1f8b080000000000000393efe6600003e6d31e674f9e7ccec4a0606065c6"
		  "0614030045e46f471a000000",
		  0, -EBADMSG },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t used;
		char text[64];

		NOTE("row %zu", i);
		CHECK_INT(unpack(rows[i].hex, rows[i].at, text, &used), rows[i].error);
	}
}

/* "hello" again, with a dictionary for it that is larger than there is a reason for. */
static void what_wants_memory(void)
{
	static const struct {
		const char *hex;
		int answer;
	} rows[] = {
		/* 128 MiB, 192 MiB, 4 GiB, one and a half behind a filter for x86. */
		{ "fd377a585a0000016922de36020021011e0000009b075166" XZ_REST, 6 },
		{ "fd377a585a0000016922de36020021011f000000fe60edde" XZ_REST, -EFBIG },
		{ "fd377a585a0000016922de360200210128000000e6a011b3" XZ_REST, -EFBIG },
		{ "fd377a585a0000016922de3602010400210124007cd245f2" XZ_REST, -EFBIG },
		/* With both of the sizes in front of it. */
		{ "fd377a585a0000016922de3602c00a0621011600e28615c0" XZ_REST, 6 },
		{ "fd377a585a0000016922de3602c00a06210124000000000001", -EFBIG },
		/* Behind a delta, cut, of no size that there is, and none at all. */
		{ "fd377a585a0000016922de360201030103210124", -EFBIG },
		{ "fd377a585a0000016922de3602010301032101", -EBADMSG },
		{ "fd377a585a0000016922de36020021012900000000000000", -EBADMSG },
		{ "fd377a585a0000016922de3602", -EBADMSG },
		/* lzma: 128 MiB, and a byte more. */
		{ "5d00000008" LZMA_REST, 6 },
		{ "5d00000108" LZMA_REST, -EFBIG },
		{ "5d000000ff" LZMA_REST, -EFBIG },
		{ "5d0000", -EBADMSG },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t used;
		char text[64];

		NOTE("row %zu", i);
		CHECK_INT(unpack(rows[i].hex, 0, text, &used), rows[i].answer);
	}
}

TESTS(TEST(every_way), TEST(what_stands_behind), TEST(what_is_broken),
      TEST(what_wants_memory))
