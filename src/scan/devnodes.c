/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine's own nodes by which programs reach KVM, VFIO and iommufd. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "scan/sources.h"

struct row {
	const char *path;
	struct node *ret;
	enum known *known;
};

static int read_row(struct scan *scan, struct platform *platform, const struct row *row)
{
	_cleanup_(close_fdp) int fd = root_open_file(scan->root, row->path, O_PATH, 0);
	struct stat st;

	*row->known = fd == -ENOENT ? platform_absent(scan, "dev") : KNOWN;
	if (*row->known == ABSENT)
		return 0;
	if (fd < 0 || fstat(fd, &st) < 0) {
		*row->known = UNKNOWN;
		return platform_unknown(scan, platform, "nodes", row->path,
		                        fd < 0 ? fd : -errno);
	}
	*row->ret = (struct node){ row->path, st.st_uid, st.st_gid, st.st_mode & 07777 };
	return 0;
}

static bool is_there(struct scan *scan, const char *path)
{
	_cleanup_(close_fdp) int fd = root_open_file(scan->root, path, O_PATH, 0);

	return fd >= 0;
}

int read_platform_nodes(struct scan *scan, struct platform *platform)
{
	const struct row rows[] = {
		{ "dev/kvm", &platform->kvm, &platform->kvm_known },
		{ "dev/vfio/vfio", &platform->vfio, &platform->vfio_known },
		{ "dev/iommu", &platform->iommufd, &platform->iommufd_known },
	};
	int r = 0;

	/* udev makes the node also where nothing is behind it (modules.devname); the
	 * driver's own entry comes with kvm_init(). */
	platform->kvm_driver = is_there(scan, "sys/class/misc/kvm")
	                               ? KNOWN
	                               : platform_absent(scan, "sys/class/misc");
	for (size_t i = 0; r == 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
		r = read_row(scan, platform, &rows[i]);
	return r;
}
