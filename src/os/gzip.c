/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/gzip.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/cleanup.h"

static void gzclosep(gzFile *file)
{
	if (*file)
		(void)gzclose(*file);
}

/* zlib tells an error of the file apart from one of its content. */
static int error_of(gzFile file)
{
	int error;

	(void)gzerror(file, &error);
	if (error == Z_ERRNO && errno)
		return -errno;
	return error == Z_MEM_ERROR ? -ENOMEM : -EBADMSG;
}

int root_read_unpacked(const struct root *root, const char *path, size_t max, char **ret)
{
	_cleanup_(gzclosep) gzFile file = NULL;
	_cleanup_(freep) char *text = malloc(max + 1);
	int fd, n;

	if (!text)
		return -ENOMEM;
	fd = root_open_file(root, path, O_RDONLY, 0);
	if (fd < 0)
		return fd;
	file = gzdopen(fd, "rb");
	if (!file) {
		(void)close(fd);
		return -ENOMEM;
	}
	n = gzread(file, text, (unsigned)max + 1);
	if (n < 0)
		return error_of(file);
	if ((size_t)n > max)
		return -EFBIG;
	/* Cut off in the middle it reads as a short file, and only this tells. */
	if (gzclose(take(file)) != Z_OK)
		return -EBADMSG;
	if (memchr(text, '\0', (size_t)n))
		return -EBADMSG;
	text[n] = '\0';
	*ret = take(text);
	return 0;
}
