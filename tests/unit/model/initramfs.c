/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is taken out of an image, and what is said to be hidden there. */
#include "model/initramfs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "support/archive.h"
#include "test.h"

static int read_members(struct arena *arena, const struct archive_file *members,
                        struct initramfs *image)
{
	char *buffer = arena_alloc(arena, 1 << 20);
	size_t n = archive_write(buffer, members);
	struct bytes bytes;

	*image = (struct initramfs){ .known = KNOWN };
	bytes_open(&bytes, buffer, n);
	return initramfs_read(arena, &bytes.stream, image);
}

static void an_image(void)
{
	static const struct archive_file members[] = {
		{ .name = "./etc/modprobe.d/a.conf",
		  .text = "options vfio-pci ids=1:2\n" },
		{ .name = "/usr/lib/modprobe.d/b.conf", .text = "softdep a pre: vfio\n" },
		{ .name = "etc/modprobe.d/c.txt", .text = "options vfio-pci ids=3:4\n" },
		{ .name = "etc/modprobe.d/c/d.conf", .text = "options vfio ids=3:4\n" },
		{ .name = "x/etc/modprobe.d/d.conf", .text = "options vfio ids=3:4\n" },
		{ .name = "lib/modules/6.1/kernel/a/vfio-pci.ko.zst", .text = "x" },
		{ .name = "nix/store/x/lib/modules/6.1/b.ko", .text = "x" },
		{ .name = "lib/modules/6.1/c.kot" },
		{ .name = "lib/modules/6.1/.ko" },
		{ .name = "lib/firmware/d.ko" },
		{ .name = "conf/initramfs.conf" },
		{ .name = NULL },
	};
	struct arena *arena = arena_new();
	struct initramfs image;
	const struct setting *s;

	CHECK_INT(read_members(arena, members, &image), CPIO_END);
	s = image.settings;
	CHECK(s && s->next && !s->next->next);
	CHECK_TEXT(s->path, "etc/modprobe.d/a.conf");
	CHECK_TEXT(s->rest, "ids=1:2");
	CHECK_INT(s->next->kind, SETTING_SOFTDEP);
	CHECK_INT(image.n_modules, 2);
	CHECK(initramfs_has(&image, "vfio_pci") && initramfs_has(&image, "vfio-pci"));
	CHECK(initramfs_has(&image, "b"));
	CHECK(!initramfs_has(&image, "c") && !initramfs_has(&image, "vfio"));
	CHECK_INT(image.maker, MADE_BY_INITRAMFS_TOOLS);
	CHECK_TEXT(image.hidden, NULL);
	arena_free(arena);
}

