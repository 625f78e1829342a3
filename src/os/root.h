/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree every file is reached through: "/" of this machine, or a directory given by
 * --root. */
#pragma once

#include <dirent.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/fault.h"

/* All paths are relative to the root; links, absolute ones too, are resolved inside it.
 */
struct root {
	int fd;    /* O_PATH */
	bool live; /* the root of the running machine; otherwise nothing is ever written
	              to it */
};

/* NULL: the live root. Returns -errno with a fault. Close with root_close(). */
int root_open(const char *directory, struct root *ret, struct fault *f);
void root_close(struct root *root);

/*
 * openat2() inside the root (plain openat() where the live kernel has none); fd or
 * -errno. Where the root is not live, to read a FIFO, a socket or a device is -ENXIO, at
 * once.
 */
int root_open_file(const struct root *root, const char *path, int flags, mode_t mode);

/*
 * Reads a whole small file as text, without its last newline. -EFBIG: it does not fit;
 * -EBADMSG: it holds a NUL byte.
 */
int root_read(const struct root *root, const char *path, char *buffer, size_t size);

/* The same for a file that is open. */
int file_read(int fd, char *buffer, size_t size);

/* Reads up to SIZE bytes; the number read or -errno. */
ssize_t root_read_bytes(const struct root *root, const char *path, void *buffer,
                        size_t size);

/* Where the link PATH points to, unresolved. */
int root_readlink(const struct root *root, const char *path, char *buffer, size_t size);

/* Opens PATH as a directory stream; the caller closes it. */
int root_opendir(const struct root *root, const char *path, DIR **ret);

/*
 * As root_read() and root_readlink(), for NAME (one component) in an open directory. Of a
 * FIFO -ENXIO, or -EAGAIN while somebody has it open.
 */
int dir_read(int directory, const char *name, char *buffer, size_t size);
int dir_readlink(int directory, const char *name, char *buffer, size_t size);

static inline void closedirp(DIR **stream)
{
	if (*stream)
		(void)closedir(*stream);
}
