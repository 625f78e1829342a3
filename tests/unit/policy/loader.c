/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which loader booted, by what it left, and what nobody can tell. */
#include "policy/loader.h"

#include <string.h>

#include "base/text.h"
#include "test.h"

#define FILES_MAX 6

struct row {
	const char *name; /* of the loader; NULL: none is proved */
	const char *line, *loader_info, *image_info;
	enum boot_file files[FILES_MAX]; /* up to BOOT_EFI, which is there always */
};

/* clang-format off */
#define DEBIAN BOOT_DEFAULT_GRUB, BOOT_DEFAULT_GRUB_D, BOOT_UPDATE_GRUB, BOOT_GRUB

static const struct row rows[] = {
	{ "GRUB with update-grub", "BOOT_IMAGE=/vmlinuz ro", NULL, NULL, { DEBIAN } },
	{ "GRUB with update-grub", "BOOT_IMAGE=(hd0,gpt2)/vmlinuz", NULL, NULL, { DEBIAN } },
	{ "GRUB with update-grub", "ro", "GRUB 2.12", NULL, { DEBIAN } },
	{ "GRUB", "BOOT_IMAGE=/vmlinuz", NULL, NULL, { BOOT_DEFAULT_GRUB, BOOT_GRUB } },
	{ "GRUB", "BOOT_IMAGE=/vmlinuz", NULL, NULL, { BOOT_DEFAULT_GRUB, BOOT_GRUB2 } },
	{ "GRUB with grubby", "BOOT_IMAGE=(hd0)/x", NULL, NULL,
	  { BOOT_DEFAULT_GRUB, BOOT_GRUB2, BOOT_ENTRIES, BOOT_GRUBBY } },
	/* GRUB is installed, but nothing shows that it booted; or another did. */
	{ NULL, "ro", NULL, NULL, { DEBIAN } },
	{ NULL, "BOOT_IMAGE=vmlinuz-lts", NULL, NULL, { DEBIAN } },
	{ NULL, "BOOT_IMAGE=/vmlinuz", "rEFInd 0.14", NULL, { DEBIAN } },
	{ "systemd-boot", "BOOT_IMAGE=/vmlinuz", "systemd-boot 252", NULL,
	  { BOOT_ENTRIES, DEBIAN } },
	{ "systemd-boot", "initrd=\\initramfs-linux.img", NULL, NULL, { BOOT_ENTRIES } },
	{ NULL, "initrd=/initramfs-linux.img", NULL, NULL, { BOOT_ENTRIES } },
	{ "systemd-boot with kernel-install", "ro", "systemd-boot 252", NULL,
	  { BOOT_ENTRIES, BOOT_KERNEL_CMDLINE, BOOT_KERNEL_INSTALL } },
	{ "systemd-boot", "ro", "systemd-boot 252", NULL, { BOOT_ENTRIES, BOOT_KERNEL_INSTALL } },
	{ "systemd-boot with kernelstub", "ro", "systemd-boot 252", NULL,
	  { BOOT_ENTRIES, BOOT_KERNELSTUB, BOOT_KERNEL_INSTALL } },
	{ "sdbootutil", "ro", "systemd-boot 255", NULL, { BOOT_ENTRIES, BOOT_SDBOOTUTIL } },
	{ "sdbootutil", "BOOT_IMAGE=/vmlinuz", "GRUB 2.12", NULL,
	  { BOOT_ENTRIES, BOOT_SDBOOTUTIL } },
	{ "unified kernel image of mkinitcpio", "ro", "systemd-boot 255", "systemd-stub 255",
	  { BOOT_MKINITCPIO, BOOT_KERNEL_CMDLINE, BOOT_ENTRIES } },
	{ NULL, "ro", "systemd-boot 255", "systemd-stub 255", { BOOT_ENTRIES } },
	{ "Limine", "ro", "Limine 8.0", NULL, { BOOT_LIMINE } },
	{ "Limine", "ro", NULL, NULL, { BOOT_LIMINE } },
	{ "Limine with its entry tool", "ro", "Limine 8.0", NULL,
	  { BOOT_LIMINE, BOOT_LIMINE_TOOL } },
	{ "GRUB with update-grub", "ro", "GRUB 2.12", NULL, { DEBIAN, BOOT_LIMINE } },
	/* Both lie there, and neither left its name. */
	{ NULL, "BOOT_IMAGE=/vmlinuz", NULL, NULL, { DEBIAN, BOOT_LIMINE } },
	{ "rpm-ostree", "BOOT_IMAGE=/vmlinuz", NULL, NULL,
	  { BOOT_OSTREE, BOOT_RPM_OSTREE, BOOT_DEFAULT_GRUB, BOOT_GRUB2 } },
	{ NULL, "BOOT_IMAGE=/vmlinuz", NULL, NULL, { BOOT_OSTREE, BOOT_DEFAULT_GRUB, BOOT_GRUB2 } },
	{ "proxmox-boot-tool", "initrd=\\EFI\\proxmox\\6.8\\initrd.img", NULL, NULL,
	  { BOOT_PROXMOX_UUIDS, DEBIAN } },
	{ "GRUB with update-grub", "BOOT_IMAGE=/vmlinuz", NULL, NULL,
	  { BOOT_PROXMOX_UUIDS, DEBIAN } },
	{ "NixOS", "initrd=\\x", "systemd-boot 255", NULL, { BOOT_NIXOS, BOOT_ENTRIES } },
	{ "iStoreOS", "BOOT_IMAGE=/vmlinuz", NULL, NULL,
	  { BOOT_OPENWRT, BOOT_GRUB_CFG_D, BOOT_UPDATE_GRUB, BOOT_GRUB } },
	{ "OpenWrt", "BOOT_IMAGE=/vmlinuz", NULL, NULL, { BOOT_OPENWRT, BOOT_GRUB } },
	{ "extlinux", "BOOT_IMAGE=vmlinuz-lts", NULL, NULL, { BOOT_UPDATE_EXTLINUX } },
	{ NULL, "BOOT_IMAGE=/vmlinuz", NULL, NULL, { BOOT_UPDATE_EXTLINUX } },
	{ NULL, "", NULL, NULL, { BOOT_EFI } },
};
/* clang-format on */

