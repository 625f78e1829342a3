/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Archives by cpio as the kernel unpacks them at boot: "newc", several one behind the
 * other (Documentation/driver-api/early-userspace/buffer-format.rst of Linux). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Bytes that come one after the other, from a file or unpacked. */
struct stream {
	void *context;
	/* Takes SIZE bytes into BUFFER (NULL: passes them over). The number of them,
	 * less than SIZE only at the end; -errno. */
	ssize_t (*read)(void *context, void *buffer, size_t size);
};

struct cpio {
	const struct stream *stream;
	bool is_inside; /* the archive that was begun has not ended */
};

#define CPIO_NAME_MAX                                                    \
	4096 /* PATH_MAX of the kernel, which passes over what is longer \
	      */

/* One file: behind it stand SIZE bytes, for cpio_take(). */
struct cpio_file {
	char name[CPIO_NAME_MAX];
	uint32_t mode, links, size;
};

/* Of its mode, as of every file: what it is. */
#define CPIO_TYPE  0170000
#define CPIO_LINK  0120000
#define CPIO_PLAIN 0100000

enum cpio_answer {
	CPIO_FILE,
	CPIO_END,
	CPIO_OTHER, /* no archive follows, but something packed: four bytes of it are
	               taken */
};

/* An answer; -EBADMSG: it is malformed, or ends in the middle; -EFBIG: there are too many
 * zeros between archives; -errno. */
int cpio_next(struct cpio *cpio, struct cpio_file *ret);

/* Takes what is in FILE into BUFFER of its size (NULL: passes it over), once. 0,
 * -EBADMSG, -errno. */
int cpio_take(struct cpio *cpio, const struct cpio_file *file, void *buffer);
