/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the initramfs of the running kernel holds of modules and of modprobe.d. */
#pragma once

#include "model/cpio.h"
#include "model/modules.h"

/* Who makes such images; how, stands in policy/initramfs.c. */
enum image_maker {
	MADE_BY_OTHERS,
	MADE_BY_INITRAMFS_TOOLS,
	MADE_BY_DRACUT,
	MADE_BY_MKINITCPIO,
};

struct image_module {
	const char *name; /* with _ */
	const struct image_module *next;
	uint64_t sum; /* by initramfs_sum(), so that few are compared */
};

struct initramfs {
	enum known known; /* ABSENT: none lies where it would be looked for */
	const char *path;
	const char *why; /* it is unknown, where that is no matter of who asks; or NULL */
	/* What could not be looked into, by its name in there; NULL: nothing. */
	const char *hidden;
	enum image_maker maker;
	bool has_init;                  /* what the kernel starts in there */
	const struct setting *settings; /* as of modprobe.d, by their names in there */
	const struct image_module *modules;
	/* Files and lines of modprobe.d that were read, and modules. */
	size_t n_files, n_settings, n_modules;
};

/*
 * Adds what the archives of STREAM hold. CPIO_END, or CPIO_OTHER: something packed
 * follows, of which four bytes are taken; -EBADMSG: it is malformed; -EFBIG: there is
 * more in it than anybody has; -errno.
 */
int initramfs_read(struct arena *arena, const struct stream *stream,
                   struct initramfs *image);

/* Of a module's name; - is the same as _. */
uint64_t initramfs_sum(const char *name);

/* Is the module in it? NAME with - or _ */
bool initramfs_has(const struct initramfs *image, const char *name);
