/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Images where tools put them, and what is said of those that cannot be read. */
#include "model/initramfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scan/platform.h"
#include "support/archive.h"
#include "support/tree.h"
#include "test.h"

#define RELEASE "proc/sys/kernel/osrelease = 6.1.0-18-lts\n"
#define DEBIAN  "boot/initrd.img-6.1.0-18-lts"
/* An archive in which nothing is but an empty init. By gzip -n. */
#define INIT                                                               \
	"1f8b08000000000000033330373037303440021686a92906d881a10179c014c6" \
	"c8cccb2c616030c0b0130f20d7ce24182324c8d1d3c73548515191010800ec48" \
	"4ee1f0000000"

#define CIRCLE  "links to it lead in a circle"
#define NOTHING "neither an init nor a module is in it"

struct scene {
	struct fixture *fixture;
	struct scan *scan;
	struct host *host;
	const struct initramfs *image;
};

static void look(struct scene *s)
{
	s->scan = scan_new(&s->fixture->root, NULL);
	CHECK(s->scan);
	CHECK_INT(scan_host(s->scan, &s->host, NULL), 0);
	CHECK_INT(scan_platform(s->scan, s->host, PLATFORM_INITRAMFS, NULL), 0);
	s->image = s->host->platform->initramfs;
}

static void tear_down(struct scene *s)
{
	scan_free(s->scan);
	host_free(s->host);
	fixture_free(s->fixture);
}

