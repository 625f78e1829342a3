/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines out of the files of boot loaders, and names out of UEFI's variables. */
#include "model/loader.h"

#include <string.h>

#include "test.h"

typedef const char *reader(struct arena *arena, const char *text);

static void lines_of_files(void)
{
	static const struct {
		reader *read;
		const char *text, *line;
	} rows[] = {
		{ line_of_grub,
		  "set x\nmenuentry 'a' {\n\tlinux\t/vmlinuz root=/dev/sda1 a=b\n"
		  "\tlinux /old c\n}",
		  " root=/dev/sda1 a=b" },
		{ line_of_grub, "\tlinuxefi /vmlinuz a\n", " a" },
		{ line_of_grub, "linux", NULL },
		{ line_of_grub, "linux /vmlinuz", "" },
		{ line_of_grub, "# linux /vmlinuz a\nlinuxes b", NULL },
		{ line_of_grub, "", NULL },
		{ line_of_entry, "title x\noptions root=1 quiet \ninitrd y",
		  "root=1 quiet" },
		{ line_of_entry, "title options a", NULL },
		{ line_of_limine, "/x\n    cmdline: a b\n", "a b" },
		{ line_of_limine, "/x\n    kernel_cmdline: a b", "a b" },
		{ line_of_limine, "comment: x", NULL },
		{ line_of_extlinux, "LABEL x\n  APPEND root=1 a", "root=1 a" },
		{ line_of_extlinux, "  append root=1 a", "root=1 a" },
		{ line_of_default_grub,
		  "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet a\"\nGRUB_CMDLINE_LINUX='b'",
		  "b quiet a" },
		{ line_of_default_grub, "GRUB_CMDLINE_LINUX_DEFAULT=\"\"", " " },
		{ line_of_default_grub,
		  "GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT a\"", "  a" },
		{ line_of_default_grub, "GRUB_CMDLINE_LINUX_DEFAULT=\"$OTHER\"", " " },
		{ line_of_default_grub, "GRUB_CMDLINE_LINUX_DEFAULT=\"open", " open" },
		{ line_of_default_grub, "#GRUB_CMDLINE_LINUX=x\nGRUB_TIMEOUT=1", NULL },
		{ line_of_update_extlinux, "default_kernel_opts=\"quiet a\"", "quiet a" },
		{ line_of_update_extlinux, "x=y", NULL },
		{ line_of_cmdline_ext, "set cmdline_ext=\"$cmdline_ext a b\"", " a b" },
		{ line_of_cmdline_ext, "set other=1", NULL },
		{ line_of_plain, "a b\nc\n", "a b c " },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();

		NOTE("row %zu: %s", i, rows[i].text);
		CHECK_TEXT(rows[i].read(arena, rows[i].text), rows[i].line);
	}
}

static void names_of_loaders(void)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *text;
	} rows[] = {
		{ "\6\0\0\0G\0R\0U\0B\0 \0002\0\0\0", 18, "GRUB 2" },
		{ "\6\0\0\0G\0R", 7, "G" },
		{ "\6\0\0\0G\0\xe4\0\0\1\n\0", 12, "G???" },
		{ "\6\0\0\0\0\0G\0", 8, NULL },
		{ "\6\0\0\0", 4, NULL },
		{ "\6\0", 2, NULL },
		{ "", 0, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();

		NOTE("row %zu", i);
		CHECK_TEXT(text_of_efivar(arena, rows[i].bytes, rows[i].size),
		           rows[i].text);
	}
}

static void every_file_has_a_path(void)
{
	for (size_t i = 0; i < N_BOOT_FILES; i++) {
		NOTE("file %zu", i);
		CHECK(boot_file_path((enum boot_file)i));
		CHECK(boot_file_path((enum boot_file)i)[0] != '/');
	}
}

TESTS(TEST(lines_of_files), TEST(names_of_loaders), TEST(every_file_has_a_path))
