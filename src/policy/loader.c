/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/loader.h"

#include <string.h>

#include "base/text.h"

static bool has(const struct boot *boot, enum boot_file file)
{
	return boot->files[file] == KNOWN;
}

static enum answer answer(bool is_so)
{
	return is_so ? YES : NO;
}

/* GRUB tells the kernel its own path of it, as (hd0,gpt2)/vmlinuz or /boot/vmlinuz;
 * syslinux a name without directory. */
static bool told_by_grub(const struct booted *booted)
{
	const struct token *image = cmdline_last(&booted->words, "BOOT_IMAGE",
	                                         booted->words.n);

	return image && image->value &&
	       (image->value[0] == '/' || image->value[0] == '(');
}

static bool told_by_syslinux(const struct booted *booted)
{
	const struct token *image = cmdline_last(&booted->words, "BOOT_IMAGE",
	                                         booted->words.n);

	return image && image->value && image->value[0] != '/' && image->value[0] != '(';
}

/* Only loaders that read the ESP name files with backslashes. */
static bool told_by_esp(const struct booted *booted, const char *prefix)
{
	const struct token *initrd = cmdline_last(&booted->words, "initrd",
	                                          booted->words.n);

	return initrd && initrd->value && text_starts(initrd->value, prefix);
}

static bool says(const struct text *info, const char *name)
{
	return info->known == KNOWN && text_starts(info->value, name);
}

/* A loader that leaves its name there is no other one. */
static bool by_grub(const struct boot *boot, const struct booted *booted)
{
	if (boot->loader_info.known == KNOWN)
		return says(&boot->loader_info, "GRUB");
	return boot->image_info.known != KNOWN && told_by_grub(booted);
}

static bool by_systemd_boot(const struct boot *boot, const struct booted *booted)
{
	if (boot->image_info.known == KNOWN)
		return false;
	if (boot->loader_info.known == KNOWN)
		return says(&boot->loader_info, "systemd-boot");
	return has(boot, BOOT_EFI) && told_by_esp(booted, "\\") &&
	       has(boot, BOOT_ENTRIES);
}

static bool has_limine(const struct boot *boot)
{
	return has(boot, BOOT_LIMINE) || has(boot, BOOT_LIMINE_TOOL) ||
	       has(boot, BOOT_LIMINE_DEFAULT);
}

static enum answer is_nixos(const struct boot *boot, const struct booted *booted)
{
	(void)booted;
	return answer(has(boot, BOOT_NIXOS));
}

static enum answer is_ostree(const struct boot *boot, const struct booted *booted)
{
	(void)booted;
	return answer(has(boot, BOOT_OSTREE) && has(boot, BOOT_RPM_OSTREE));
}

static enum answer is_istoreos(const struct boot *boot, const struct booted *booted)
{
	(void)booted;
	return answer(has(boot, BOOT_OPENWRT) && has(boot, BOOT_GRUB_CFG_D));
}

static enum answer is_openwrt(const struct boot *boot, const struct booted *booted)
{
	(void)booted;
	return answer(has(boot, BOOT_OPENWRT) && !has(boot, BOOT_GRUB_CFG_D) &&
	              has(boot, BOOT_GRUB));
}

/* Some other system's own way: none of the usual loaders' files is the source. */
static bool is_special(const struct boot *boot)
{
	return has(boot, BOOT_NIXOS) || has(boot, BOOT_OSTREE) || has(boot, BOOT_OPENWRT);
}

static enum answer is_proxmox(const struct boot *boot, const struct booted *booted)
{
	return answer(!is_special(boot) && has(boot, BOOT_PROXMOX_UUIDS) &&
	              told_by_esp(booted, "\\EFI\\proxmox\\"));
}

static enum answer is_uki(const struct boot *boot, const struct booted *booted)
{
	(void)booted;
	return answer(!is_special(boot) && boot->image_info.known == KNOWN &&
	              has(boot, BOOT_MKINITCPIO));
}

static enum answer is_kernelstub(const struct boot *boot, const struct booted *booted)
{
	return answer(!is_special(boot) && by_systemd_boot(boot, booted) &&
	              has(boot, BOOT_KERNELSTUB));
}

static enum answer is_sdbootutil(const struct boot *boot, const struct booted *booted)
{
	bool bls = by_systemd_boot(boot, booted) ||
	           (by_grub(boot, booted) && has(boot, BOOT_ENTRIES) &&
	            !has(boot, BOOT_GRUB2));

	return answer(!is_special(boot) && bls && has(boot, BOOT_SDBOOTUTIL));
}

/* kernel-install is there wherever systemd is: only its file shows that it is used. */
static enum answer is_kernel_install(const struct boot *boot, const struct booted *booted)
{
	return answer(!is_special(boot) && by_systemd_boot(boot, booted) &&
	              has(boot, BOOT_KERNEL_INSTALL) && has(boot, BOOT_KERNEL_CMDLINE) &&
	              !has(boot, BOOT_KERNELSTUB) && !has(boot, BOOT_SDBOOTUTIL) &&
	              is_proxmox(boot, booted) == NO);
}

