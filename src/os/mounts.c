/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <libmount.h>
#include <sys/sysmacros.h>

#include "base/cleanup.h"
#include "os/library.h"

/* It brings libblkid, libselinux and a library for patterns: nothing of them is called.
 */
#define LIBMOUNT "libmount.so.1"
LIBRARY_NOTE(mount, LIBMOUNT, "Which disks are mounted or swap space", "required");

struct mount_calls {
	LIBRARY_CALL(mnt_new_table);
	LIBRARY_CALL(mnt_unref_table);
	LIBRARY_CALL(mnt_new_iter);
	LIBRARY_CALL(mnt_free_iter);
	LIBRARY_CALL(mnt_table_set_parser_errcb);
	LIBRARY_CALL(mnt_table_parse_stream);
	LIBRARY_CALL(mnt_table_next_fs);
	LIBRARY_CALL(mnt_fs_is_swaparea);
	LIBRARY_CALL(mnt_fs_is_kernel);
	LIBRARY_CALL(mnt_fs_get_devno);
	LIBRARY_CALL(mnt_fs_get_source);
	LIBRARY_CALL(mnt_fs_get_target);
	LIBRARY_CALL(mnt_fs_get_root);
	LIBRARY_CALL(mnt_fs_get_swaptype);
	LIBRARY_CALL(mnt_fs_get_fstype);
};

static const struct library_symbol symbols[] = {
	LIBRARY_SYMBOL(mount_calls, mnt_new_table),
	LIBRARY_SYMBOL(mount_calls, mnt_unref_table),
	LIBRARY_SYMBOL(mount_calls, mnt_new_iter),
	LIBRARY_SYMBOL(mount_calls, mnt_free_iter),
	LIBRARY_SYMBOL(mount_calls, mnt_table_set_parser_errcb),
	LIBRARY_SYMBOL(mount_calls, mnt_table_parse_stream),
	LIBRARY_SYMBOL(mount_calls, mnt_table_next_fs),
	LIBRARY_SYMBOL(mount_calls, mnt_fs_is_swaparea),
	LIBRARY_SYMBOL(mount_calls, mnt_fs_is_kernel),
	LIBRARY_SYMBOL(mount_calls, mnt_fs_get_devno),
	LIBRARY_SYMBOL(mount_calls, mnt_fs_get_source),
	LIBRARY_SYMBOL(mount_calls, mnt_fs_get_target),
	LIBRARY_SYMBOL(mount_calls, mnt_fs_get_root),
	LIBRARY_SYMBOL(mount_calls, mnt_fs_get_swaptype),
	LIBRARY_SYMBOL(mount_calls, mnt_fs_get_fstype),
};

/* A table, the way through it, and the library that both are of. */
struct reader {
	struct mount_calls calls;
	struct libmnt_table *table;
	struct libmnt_iter *iter;
};

static void reader_close(struct reader *reader)
{
	if (reader->table)
		reader->calls.mnt_unref_table(reader->table);
	if (reader->iter)
		reader->calls.mnt_free_iter(reader->iter);
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

static int reader_open(struct reader *reader)
{
	int r = library_open(LIBMOUNT, symbols, sizeof(symbols) / sizeof(symbols[0]),
	                     &reader->calls);

	if (r < 0)
		return r;
	reader->table = reader->calls.mnt_new_table();
	reader->iter = reader->calls.mnt_new_iter(MNT_ITER_FORWARD);
	if (!reader->table || !reader->iter ||
	    reader->calls.mnt_table_set_parser_errcb(reader->table, refuse_line) < 0)
		return -ENOMEM;
	return 0;
}

static int hand_over(const struct mount_calls *calls, struct libmnt_fs *fs,
                     mount_taker *taker, void *context)
{
	bool is_swap = calls->mnt_fs_is_swaparea(fs);
	dev_t number = is_swap ? 0 : calls->mnt_fs_get_devno(fs);
	const struct mount mount = {
		.major = major(number),
		.minor = minor(number),
		.source = or_empty(calls->mnt_fs_get_source(fs)),
		.target = is_swap ? "" : or_empty(calls->mnt_fs_get_target(fs)),
		.root = is_swap ? "" : or_empty(calls->mnt_fs_get_root(fs)),
		.type = or_empty(is_swap ? calls->mnt_fs_get_swaptype(fs)
		                         : calls->mnt_fs_get_fstype(fs)),
	};

	/* What looks like fstab is neither table. */
	if (!is_swap && !calls->mnt_fs_is_kernel(fs))
		return -EBADMSG;
	return taker(&mount, context);
}

int mounts_read(const struct root *root, const char *path, mount_taker *taker,
                void *context)
{
	_cleanup_(fclosep) FILE *stream = NULL;
	_cleanup_(reader_close) struct reader reader = { 0 };
	struct libmnt_fs *fs;
	int r = open_stream(root, path, &stream);

	if (r < 0)
		return r;
	r = reader_open(&reader);
	if (r < 0)
		return r;
	r = reader.calls.mnt_table_parse_stream(reader.table, stream, path);
	if (r != 0)
		return r == -ENOMEM ? r : -EBADMSG;
	if (ferror(stream))
		return -EIO;
	while (r == 0 &&
	       reader.calls.mnt_table_next_fs(reader.table, reader.iter, &fs) == 0)
		r = hand_over(&reader.calls, fs, taker, context);
	return r;
}
