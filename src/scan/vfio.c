/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The nodes by which a VFIO user opens a device. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/text.h"
#include "scan/read.h"

/* For a group that waits for something. */
#define OPEN_MS 2000

static int read_node(struct place *place, const char *path, const char *member,
                     struct node *ret)
{
	_cleanup_(close_fdp) int fd = root_open_file(place->scan->root, path, O_PATH, 0);
	struct stat st;

	if (fd == -ENOENT)
		return 0;
	if (fd < 0 || fstat(fd, &st) < 0)
		return host_unknown(place->scan->host, &place->device->unknown, member,
		                    path, fd < 0 ? fd : -errno);
	ret->path = arena_text(place->scan->host->arena, path);
	ret->uid = st.st_uid;
	ret->gid = st.st_gid;
	ret->mode = st.st_mode & 07777;
	return ret->path ? 0 : -ENOMEM;
}

static int read_group_node(struct place *place)
{
	struct device *device = place->device;
	char path[64];
	int r;

	if (device->group_id.known != KNOWN)
		return 0;
	r = text_format(path, sizeof(path), "dev/vfio/%s%u",
	                device->vfio.noiommu ? "noiommu-" : "", device->group_id.value);
	return r < 0 ? r
	             : read_node(place, path, "vfio.group_node",
	                         &device->vfio.group_node);
}

/* The directory exists also where cdevs are compiled out; its file `dev` does not. */
static int read_cdev(struct place *place)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int fd = openat(place->directory, "vfio-dev", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT
		               ? 0
		               : place_unknown(place, "vfio.cdev", "vfio-dev", -errno);
	stream = fdopendir(fd);
	if (!stream)
		(void)close(fd);
	while (stream && (entry = readdir(stream))) {
		char path[64 + sizeof(entry->d_name)];

		if (!text_starts(entry->d_name, "vfio"))
			continue;
		if (text_format(path, sizeof(path), "%s/dev", entry->d_name) < 0 ||
		    faccessat(dirfd(stream), path, F_OK, 0) < 0)
			continue;
		(void)text_format(path, sizeof(path), "dev/vfio/devices/%s",
		                  entry->d_name);
		return read_node(place, path, "vfio.cdev", &place->device->vfio.cdev);
	}
	return 0;
}

/*
 * One file at a time has a group (vfio_group_fops_open() in drivers/vfio/group.c), none
 * while a device of it is open by its own node; a device's descriptor keeps the group's
 * file though that was closed.
 */
int read_in_use(struct place *place)
{
	struct device *device = place->device;
	const char *path = device->vfio.group_node.path;
	int r;

	if (!path || !place->scan->open)
		return 0;
	r = worker_open(place->scan->worker, path, clock_in(OPEN_MS));
	/* Its last device has just left it. */
	if (r == -ENODEV || r == -ENOENT)
		r = 0;
	device->vfio.in_use.value = r == -EBUSY;
	device->vfio.in_use.known = r == 0 || r == -EBUSY ? KNOWN : UNKNOWN;
	if (device->vfio.in_use.known == KNOWN)
		return 0;
	return host_unknown(place->scan->host, &device->unknown, "vfio.in_use", path,
	                    r == WORKER_LATE ? -ETIMEDOUT : r);
}

int read_vfio(struct place *place)
{
	struct device *device = place->device;
	int r;

	device->vfio.known = KNOWN;
	if (device->group && device->group->noiommu.known == KNOWN)
		device->vfio.noiommu = device->group->noiommu.value;
	r = read_group_node(place);
	return r < 0 ? r : read_cdev(place);
}
