/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a file holds packed from some place on, unpacked by libarchive: gzip, bzip2, xz,
 * lzma, zstd, lz4. No program is run for it. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/cleanup.h"

struct unpacker;

/*
 * Begins at byte AT of FD, which the caller keeps open. 0; -EBADMSG: nothing that is
 * packed begins there; -EOPNOTSUPP: it is packed in another way (lzo), or the library
 * cannot do it alone; -EFBIG: it wants more memory than there is a reason for; -ELIBACC:
 * the library is not there; -errno.
 */
int unpacker_open(int fd, uint64_t at, struct unpacker **ret);

/* Up to SIZE bytes; 0: it ends, -EBADMSG: it is broken, -errno. */
ssize_t unpacker_read(struct unpacker *unpacker, void *buffer, size_t size);

/* Up to where in the file bytes were used: at the end, where something else begins. */
uint64_t unpacker_used(const struct unpacker *unpacker);

void unpacker_close(struct unpacker *unpacker);
DEFINE_CLEANUP(struct unpacker *, unpacker_close);
