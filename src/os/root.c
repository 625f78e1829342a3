/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/root.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"

/* Renames come singly; so many during as many walks do not. */
#define TRIES_MAX 1000

int root_open(const char *directory, struct root *ret, struct fault *f)
{
	const char *path = directory ? directory : "/";
	int fd;

	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fault_errno(f, -errno, "cannot open the directory %s", path);

	ret->fd = fd;
	/* --root / is still a look from outside: only its absence means the live machine.
	 */
	ret->live = !directory;
	return 0;
}

void root_close(struct root *root)
{
	if (root->fd >= 0)
		(void)close(root->fd);
	root->fd = -1;
}

/* A tree is only as good as who made it: what is read of it is never waited for. */
static bool is_wary(const struct root *root, int flags)
{
	return !root->live && (flags & O_ACCMODE) == O_RDONLY &&
	       !(flags & (O_PATH | O_DIRECTORY));
}

/* FIFOs, sockets and devices are no facts. */
static int refuse_special(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	return S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) ? 0 : -ENXIO;
}

int root_open_file(const struct root *root, const char *path, int flags, mode_t mode)
{
	bool wary = is_wary(root, flags);
	/* openat2() refuses what O_PATH would ignore. */
	int more = flags & O_PATH ? O_CLOEXEC
	                          : O_CLOEXEC | O_NOCTTY | (wary ? O_NONBLOCK : 0);
	struct open_how how = {
		.flags = (unsigned)(flags | more),
		.mode = flags & O_CREAT ? mode : 0,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	long fd;
	int r;

	/* A rename anywhere on the machine makes the walk over ".." uncertain:
	 * openat2(2). */
	for (int tries = 0; tries < TRIES_MAX; tries++) {
		fd = syscall(SYS_openat2, root->fd, path, &how, sizeof(how));
		if (fd >= 0 || errno != EAGAIN)
			break;
	}
	/* Old kernels lack openat2, some containers forbid it; "/" needs no containment.
	 */
	if (fd < 0 && (errno == ENOSYS || errno == EPERM) && root->live)
		fd = openat(root->fd, path, flags | more, mode);
	if (fd < 0)
		return -errno;
	r = wary ? refuse_special((int)fd) : 0;
	if (r < 0)
		(void)close((int)fd);
	return r < 0 ? r : (int)fd;
}

/* Reads until the end or until SIZE is full; the number of bytes or -errno. */
static ssize_t read_all(int fd, char *buffer, size_t size)
{
	size_t used = 0;

	while (used < size) {
		ssize_t n = read(fd, buffer + used, size - used);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		used += (size_t)n;
	}
	return (ssize_t)used;
}

/* Of the N bytes that were read (or -errno) makes a text. */
static int make_text(char *buffer, ssize_t n, size_t size)
{
	if (n < 0)
		return (int)n;
	if ((size_t)n == size)
		return -EFBIG;
	if (memchr(buffer, '\0', (size_t)n))
		return -EBADMSG;
	if (n > 0 && buffer[n - 1] == '\n')
		n--;
	buffer[n] = '\0';
	return 0;
}

int file_read(int fd, char *buffer, size_t size)
{
	return make_text(buffer, read_all(fd, buffer, size), size);
}

int root_read(const struct root *root, const char *path, char *buffer, size_t size)
{
	_cleanup_(close_fdp) int fd = root_open_file(root, path, O_RDONLY, 0);

	return fd < 0 ? fd : file_read(fd, buffer, size);
}

ssize_t root_read_bytes(const struct root *root, const char *path, void *buffer,
                        size_t size)
{
	_cleanup_(close_fdp) int fd = root_open_file(root, path, O_RDONLY, 0);

	return fd < 0 ? fd : read_all(fd, buffer, size);
}

static int read_target(int directory, const char *name, char *buffer, size_t size)
{
	ssize_t n = readlinkat(directory, name, buffer, size);

	if (n < 0)
		return -errno;
	if ((size_t)n == size)
		return -ENAMETOOLONG;
	buffer[n] = '\0';
	return 0;
}

int root_readlink(const struct root *root, const char *path, char *buffer, size_t size)
{
	_cleanup_(close_fdp) int fd = root_open_file(root, path, O_PATH | O_NOFOLLOW, 0);

	if (fd < 0)
		return fd;
	/* The kernel answers ENOENT for an empty name where the file is no link at all.
	 */
	return read_target(fd, "", buffer, size);
}

int root_opendir(const struct root *root, const char *path, DIR **ret)
{
	int fd = root_open_file(root, path, O_RDONLY | O_DIRECTORY, 0);
	DIR *stream;

	if (fd < 0)
		return fd;
	stream = fdopendir(fd);
	if (!stream) {
		int error = -errno;

		(void)close(fd);
		return error;
	}
	*ret = stream;
	return 0;
}

int dir_read(int directory, const char *name, char *buffer, size_t size)
{
	_cleanup_(close_fdp) int fd = openat(directory, name,
	                                     O_RDONLY | O_CLOEXEC | O_NOCTTY |
	                                             O_NOFOLLOW | O_NONBLOCK);
	ssize_t n;

	if (fd < 0)
		return -errno;
	/* An attribute comes whole with the first read: a second one would only say so.
	 */
	n = read(fd, buffer, size);
	if (n < 0)
		return -errno;
	/* So does nothing from a FIFO. */
	if (n == 0 && refuse_special(fd) < 0)
		return -ENXIO;
	return make_text(buffer, n, size);
}

int dir_readlink(int directory, const char *name, char *buffer, size_t size)
{
	return read_target(directory, name, buffer, size);
}
