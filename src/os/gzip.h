/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that may be compressed by gzip, by zlib. */
#pragma once

#include "os/root.h"

/*
 * Reads PATH, unpacked if it is a gzip file, into a NUL-ended text of at most MAX bytes
 * that the caller frees. 0, -EFBIG: there is more; -EBADMSG: it is broken, or holds a NUL
 * byte; -errno.
 */
int root_read_unpacked(const struct root *root, const char *path, size_t max, char **ret);