static enum answer is_systemd_boot(const struct boot *boot, const struct booted *booted)
{
	return answer(!is_special(boot) && by_systemd_boot(boot, booted) &&
	              has(boot, BOOT_ENTRIES) && !has(boot, BOOT_KERNEL_CMDLINE) &&
	              !has(boot, BOOT_KERNELSTUB) && !has(boot, BOOT_SDBOOTUTIL));
}

static bool by_limine(const struct boot *boot, const struct booted *booted)
{
	(void)booted;
	if (is_special(boot) || boot->image_info.known == KNOWN)
		return false;
	if (boot->loader_info.known == KNOWN)
		return says(&boot->loader_info, "Limine");
	return has_limine(boot);
}

static enum answer is_limine_tool(const struct boot *boot, const struct booted *booted)
{
	return answer(by_limine(boot, booted) &&
	              (has(boot, BOOT_LIMINE_TOOL) || has(boot, BOOT_LIMINE_DEFAULT)));
}

static enum answer is_limine(const struct boot *boot, const struct booted *booted)
{
	return answer(by_limine(boot, booted) && has(boot, BOOT_LIMINE) &&
	              !has(boot, BOOT_LIMINE_TOOL) && !has(boot, BOOT_LIMINE_DEFAULT));
}

static bool is_plain_grub(const struct boot *boot, const struct booted *booted)
{
	return !is_special(boot) && by_grub(boot, booted) &&
	       is_sdbootutil(boot, booted) == NO;
}

static enum answer is_grubby(const struct boot *boot, const struct booted *booted)
{
	return answer(is_plain_grub(boot, booted) && has(boot, BOOT_ENTRIES) &&
	              has(boot, BOOT_GRUBBY));
}

static enum answer is_grub_d(const struct boot *boot, const struct booted *booted)
{
	return answer(is_plain_grub(boot, booted) && has(boot, BOOT_UPDATE_GRUB) &&
	              has(boot, BOOT_DEFAULT_GRUB_D) && !has(boot, BOOT_GRUBBY));
}

static enum answer is_grub(const struct boot *boot, const struct booted *booted)
{
	return answer(is_plain_grub(boot, booted) && has(boot, BOOT_DEFAULT_GRUB) &&
	              has(boot, BOOT_GRUB) && is_grub_d(boot, booted) == NO &&
	              is_grubby(boot, booted) == NO);
}

static enum answer is_grub2(const struct boot *boot, const struct booted *booted)
{
	return answer(is_plain_grub(boot, booted) && has(boot, BOOT_DEFAULT_GRUB) &&
	              !has(boot, BOOT_GRUB) && has(boot, BOOT_GRUB2) &&
	              is_grub_d(boot, booted) == NO && is_grubby(boot, booted) == NO);
}

static enum answer is_extlinux(const struct boot *boot, const struct booted *booted)
{
	return answer(!is_special(boot) && boot->loader_info.known != KNOWN &&
	              has(boot, BOOT_UPDATE_EXTLINUX) && told_by_syslinux(booted));
}

#define REBOOT ", and reboot"