static void what_is_hidden(void)
{
	static const struct {
		struct archive_file member;
		const char *hidden;
	} rows[] = {
		{ { "etc/modprobe.d/a.conf", "x", S_IFLNK | 0777, 1 },
		  "etc/modprobe.d/a.conf" },
		{ { "etc/modprobe.d", "x", S_IFLNK | 0777, 1 }, "etc/modprobe.d" },
		{ { "etc/modprobe.d", NULL, S_IFDIR | 0755, 2 }, NULL },
		{ { "etc/modprobe.d/a.conf", NULL, 0, 2 }, "etc/modprobe.d/a.conf" },
		{ { "etc/modprobe.d/a.conf", "x", 0, 2 }, NULL },
		{ { "etc/modprobe.d/a.conf", NULL, 0, 1 }, NULL },
		{ { "etc/other.conf", "x", S_IFLNK | 0777, 1 }, NULL },
		{ { "squashfs-root.img", "x", 0, 1 }, "squashfs-root.img" },
		{ { "a/squashfs-root.img", "x", 0, 1 }, NULL },
		/* Above a directory of modprobe.d. */
		{ { "etc", "usr/etc", S_IFLNK | 0777, 1 }, "etc" },
		{ { "./etc/", "usr/etc", S_IFLNK | 0777, 1 }, "etc" },
		{ { "usr", ".", S_IFLNK | 0777, 1 }, "usr" },
		{ { "usr/lib", "../lib", S_IFLNK | 0777, 1 }, "usr/lib" },
		{ { "usr/local/lib", "../lib", S_IFLNK | 0777, 1 }, "usr/local/lib" },
		{ { "lib/modprobe.d", "/etc/modprobe.d", S_IFLNK | 0777, 1 },
		  "lib/modprobe.d" },
		{ { "et", "usr/etc", S_IFLNK | 0777, 1 }, NULL },
		{ { "etc", NULL, S_IFDIR | 0755, 2 }, NULL },
		{ { "usr/lib64", "lib", S_IFLNK | 0777, 1 }, NULL },
		/* What lies there is found under its other name. */
		{ { "lib", "usr/lib", S_IFLNK | 0777, 1 }, NULL },
		{ { "./lib", "/usr/lib", S_IFLNK | 0777, 1 }, NULL },
		{ { "lib", "usr/lib/", S_IFLNK | 0777, 1 }, "lib" },
		{ { "lib", "usr/lib2", S_IFLNK | 0777, 1 }, "lib" },
		{ { "lib", "usr", S_IFLNK | 0777, 1 }, "lib" },
		{ { "usr/../etc/modprobe.d/a.conf", "x", 0, 1 },
		  "usr/../etc/modprobe.d/a.conf" },
		{ { "lib", NULL, S_IFLNK | 0777, 1 }, "lib" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct archive_file members[] = { rows[i].member,
			                                { .name = NULL } };
		struct arena *arena = arena_new();
		struct initramfs image;

		NOTE("row %zu", i);
		CHECK_INT(read_members(arena, members, &image), CPIO_END);
		CHECK_TEXT(image.hidden, rows[i].hidden);
		arena_free(arena);
	}
}

/* What comes later under the same name is all that is there in the end. */
static void the_same_name_twice(void)
{
	static const struct {
		struct archive_file later;
		const char *rest; /* of the first line that is left */
	} rows[] = {
		{ { "etc/modprobe.d/a.conf", "#\n", 0, 0 }, "ids=3:4" },
		{ { "./etc/modprobe.d/a.conf", NULL, 0, 0 }, "ids=3:4" },
		{ { "/etc//modprobe.d/./a.conf", NULL, 0, 0 }, "ids=3:4" },
		{ { "etc/modprobe.d/a.conf", NULL, S_IFDIR | 0755, 2 }, "ids=3:4" },
		{ { "etc/modprobe.d/b.conf", "#\n", 0, 0 }, "ids=1:2" },
		{ { "etc/modprobe.d/b.conf", "options vfio-pci ids=5:6\n", 0, 0 },
		  "ids=1:2" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct archive_file members[] = {
			{ .name = "./etc/modprobe.d/a.conf",
			  .text = "options vfio-pci ids=1:2\n" },
			{ .name = "etc/modprobe.d/b.conf",
			  .text = "options vfio-pci ids=3:4\n" },
			rows[i].later,
			{ .name = NULL },
		};
		struct arena *arena = arena_new();
		struct initramfs image;
		const struct setting *s;

		NOTE("row %zu", i);
		CHECK_INT(read_members(arena, members, &image), CPIO_END);
		s = image.settings;
		CHECK(s);
		CHECK_TEXT(s->rest, rows[i].rest);
		if (i + 1 < sizeof(rows) / sizeof(rows[0]))
			CHECK(!s->next);
		else
			CHECK(s->next && !s->next->next &&
			      text_equal(s->next->rest, "ids=5:6"));
		arena_free(arena);
	}
}

static void who_made_it(void)
{
	static const struct {
		const char *name;
		enum image_maker maker;
	} rows[] = {
		{ "init", MADE_BY_OTHERS },
		{ "usr/lib/dracut/modules.txt", MADE_BY_DRACUT },
		{ "lib/dracut/hooks/a", MADE_BY_DRACUT },
		{ "buildconfig", MADE_BY_MKINITCPIO },
		{ "conf/initramfs.conf", MADE_BY_INITRAMFS_TOOLS },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct archive_file members[] = { { .name = rows[i].name },
			                                { .name = NULL } };
		struct arena *arena = arena_new();
		struct initramfs image;

		NOTE("%s", rows[i].name);
		CHECK_INT(read_members(arena, members, &image), CPIO_END);
		CHECK_INT(image.maker, rows[i].maker);
		arena_free(arena);
	}
}

/* All lines are counted that are taken, whatever comes in their place. */
static void more_lines_than_anybody_has(void)
{
	static char text[3][40 << 10];
	struct archive_file members[] = {
		{ .name = "etc/modprobe.d/a.conf", .text = text[0] },
		{ .name = "etc/modprobe.d/b.conf", .text = text[1] },
		{ .name = "etc/modprobe.d/c.conf", .text = text[2] },
		{ .name = NULL },
	};
	struct arena *arena = arena_new();
	struct initramfs image;
	size_t used[2] = { 0 };

	(void)sprintf(text[2], "# nothing\n");
	for (size_t i = 0; i < 2048; i++) {
		used[0] += (size_t)sprintf(text[0] + used[0], "options vfio a\n");
		used[1] += (size_t)sprintf(text[1] + used[1], "blacklist a%zu\n", i);
	}
	CHECK_INT(read_members(arena, members, &image), CPIO_END);
	CHECK_INT(image.n_settings, 4096);
	(void)sprintf(text[2], "softdep a pre: vfio\n");
	CHECK_INT(read_members(arena, members, &image), -EFBIG);
	arena_free(arena);
}

/* A name longer than any that the kernel knows is nobody's. */
static void long_names(void)
{
	static const char start[] = "lib/modules/6.1/";
	char name[128];

	for (size_t length = 62; length < 66; length++) {
		const struct archive_file members[] = { { .name = name },
			                                { .name = NULL } };
		struct arena *arena = arena_new();
		struct initramfs image;

		NOTE("%zu", length);
		(void)snprintf(name, sizeof(name), "%s%0*d.ko", start, (int)length, 0);
		CHECK_INT(read_members(arena, members, &image), CPIO_END);
		CHECK_INT(image.n_modules, length < 64);
		arena_free(arena);
	}
}

/* As many as nobody has, or larger than anybody writes. */
static void more_than_anybody_has(void)
{
	static char large[(64 << 10) + 2];
	struct archive_file members[258] = { { .name = NULL } };
	struct arena *arena = arena_new();
	struct initramfs image;

	memset(large, '#', sizeof(large) - 1);
	members[0] = (struct archive_file){ .name = "etc/modprobe.d/a.conf",
		                            .text = large };
	CHECK_INT(read_members(arena, members, &image), -EFBIG);
	members[0].text = large + 1;
	CHECK_INT(read_members(arena, members, &image), CPIO_END);
	for (size_t i = 0; i < 257; i++)
		members[i] = (struct archive_file){ .name = "etc/modprobe.d/a.conf" };
	CHECK_INT(read_members(arena, members, &image), -EFBIG);
	members[256].name = NULL;
	CHECK_INT(read_members(arena, members, &image), CPIO_END);
	arena_free(arena);
}

TESTS(TEST(an_image), TEST(what_is_hidden), TEST(the_same_name_twice), TEST(who_made_it),
      TEST(long_names), TEST(more_lines_than_anybody_has), TEST(more_than_anybody_has))
