/* SPDX-License-Identifier: GPL-2.0-or-later */
/* VFIO's modules, and what files of modprobe and of initramfs tools say of modules. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "model/value.h"

/* Their names stand in modules.c. */
enum vfio_module { VFIO_CORE, VFIO_PCI, VFIO_TYPE1, VFIO_IOMMUFD, N_VFIO_MODULES };

enum setting_kind {
	SETTING_OPTIONS,
	SETTING_BLACKLIST,
	SETTING_EARLY,   /* a module for the initramfs, or for early boot */
	SETTING_UNREAD,  /* the same, in a file whose name its tool passes over */
	SETTING_SOFTDEP, /* a module that wants one of VFIO's before it */
	SETTING_NATIVE,  /* that module, for an initramfs by mkinitcpio */
	SETTING_HOOK,    /* a word of mkinitcpio's hooks that matters, or HOOKS itself */
};

/* What one file says of one module. */
struct setting {
	enum setting_kind kind;
	const char *path;   /* of the file */
	const char *module; /* as it stands there, with - or _ */
	const char *rest;   /* of an options line */
	const struct setting *next;
};

struct modules {
	enum known loaded[N_VFIO_MODULES];   /* or built in: it has a directory in /sys */
	enum known loadable[N_VFIO_MODULES]; /* there is a file of it */
	enum known settings_known;
	const struct setting *settings; /* those that matter, in the order of reading */
};

const char *vfio_module_name(enum vfio_module module);

/* Is a module of that name (with _) in the text of modules.dep? */
bool module_is_listed(const char *text, const char *name);

/* Takes the settings of VFIO's modules and all blacklists out of a file of modprobe.d.
 * END is where the list goes on. 0 or -ENOMEM. */
int modprobe_read(struct arena *arena, const char *path, const char *text,
                  const struct setting ***end);

/* A file that lists modules for early boot. */
struct early_file {
	const char *path;
	enum setting_kind kind;       /* of words that begin with vfio */
	const struct setting *others; /* what modprobe.d said, for SETTING_NATIVE */
};

/* Takes words that begin with vfio out of its text, and those of other kinds that matter.
 */
int early_read(struct arena *arena, const struct early_file *file, const char *text,
               const struct setting ***end);

/* The same for a file of OpenWrt's kmodloader: a module a line, with its options. */
int kmodloader_read(struct arena *arena, const char *path, const char *text,
                    const struct setting ***end);