/* Puts SIZE bytes where an image is looked for. */
static void puts_image(struct scene *s, const char *path, const void *bytes, size_t size)
{
	int fd = openat(s->fixture->root.fd, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	CHECK(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
	close_fdp(&fd);
}

static void places(void)
{
	static const struct {
		const char *path, *more;
		enum known known;
	} rows[] = {
		{ DEBIAN, "", KNOWN },
		{ "boot/initramfs-6.1.0-18-lts.img", "", KNOWN },
		{ "boot/initrd-6.1.0-18-lts", "", KNOWN },
		{ "boot/initramfs-lts", "", KNOWN },
		{ "boot/initramfs-linux.img", "", ABSENT },
		{ "boot/initramfs-linux.img",
		  "usr/lib/modules/6.1.0-18-lts/pkgbase = linux\n", KNOWN },
		{ "boot/abc/6.1.0-18-lts/initrd", "etc/machine-id = abc\n", KNOWN },
		{ "boot/abc/6.1.0-18-lts/initrd", "etc/machine-id = abd\n", ABSENT },
		{ "boot/abc/6.1.0-18-lts/initrd", "etc/machine-id = ../boot/abc\n",
		  ABSENT },
		{ "run/current-system/initrd", "", KNOWN },
		{ "usr/lib/modules/6.1.0-18-lts/initrd", "", KNOWN },
		{ "boot/initrd.img-6.1.0-17-lts", "", ABSENT },
		{ "boot/initrd.img", "", ABSENT },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char tree[512];
		struct scene s;

		NOTE("%s %s", rows[i].path, rows[i].more);
		CHECK(snprintf(tree, sizeof(tree), RELEASE "%s : " INIT "\n%s",
		               rows[i].path, rows[i].more) > 0);
		s.fixture = fixture_new(tree);
		look(&s);
		CHECK_INT(s.image->known, rows[i].known);
		CHECK_TEXT(s.image->path, rows[i].known == KNOWN ? rows[i].path : NULL);
		tear_down(&s);
	}
}

static void what_is_in_it(void)
{
	static const struct archive_file members[] = {
		{ .name = "etc/modprobe.d/a.conf", .text = "options vfio-pci ids=1:2\n" },
		{ .name = "lib/modules/6.1/vfio-pci.ko", .text = "module" },
		{ .name = NULL },
	};
	char buffer[4096] = "";
	struct scene s;

	s.fixture = fixture_new(RELEASE "boot/\n");
	(void)archive_write(buffer, members);
	(void)archive_write(buffer + 2048, members);
	puts_image(&s, DEBIAN, buffer, sizeof(buffer));
	look(&s);
	CHECK_INT(s.image->known, KNOWN);
	CHECK(initramfs_has(s.image, "vfio_pci"));
	CHECK_INT(s.image->n_files, 2);
	tear_down(&s);
}

static void what_cannot_be_read(void)
{
	static const struct {
		const char *tree, *why;
	} rows[] = {
		{ DEBIAN " -> initrd.img-6.1.0-18-lts\n", CIRCLE },
		{ "boot -> boot\n", CIRCLE },
		{ DEBIAN "/\n", "it is no file" },
		{ DEBIAN " = text\n", "it is broken" },
		{ DEBIAN " : 1f8b080000000000020333\n", "it is broken" },
		{ DEBIAN " : 894c5a4f000d0a1a0a000000\n",
		  "it is packed in a way that is not known here" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char tree[512];
		struct scene s;

		NOTE("%s", rows[i].tree);
		CHECK(snprintf(tree, sizeof(tree), RELEASE "%s", rows[i].tree) > 0);
		s.fixture = fixture_new(tree);
		look(&s);
		CHECK_INT(s.image->known, UNKNOWN);
		CHECK_TEXT(s.image->why, rows[i].why);
		CHECK(unknown_find(s.host->platform->unknown, "initramfs"));
		tear_down(&s);
	}
}

/* Whoever opens such waits, or cannot. */
static void what_is_no_file(void)
{
	static const mode_t types[] = { S_IFIFO, S_IFSOCK };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct scene s;

		NOTE("%o", types[i]);
		s.fixture = fixture_new(RELEASE "boot/\n");
		CHECK_INT(mknodat(s.fixture->root.fd, DEBIAN, types[i] | 0644, 0), 0);
		look(&s);
		CHECK_INT(s.image->known, UNKNOWN);
		CHECK_TEXT(s.image->why, "it is no file");
		CHECK(unknown_find(s.host->platform->unknown, "initramfs"));
		tear_down(&s);
	}
}

/* What is written to DEBIAN with zeros behind it up to SIZE, and what is said of it. */
static const char *said_of(const void *bytes, size_t n, size_t size)
{
	static char buffer[16384];
	const char *why;
	struct scene s;

	CHECK(n <= size && size <= sizeof(buffer));
	memset(buffer, 0, sizeof(buffer));
	memcpy(buffer, bytes, n);
	s.fixture = fixture_new(RELEASE "boot/\n");
	puts_image(&s, DEBIAN, buffer, size);
	look(&s);
	why = s.image->known == KNOWN ? "known" : s.image->why;
	CHECK_INT(!unknown_find(s.host->platform->unknown, "initramfs"),
	          s.image->known == KNOWN);
	tear_down(&s);
	return why;
}

static size_t unhex(const char *hex, char *bytes)
{
	size_t n = strlen(hex) / 2;

	for (size_t i = 0; i < n; i++) {
		const char digits[] = { hex[2 * i], hex[2 * i + 1], '\0' };

		bytes[i] = (char)strtol(digits, NULL, 16);
	}
	return n;
}

/* Zeros behind what is packed may end anywhere if what follows is packed, and at a
 * multiple of four of the file if it is not. */
static void between_parts(void)
{
	static const struct archive_file members[] = {
		{ .name = "etc/modprobe.d/a.conf" }, { .name = NULL }
	};
	char one[128], plain[512], buffer[2048];
	size_t n = unhex(INIT, one), plain_n = archive_write(plain, members);

	CHECK(n % 4);
	for (size_t zeros = 0; zeros < 16; zeros++) {
		bool is_aligned = (n + zeros) % 4 == 0;

		NOTE("%zu", zeros);
		memset(buffer, 0, sizeof(buffer));
		memcpy(buffer, one, n);
		memcpy(buffer + n + zeros, one, n);
		CHECK_TEXT(said_of(buffer, 2 * n + zeros, 2 * n + zeros), "known");
		memset(buffer + n, 0, sizeof(buffer) - n);
		memcpy(buffer + n + zeros, plain, plain_n);
		CHECK_TEXT(said_of(buffer, n + zeros + plain_n, n + zeros + plain_n),
		           is_aligned ? "known" : "it is broken");
	}
}

/* Parts that are packed one by one, with zeros between them. */
static void many_parts(void)
{
	char one[128] = "", buffer[16384] = "";
	size_t n = unhex(INIT, one), each = (n + 7) / 4 * 4;

	for (size_t i = 0; i < 65; i++)
		memcpy(buffer + i * each, one, n);
	CHECK_TEXT(said_of(buffer, 64 * each, 64 * each), "known");
	CHECK_TEXT(said_of(buffer, 65 * each, 65 * each), "it is larger than any is");
}

/* What boots nothing says nothing of what boots. */
static void what_boots_nothing(void)
{
	static const struct {
		struct archive_file member;
		const char *why;
	} rows[] = {
		{ { NULL, NULL, 0, 0 }, NOTHING },
		{ { "kernel/x86/microcode/GenuineIntel.bin", "x", 0, 0 }, NOTHING },
		{ { "early_cpio", "1", 0, 0 }, NOTHING },
		{ { "usr/init", "x", 0, 0 }, NOTHING },
		{ { "etc/modprobe.d", NULL, S_IFDIR | 0755, 2 }, NOTHING },
		{ { "./init", "x", 0, 0 }, "known" },
		{ { "init", "usr/lib/systemd/systemd", S_IFLNK | 0777, 1 }, "known" },
		{ { "lib/modules/6.1/a.ko", "x", 0, 0 }, "known" },
		{ { "etc/modprobe.d/a.conf", "#", 0, 0 }, "known" },
		{ { "squashfs-root.img", "x", 0, 0 }, "known" },
	};
	char buffer[1024];

	CHECK_TEXT(said_of("", 0, 0), NOTHING);
	CHECK_TEXT(said_of("", 0, 4096), NOTHING);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct archive_file members[] = { rows[i].member,
			                                { .name = NULL } };
		size_t n = archive_write(buffer, members);

		NOTE("row %zu", i);
		CHECK_TEXT(said_of(buffer, n, n), rows[i].why);
	}
}

/* A file of that size is not read at all; nor is one that claims to hold so much. */
static void what_is_too_large(void)
{
	struct scene s;
	int fd;

	s.fixture = fixture_new(RELEASE "boot/\n");
	puts_image(&s, DEBIAN, "0707", 4);
	fd = openat(s.fixture->root.fd, DEBIAN, O_WRONLY | O_CLOEXEC);
	CHECK(fd >= 0 && ftruncate(fd, (INT64_C(1) << 30) + 4) == 0);
	close_fdp(&fd);
	look(&s);
	CHECK_INT(s.image->known, UNKNOWN);
	CHECK_TEXT(s.image->why, "it is larger than any is");
	tear_down(&s);
}

static void nothing_to_look_for(void)
{
	struct scene s;

	s.fixture = fixture_new("boot/initrd.img- : " INIT "\n");
	look(&s);
	CHECK_INT(s.image->known, ABSENT);
	tear_down(&s);
}

TESTS(TEST(places), TEST(what_is_in_it), TEST(what_cannot_be_read), TEST(what_is_no_file),
      TEST(what_boots_nothing), TEST(between_parts), TEST(many_parts),
      TEST(what_is_too_large), TEST(nothing_to_look_for))
