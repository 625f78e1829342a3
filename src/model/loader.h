/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What can be seen of boot loaders: their files, what they told the kernel, and the
 * command lines that lie ready for the next boot. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "model/value.h"

/* Files and directories whose presence tells something; their paths stand in loader.c. */
/* clang-format off */
enum boot_file {
	BOOT_EFI,              /* booted by UEFI */
	BOOT_NIXOS, BOOT_OSTREE, BOOT_RPM_OSTREE, BOOT_OPENWRT, BOOT_GRUB_CFG_D,
	BOOT_PROXMOX_UUIDS, BOOT_KERNELSTUB, BOOT_DEFAULT_GRUB, BOOT_DEFAULT_GRUB_D,
	BOOT_UPDATE_GRUB, BOOT_GRUB, BOOT_GRUB2, BOOT_ENTRIES, BOOT_GRUBBY,
	BOOT_KERNEL_CMDLINE, BOOT_KERNEL_INSTALL, BOOT_SDBOOTUTIL, BOOT_MKINITCPIO,
	BOOT_LIMINE, BOOT_LIMINE_TOOL, BOOT_LIMINE_DEFAULT, BOOT_EXTLINUX,
	BOOT_UPDATE_EXTLINUX, BOOT_SYSLINUX,
	N_BOOT_FILES
};
/* clang-format on */

/* A command line that lies somewhere. */
struct staged {
	const char *path; /* of the file it stands in */
	const char *line;
	bool is_source; /* a tool makes what boots out of it */
	const struct staged *next;
};

struct boot {
	enum known files[N_BOOT_FILES];
	struct text loader_info,
		image_info; /* what loaders leave in UEFI's variables: LoaderInfo, and
	                       that of a unified kernel image */
	const struct staged *staged; /* in the order of their paths */
};

/* Relative to the root. */
const char *boot_file_path(enum boot_file file);

/* Of a file's text the command line for the kernel, in the arena. NULL: there is none, or
 * no memory. Each knows one kind of file. */
const char *line_of_grub(struct arena *arena, const char *text);   /* grub.cfg */
const char *line_of_entry(struct arena *arena, const char *text);  /* entries/NAME.conf */
const char *line_of_limine(struct arena *arena, const char *text); /* limine.conf */
const char *line_of_extlinux(struct arena *arena, const char *text); /* extlinux.conf */
const char *line_of_default_grub(struct arena *arena, const char *text);
const char *line_of_update_extlinux(struct arena *arena, const char *text);
const char *line_of_cmdline_ext(struct arena *arena, const char *text); /* iStoreOS */
const char *line_of_plain(struct arena *arena, const char *text);

/* A variable of UEFI: four bytes of attributes, then UTF-16. NULL: no such text. */
const char *text_of_efivar(struct arena *arena, const void *bytes, size_t size);
