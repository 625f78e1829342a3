/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What vfioprep itself noted, and whether one of its writes is still running. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/text.h"
#include "model/lease.h"
#include "os/lock.h"
#include "scan/read.h"

/* More than any lease; three step lists of a device are about two kilobytes. */
#define LEASE_SIZE_MAX 16384

static int read_one(const struct root *root, struct arena *arena, const char *name,
		    struct lease **ret, struct fault *f)
{
	char path[128], text[LEASE_SIZE_MAX];
	int r;

	r = text_format(path, sizeof(path), LEASE_DIRECTORY "/%s", name);
	if (r == 0)
		r = root_read(root, path, text, sizeof(text) - 1);
	if (r < 0)
		return r;
	/* root_read() cuts the last newline off, and a lease must end with one. */
	strcat(text, "\n");
	r = lease_read(arena, text, ret, f);
	if (r == 0 && strcmp(BDF_TEXT((*ret)->address), name) != 0)
		r = fault(f, -EINVAL, "it is for %s", BDF_TEXT((*ret)->address));
	return r;
}

int read_lease(struct place *place)
{
	struct host *host = place->scan->host;
	struct fault f = { 0 };
	struct lease *lease;
	int r;

	r = read_one(place->scan->root, host->arena, BDF_TEXT(place->device->address),
		     &lease, &f);
	if (r == 0)
		place->device->lease = lease;
	if (r == 0 || r == -ENOENT)
		return 0;
	return host_unknown(host, &place->device->unknown, "lease", LEASE_DIRECTORY, r);
}

static int append(struct arena *arena, const struct lease ***list, size_t *n,
		  const struct lease *lease)
{
	const struct lease **grown = arena_array(arena, *n + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	if (*n)
		memcpy(grown, *list, *n * sizeof(*grown));
	grown[(*n)++] = lease;
	*list = grown;
	return 0;
}

int scan_leases(const struct root *root, struct arena *arena, const struct lease ***ret,
		size_t *ret_n, struct fault *f)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	const struct lease **list = NULL;
	size_t n = 0;
	int r;

	r = root_opendir(root, LEASE_DIRECTORY, &stream);
	if (r < 0 && r != -ENOENT)
		return fault_errno(f, r, "cannot list /%s", LEASE_DIRECTORY);
	while (r == 0 && (entry = readdir(stream))) {
		struct fault cause = { 0 };
		struct lease *lease;
		struct bdf address;

		if (bdf_parse_kernel(entry->d_name, &address) < 0)
			continue;
		r = read_one(root, arena, entry->d_name, &lease, &cause);
		if (r < 0)
			return fault(f, r, "cannot read the lease /%s/%s: %s",
				     LEASE_DIRECTORY, entry->d_name,
				     cause.error ? cause.text : fault_words(r));
		r = append(arena, &list, &n, lease);
	}
	if (r == -ENOMEM)
		return fault(f, r, "out of memory");
	*ret = list;
	*ret_n = n;
	return 0;
}

/* All of proc/locks; it has no size, so it is read until it fits. */
static int read_locks(struct scan *scan)
{
	size_t size = 4096;
	int r;

	while (!scan->locks) {
		char *buffer = malloc(size);

		if (!buffer)
			return -ENOMEM;
		r = root_read(scan->root, "proc/locks", buffer, size);
		if (r == 0)
			scan->locks = buffer;
		else
			free(buffer);
		if (r < 0 && r != -EFBIG)
			return r;
		size *= 4;
	}
	return 0;
}

/*
 * proc/locks names a lock by device and inode, and everybody may read it: so an ordinary
 * user sees a running write too, and nobody takes the marker just to look.
 */
int read_busy(struct place *place)
{
	_cleanup_(close_fdp) int fd = -1;
	char path[128], name[64];
	struct stat st;
	int r;

	place->device->busy.known = KNOWN;
	r = text_format(path, sizeof(path), MARKER_DIRECTORY "/%s",
			BDF_TEXT(place->device->address));
	if (r == 0)
		fd = root_open_file(place->scan->root, path, O_PATH | O_NOFOLLOW, 0);
	if (fd == -ENOENT)
		return 0;
	if (fd >= 0)
		r = fstat(fd, &st) < 0 ? -errno : read_locks(place->scan);
	else
		r = fd;
	if (r == -ENOMEM)
		return r;
	if (r < 0) {
		place->device->busy.known = UNKNOWN;
		return host_unknown(place->scan->host, &place->device->unknown, "busy",
				    path, r);
	}
	(void)text_format(name, sizeof(name), " %02x:%02x:%lu ", major(st.st_dev),
			  minor(st.st_dev), (unsigned long)st.st_ino);
	place->device->busy.value = strstr(place->scan->locks, name) != NULL;
	return 0;
}