/* By name. Facts: the manuals of the tools; of iStoreOS its update-grub. */
/* clang-format off */
static const struct loader loaders[] = {
	{ "extlinux", "etc/update-extlinux.conf", "update-extlinux",
	  "add $ to default_kernel_opts in /etc/update-extlinux.conf, run update-extlinux" REBOOT,
	  is_extlinux, { BOOT_UPDATE_EXTLINUX } },
	{ "GRUB", "etc/default/grub", "grub-mkconfig",
	  "add $ to GRUB_CMDLINE_LINUX_DEFAULT in /etc/default/grub, run grub-mkconfig -o "
	  "/boot/grub/grub.cfg" REBOOT,
	  is_grub, { BOOT_DEFAULT_GRUB, BOOT_GRUB } },
	{ "GRUB", "etc/default/grub", "grub2-mkconfig",
	  "add $ to GRUB_CMDLINE_LINUX_DEFAULT in /etc/default/grub, run grub2-mkconfig -o "
	  "/boot/grub2/grub.cfg" REBOOT,
	  is_grub2, { BOOT_DEFAULT_GRUB, BOOT_GRUB2 } },
	{ "GRUB with grubby", "boot/loader/entries", "grubby",
	  "run grubby --update-kernel=ALL --args=$" REBOOT,
	  is_grubby, { BOOT_ENTRIES, BOOT_GRUBBY } },
	{ "GRUB with update-grub", "etc/default/grub.d", "update-grub",
	  "write GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT $\" into "
	  "/etc/default/grub.d/vfioprep.cfg, run update-grub" REBOOT,
	  is_grub_d, { BOOT_DEFAULT_GRUB_D, BOOT_UPDATE_GRUB } },
	{ "iStoreOS", "etc/grub.cfg.d", "update-grub",
	  "write set cmdline_ext=\"$cmdline_ext $\" into /etc/grub.cfg.d/50-vfioprep.cfg, run "
	  "update-grub" REBOOT,
	  is_istoreos, { BOOT_OPENWRT, BOOT_GRUB_CFG_D } },
	{ "Limine", "boot/limine.conf", NULL,
	  "add $ to every cmdline: of /boot/limine.conf" REBOOT,
	  is_limine, { BOOT_LIMINE } },
	{ "Limine with its entry tool", "etc/limine-entry-tool.d", "limine-update",
	  "write KERNEL_CMDLINE[default]+=\" $\" into /etc/limine-entry-tool.d/vfioprep.conf, run "
	  "limine-update" REBOOT,
	  is_limine_tool, { BOOT_LIMINE_TOOL, BOOT_LIMINE_DEFAULT } },
	{ "NixOS", "etc/nixos", "nixos-rebuild",
	  "add \"$\" to boot.kernelParams of the system's configuration, run nixos-rebuild boot"
	  REBOOT,
	  is_nixos, { BOOT_NIXOS } },
	{ "OpenWrt", "boot/grub/grub.cfg", NULL,
	  "add $ to the linux lines of /boot/grub/grub.cfg, and reboot; sysupgrade overwrites that "
	  "file: do it again from /etc/uci-defaults",
	  is_openwrt, { BOOT_OPENWRT, BOOT_GRUB } },
	{ "proxmox-boot-tool", "etc/kernel/cmdline", "proxmox-boot-tool refresh",
	  "add $ to the one line of /etc/kernel/cmdline, run proxmox-boot-tool refresh" REBOOT,
	  is_proxmox, { BOOT_PROXMOX_UUIDS } },
	{ "rpm-ostree", "ostree", NULL,
	  "run rpm-ostree kargs --append-if-missing=$" REBOOT,
	  is_ostree, { BOOT_OSTREE, BOOT_RPM_OSTREE } },
	{ "sdbootutil", "etc/kernel/cmdline", "sdbootutil update-all-entries",
	  "add $ to the one line of /etc/kernel/cmdline, run sdbootutil update-all-entries" REBOOT,
	  is_sdbootutil, { BOOT_SDBOOTUTIL, BOOT_ENTRIES } },
	{ "systemd-boot", "boot/loader/entries", NULL,
	  "add $ to the options of every file in /boot/loader/entries" REBOOT,
	  is_systemd_boot, { BOOT_ENTRIES } },
	{ "systemd-boot with kernel-install", "etc/kernel/cmdline", "kernel-install add-all",
	  "add $ to the one line of /etc/kernel/cmdline, run kernel-install add-all (or "
	  "reinstall-kernels)" REBOOT,
	  is_kernel_install, { BOOT_KERNEL_CMDLINE, BOOT_KERNEL_INSTALL } },
	{ "systemd-boot with kernelstub", "etc/kernelstub/configuration", "kernelstub",
	  "run kernelstub -a \"$\"" REBOOT,
	  is_kernelstub, { BOOT_KERNELSTUB } },
	{ "unified kernel image of mkinitcpio", "etc/kernel/cmdline", "mkinitcpio -P",
	  "add $ to /etc/kernel/cmdline, run mkinitcpio -P" REBOOT,
	  is_uki, { BOOT_MKINITCPIO } },
};
/* clang-format on */

#define N_LOADERS (sizeof(loaders) / sizeof(loaders[0]))

const struct loader *loader_find(const struct boot *boot, const struct booted *booted)
{
	const struct loader *found = NULL;

	for (size_t i = 0; i < N_LOADERS; i++) {
		if (loaders[i].booted(boot, booted) != YES)
			continue;
		if (found)
			return NULL;
		found = &loaders[i];
	}
	return found;
}

const char *loader_guesses(struct arena *arena, const struct boot *boot,
                           const struct booted *booted)
{
	const char *names = NULL;

	for (size_t i = 0; i < N_LOADERS; i++)
		if (loaders[i].booted(boot, booted) == YES)
			names = names ? arena_printf(arena, "%s, %s", names,
			                             loaders[i].name)
			              : loaders[i].name;
	return names;
}

/* The $ that stands for the word has no letter behind it. */
static const char *place_of_word(const char *remedy)
{
	for (; *remedy; remedy++)
		if (*remedy == '$' && !(remedy[1] >= 'A' && remedy[1] <= 'z'))
			return remedy;
	return NULL;
}

const char *loader_remedy(struct arena *arena, const struct loader *loader,
                          const char *word)
{
	const char *place = loader ? place_of_word(loader->remedy) : NULL;

	if (!place)
		return arena_printf(arena,
		                    "add %s to the kernel command line, in the "
		                    "configuration of the boot loader in use",
		                    word);
	return arena_printf(arena, "%.*s%s%s", (int)(place - loader->remedy),
	                    loader->remedy, word, place + 1);
}
