/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <libmount.h>
#include <sys/sysmacros.h>

#include "base/cleanup.h"

static void table_unrefp(struct libmnt_table **table)
{
	mnt_unref_table(*table);
}

static void iter_freep(struct libmnt_iter **iter)
{
	mnt_free_iter(*iter);
}

/* A line that cannot be understood may be the one that matters. */
static int refuse_line(struct libmnt_table *table, const char *name, int line)
{
	(void)table, (void)name, (void)line;
	return -EBADMSG;
}

static int open_stream(const struct root *root, const char *path, FILE **ret)
{
	int fd = root_open_file(root, path, O_RDONLY, 0);

	if (fd < 0)
		return fd;
	*ret = fdopen(fd, "re");
	if (!*ret) {
		int error = -errno;

		(void)close(fd);
		return error;
	}
	return 0;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static int hand_over(struct libmnt_fs *fs, mount_taker *taker, void *context)
{
	bool is_swap = mnt_fs_is_swaparea(fs);
	dev_t number = is_swap ? 0 : mnt_fs_get_devno(fs);
	const struct mount mount = {
		.major = major(number),
		.minor = minor(number),
		.source = or_empty(mnt_fs_get_source(fs)),
		.target = is_swap ? "" : or_empty(mnt_fs_get_target(fs)),
		.root = is_swap ? "" : or_empty(mnt_fs_get_root(fs)),
		.type = or_empty(is_swap ? mnt_fs_get_swaptype(fs)
		                         : mnt_fs_get_fstype(fs)),
	};

	/* What looks like fstab is neither table. */
	if (!is_swap && !mnt_fs_is_kernel(fs))
		return -EBADMSG;
	return taker(&mount, context);
}

int mounts_read(const struct root *root, const char *path, mount_taker *taker,
                void *context)
{
	_cleanup_(fclosep) FILE *stream = NULL;
	_cleanup_(table_unrefp) struct libmnt_table *table = NULL;
	_cleanup_(iter_freep) struct libmnt_iter *iter = mnt_new_iter(MNT_ITER_FORWARD);
	struct libmnt_fs *fs;
	int r = open_stream(root, path, &stream);

	if (r < 0)
		return r;
	table = mnt_new_table();
	if (!table || !iter || mnt_table_set_parser_errcb(table, refuse_line) < 0)
		return -ENOMEM;
	r = mnt_table_parse_stream(table, stream, path);
	if (r != 0)
		return r == -ENOMEM ? r : -EBADMSG;
	if (ferror(stream))
		return -EIO;
	while (r == 0 && mnt_table_next_fs(table, iter, &fs) == 0)
		r = hand_over(fs, taker, context);
	return r;
}
