/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/loader.h"

#include <string.h>

#include "base/text.h"

/* clang-format off */
static const char *const paths[N_BOOT_FILES] = {
	[BOOT_EFI]             = "sys/firmware/efi",
	[BOOT_NIXOS]           = "etc/NIXOS",
	[BOOT_OSTREE]          = "run/ostree-booted",
	[BOOT_RPM_OSTREE]      = "usr/bin/rpm-ostree",
	[BOOT_OPENWRT]         = "etc/openwrt_release",
	[BOOT_GRUB_CFG_D]      = "etc/grub.cfg.d",
	[BOOT_PROXMOX_UUIDS]   = "etc/kernel/proxmox-boot-uuids",
	[BOOT_KERNELSTUB]      = "etc/kernelstub/configuration",
	[BOOT_DEFAULT_GRUB]    = "etc/default/grub",
	[BOOT_DEFAULT_GRUB_D]  = "etc/default/grub.d",
	[BOOT_UPDATE_GRUB]     = "usr/sbin/update-grub",
	[BOOT_GRUB]            = "boot/grub/grub.cfg",
	[BOOT_GRUB2]           = "boot/grub2/grub.cfg",
	[BOOT_ENTRIES]         = "boot/loader/entries",
	[BOOT_GRUBBY]          = "usr/sbin/grubby",
	[BOOT_KERNEL_CMDLINE]  = "etc/kernel/cmdline",
	[BOOT_KERNEL_INSTALL]  = "usr/bin/kernel-install",
	[BOOT_SDBOOTUTIL]      = "usr/bin/sdbootutil",
	[BOOT_MKINITCPIO]      = "usr/bin/mkinitcpio",
	[BOOT_LIMINE]          = "boot/limine.conf",
	[BOOT_LIMINE_TOOL]     = "etc/limine-entry-tool.d",
	[BOOT_LIMINE_DEFAULT]  = "etc/default/limine",
	[BOOT_EXTLINUX]        = "boot/extlinux/extlinux.conf",
	[BOOT_UPDATE_EXTLINUX] = "etc/update-extlinux.conf",
	[BOOT_SYSLINUX]        = "boot/syslinux/syslinux.cfg",
};
/* clang-format on */

const char *boot_file_path(enum boot_file file)
{
	return paths[file];
}

/* Behind the blanks and the word KEY at the start of a line: the rest of it, or NULL. A
 * key that ends in = or : needs no blank behind it. */
static const char *after(const char *line, const char *key)
{
	size_t length = strlen(key);

	line += strspn(line, " \t");
	if (strncmp(line, key, length) != 0)
		return NULL;
	line += length;
	if (key[length - 1] != '=' && key[length - 1] != ':' && *line != ' ' &&
	    *line != '\t')
		return NULL;
	return line + strspn(line, " \t");
}

/* The rest of the first line that starts with KEY, in a copy. */
static char *find(struct arena *arena, const char *text, const char *key)
{
	while (*text) {
		size_t length = strcspn(text, "\n");
		const char *rest = after(text, key);

		if (rest && rest <= text + length)
			return text_trim(
				arena_textn(arena, rest, (size_t)(text + length - rest)));
		text += length;
		text += *text ? 1 : 0;
	}
	return NULL;
}

/* What is in the quotes of a shell's assignment; a reference to an earlier value goes. */
static const char *unquote(struct arena *arena, const char *value)
{
	size_t length;
	const char *old;

	if (*value == '"' || *value == '\'')
		value = arena_textn(arena, value + 1,
		                    strcspn(value + 1, (char[]){ *value, 0 }));
	old = value && *value == '$' ? strchr(value, ' ') : value;
	if (!old)
		return value ? arena_text(arena, "") : NULL;
	length = strlen(old);
	return arena_textn(arena, old, length);
}

const char *line_of_grub(struct arena *arena, const char *text)
{
	static const char *const keys[] = { "linux", "linuxefi", "linux16" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *line = find(arena, text, keys[i]);

		/* The first word is the kernel's own file. */
		if (line)
			return line + strcspn(line, " \t");
	}
	return NULL;
}

const char *line_of_entry(struct arena *arena, const char *text)
{
	return find(arena, text, "options");
}

const char *line_of_limine(struct arena *arena, const char *text)
{
	const char *line = find(arena, text, "cmdline:");

	return line ? line : find(arena, text, "kernel_cmdline:");
}

const char *line_of_extlinux(struct arena *arena, const char *text)
{
	const char *line = find(arena, text, "append");

	return line ? line : find(arena, text, "APPEND");
}

const char *line_of_default_grub(struct arena *arena, const char *text)
{
	const char *all = find(arena, text, "GRUB_CMDLINE_LINUX=");
	const char *most = find(arena, text, "GRUB_CMDLINE_LINUX_DEFAULT=");

	if (!all && !most)
		return NULL;
	all = all ? unquote(arena, all) : "";
	most = most ? unquote(arena, most) : "";
	return all && most ? arena_printf(arena, "%s %s", all, most) : NULL;
}

const char *line_of_update_extlinux(struct arena *arena, const char *text)
{
	const char *line = find(arena, text, "default_kernel_opts=");

	return line ? unquote(arena, line) : NULL;
}

const char *line_of_cmdline_ext(struct arena *arena, const char *text)
{
	const char *line = find(arena, text, "set cmdline_ext=");

	return line ? unquote(arena, line) : NULL;
}

const char *line_of_plain(struct arena *arena, const char *text)
{
	char *line = arena_text(arena, text);

	for (char *c = line; c && *c; c++)
		if (*c == '\n')
			*c = ' ';
	return line;
}

const char *text_of_efivar(struct arena *arena, const void *bytes, size_t size)
{
	const unsigned char *from = bytes;
	size_t n = size < 4 ? 0 : (size - 4) / 2;
	char *text = n ? arena_alloc(arena, n + 1) : NULL;

	for (size_t i = 0; text && i < n; i++) {
		unsigned char low = from[4 + 2 * i], high = from[5 + 2 * i];

		if (!low && !high)
			break;
		text[i] = (char)(high || low < ' ' || low > '~' ? '?' : low);
	}
	return text && *text ? text : NULL;
}