static void set_up(struct arena *arena, const struct row *row, struct boot *boot,
                   struct booted *booted)
{
	*boot = (struct boot){
		.loader_info = { row->loader_info ? KNOWN : ABSENT, row->loader_info },
		.image_info = { row->image_info ? KNOWN : ABSENT, row->image_info },
	};
	for (size_t i = 0; i < N_BOOT_FILES; i++)
		boot->files[i] = i == BOOT_EFI ? KNOWN : ABSENT;
	for (size_t i = 0; i < FILES_MAX && row->files[i] != BOOT_EFI; i++)
		boot->files[row->files[i]] = KNOWN;
	*booted = (struct booted){ .line = { KNOWN, row->line } };
	CHECK_INT(cmdline_parse(arena, row->line, &booted->words), 0);
}

static void who_booted(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		const struct loader *loader;
		struct booted booted;
		struct boot boot;

		NOTE("row %zu: %s", i, rows[i].name ? rows[i].name : "none");
		set_up(arena, &rows[i], &boot, &booted);
		loader = loader_find(&boot, &booted);
		CHECK_TEXT(loader ? loader->name : NULL, rows[i].name);
		if (loader)
			CHECK_TEXT(loader_guesses(arena, &boot, &booted), loader->name);
	}
}

/* Each has one remedy, which names the word once and no place for another. */
static void how_words_are_added(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		const char *remedy, *word;
		struct booted booted;
		struct boot boot;

		NOTE("row %zu: %s", i, rows[i].name ? rows[i].name : "none");
		set_up(arena, &rows[i], &boot, &booted);
		remedy = loader_remedy(arena, loader_find(&boot, &booted), "a=b");
		word = strstr(remedy, "a=b");
		CHECK(word && !strstr(word + 1, "a=b"));
		CHECK(!strstr(remedy, "$ ") && !strstr(remedy, "$\""));
		CHECK(!rows[i].name || strstr(remedy, "reboot") ||
		      strstr(remedy, "nixos-rebuild"));
	}
}

static void those_who_could_have_been(void)
{
	static const struct row row = {
		NULL, "BOOT_IMAGE=/vmlinuz", NULL, NULL, { DEBIAN, BOOT_LIMINE }
	};
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct booted booted;
	struct boot boot;

	set_up(arena, &row, &boot, &booted);
	CHECK_TEXT(loader_guesses(arena, &boot, &booted),
	           "GRUB with update-grub, Limine");
}

TESTS(TEST(who_booted), TEST(how_words_are_added), TEST(those_who_could_have_been))
