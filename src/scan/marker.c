/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proc/locks names a lock by device and inode, and everybody may read it: so an ordinary
 * user sees a running write too, and nobody takes the marker just to look.
 */
#include "scan/marker.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "os/lock.h"
#include "scan/read.h"

/* It has no size, so it is read until it fits. */
int marker_locks(const struct root *root, char **ret)
{
	for (size_t size = 4096;; size *= 4) {
		_cleanup_(freep) char *buffer = malloc(size);
		int r = buffer ? root_read(root, "proc/locks", buffer, size) : -ENOMEM;

		if (r == 0)
			*ret = take(buffer);
		if (r != -EFBIG)
			return r;
	}
}

/* "1: FLOCK  ADVISORY  WRITE 1234 00:17:5678 0 EOF": the word before the name is the pid.
 */
static pid_t pid_before(const char *locks, const char *found)
{
	const char *start = found;
	uint32_t pid;

	while (start > locks && start[-1] != ' ' && start[-1] != '\n')
		start--;
	return text_decimal(start, (size_t)(found - start), INT32_MAX, &pid) == 0
	               ? (pid_t)pid
	               : 0;
}

int marker_holder(const struct root *root, struct bdf device, const char *locks,
                  pid_t *ret)
{
	_cleanup_(close_fdp) int fd = -1;
	char path[128], name[64];
	const char *found;
	struct stat st;
	int r;

	r = text_format(path, sizeof(path), MARKER_DIRECTORY "/%s", BDF_TEXT(device));
	if (r < 0)
		return r;
	fd = root_open_file(root, path, O_PATH | O_NOFOLLOW, 0);
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	r = text_format(name, sizeof(name), " %02x:%02x:%lu ", major(st.st_dev),
	                minor(st.st_dev), (unsigned long)st.st_ino);
	if (r < 0)
		return r;
	found = strstr(locks, name);
	if (!found)
		return -ENOENT;
	*ret = pid_before(locks, found);
	return 0;
}

int read_busy(struct place *place)
{
	struct scan *scan = place->scan;
	struct number *busy = &place->device->busy;
	pid_t writer;
	int r = 0;

	if (!scan->locks)
		r = marker_locks(scan->root, &scan->locks);
	/* A tree without proc/locks is no running machine: nothing writes there. */
	if (r == -ENOENT && !scan->root->live)
		r = 0;
	else if (r == 0)
		r = marker_holder(scan->root, place->device->address, scan->locks,
		                  &writer);
	if (r == -ENOMEM)
		return r;
	busy->known = r < 0 && r != -ENOENT ? UNKNOWN : KNOWN;
	busy->value = r == 0 && scan->locks;
	return busy->known == KNOWN ? 0 : place_unknown(place, "busy", NULL, r);
}
