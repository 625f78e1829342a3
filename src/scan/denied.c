/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of VFIO's nodes the device cgroup of this process keeps from it. With cgroup v2
 * that is a program that no file shows, but access(2) asks it as open(2) does, and
 * nothing is opened: devcgroup_inode_permission() in inode_permission(), fs/namei.c of
 * Linux.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "scan/listing.h"
#include "scan/sources.h"

/* What a tree has instead: a file for each node that is denied. */
#define MARKS "vfioprep/denied"

/* 0; EPERM: denied; EACCES: the mode forbids it before anybody else is asked; -errno. */
static int ask_live(struct scan *scan, const char *path)
{
	_cleanup_(close_fdp) int fd = root_open_file(scan->root, path, O_PATH, 0);

	if (fd < 0)
		return fd;
	if (faccessat(fd, "", R_OK | W_OK, AT_EMPTY_PATH) == 0)
		return 0;
	return errno == EPERM || errno == EACCES ? errno : -errno;
}

static bool is_there(struct scan *scan, const char *path)
{
	_cleanup_(close_fdp) int fd = root_open_file(scan->root, path, O_PATH, 0);

	return fd >= 0;
}

static int ask_tree(struct scan *scan, const char *path)
{
	char mark[512];

	if (!is_there(scan, MARKS) || !is_there(scan, path) ||
	    text_format(mark, sizeof(mark), MARKS "/%s", path) < 0)
		return -ENOENT;
	return is_there(scan, mark) ? EPERM : 0;
}

static int add(struct scan *scan, struct platform *platform, const char *path)
{
	struct denied_node *node;
	int r = !path              ? -ENOMEM
	        : scan->root->live ? ask_live(scan, path)
	                           : ask_tree(scan, path);

	if (r == 0 && !platform->allowed)
		platform->allowed = path;
	if (r != EPERM)
		return r == -ENOMEM ? r : 0;
	node = arena_alloc(scan->host->arena, sizeof(*node));
	if (!node)
		return -ENOMEM;
	*node = (struct denied_node){ path, platform->denied };
	platform->denied = node;
	return 0;
}

/* Backwards, for each is put before the others. */
static int add_all(struct scan *scan, struct platform *platform, const char *directory)
{
	struct listing listing;
	int r = listing_read(scan->root, scan->host->arena, directory, &listing);

	/* What cannot be listed cannot be opened either, and that others say. */
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	for (size_t i = listing.n; r == 0 && i-- > 0;)
		if (!text_equal(listing.names[i], "devices"))
			r = add(scan, platform,
			        arena_printf(scan->host->arena, "%s/%s", directory,
			                     listing.names[i]));
	return r;
}

int read_denied(struct scan *scan, struct platform *platform)
{
	int r = add_all(scan, platform, "dev/vfio/devices");

	if (r == 0)
		r = add_all(scan, platform, "dev/vfio");
	return r == 0 ? add(scan, platform, "dev/iommu") : r;
}
