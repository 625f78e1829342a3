/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"

/* Opens the directory PATH lies in and tells the name behind the last slash. */
static int open_parent(const struct root *root, const char *path, const char **ret_name)
{
	const char *name = text_base(path);
	char parent[256];
	int r;

	r = text_format(parent, sizeof(parent), "%.*s", (int)(name - path), path);
	if (r < 0)
		return r;
	*ret_name = name;
	return root_open_file(root, *parent ? parent : ".", O_RDONLY | O_DIRECTORY, 0);
}

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t n = write(fd, text, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		text += n;
		left -= (size_t)n;
	}
	return 0;
}

static int write_temporary(int directory, const char *text, mode_t mode)
{
	_cleanup_(close_fdp) int fd =
		openat(directory, FILE_TEMPORARY,
	               O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode);
	int r;

	if (fd < 0)
		return -errno;
	/* The mode asked for, whatever the umask. */
	if (fchmod(fd, mode) < 0)
		return -errno;
	r = write_all(fd, text);
	if (r < 0)
		return r;
	return fsync(fd) < 0 ? -errno : 0;
}

int replace_file(const struct root *root, const char *path, const char *text, mode_t mode)
{
	const char *name;
	_cleanup_(close_fdp) int directory = open_parent(root, path, &name);
	int r;

	if (directory < 0)
		return directory;
	r = write_temporary(directory, text, mode);
	if (r == 0 && renameat(directory, FILE_TEMPORARY, directory, name) < 0)
		r = -errno;
	if (r < 0) {
		(void)unlinkat(directory, FILE_TEMPORARY, 0);
		return r;
	}
	return fsync(directory) < 0 ? -errno : 0;
}

int remove_file(const struct root *root, const char *path)
{
	const char *name;
	_cleanup_(close_fdp) int directory = open_parent(root, path, &name);

	if (directory < 0)
		return directory;
	return unlinkat(directory, name, 0) < 0 ? -errno : 0;
}

int make_directory(const struct root *root, const char *path, mode_t mode)
{
	const char *name;
	_cleanup_(close_fdp) int parent = open_parent(root, path, &name);

	if (parent < 0)
		return parent;
	if (mkdirat(parent, name, mode) == 0)
		return fchmodat(parent, name, mode, 0) < 0 ? -errno : 0;
	return errno == EEXIST ? 0 : -errno;
}

int file_owner(const struct root *root, const char *path, uid_t *ret_uid, gid_t *ret_gid,
               mode_t *ret_mode)
{
	_cleanup_(close_fdp) int fd = root_open_file(root, path, O_PATH | O_NOFOLLOW, 0);
	struct stat st;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	*ret_uid = st.st_uid;
	*ret_gid = st.st_gid;
	*ret_mode = st.st_mode & 07777;
	return 0;
}

int set_file_owner(const struct root *root, const char *path, uid_t uid, gid_t gid,
                   mode_t mode)
{
	const char *name;
	_cleanup_(close_fdp) int directory = open_parent(root, path, &name);

	if (directory < 0)
		return directory;
	/* Shut it before it changes hands. */
	if (fchmodat(directory, name, mode & 0600, 0) < 0 ||
	    fchownat(directory, name, uid, gid, AT_SYMLINK_NOFOLLOW) < 0 ||
	    fchmodat(directory, name, mode, 0) < 0)
		return -errno;
	return 0;
}
