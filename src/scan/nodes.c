/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a native driver makes of a device, so that its return can be waited for. */
#include <errno.h>
#include <fcntl.h>

#include "base/text.h"
#include "scan/read.h"

/* Opens the first entry of DIRECTORY/NAME that starts with PREFIX; -ENOENT. */
static int open_first(int directory, const char *name, const char *prefix)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int fd = openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	stream = fdopendir(fd);
	while (stream && (entry = readdir(stream)))
		if (entry->d_name[0] != '.' && text_starts(entry->d_name, prefix)) {
			fd = openat(dirfd(stream), entry->d_name, O_PATH | O_CLOEXEC);
			return fd < 0 ? -errno : fd;
		}
	return -ENOENT;
}

int read_nodes(struct place *place)
{
	struct text *node = &place->device->native_node;
	_cleanup_(close_fdp) int net = open_first(place->directory, "net", "");
	_cleanup_(close_fdp) int nvme = open_first(place->directory, "nvme", "nvme");
	_cleanup_(close_fdp) int disk = nvme < 0 ? nvme : open_first(nvme, ".", "nvme");

	*node = (struct text){ ABSENT, NULL };
	if (net >= 0)
		*node = (struct text){ KNOWN, "net" };
	else if (disk >= 0)
		*node = (struct text){ KNOWN, "nvme" };
	return 0;
}
