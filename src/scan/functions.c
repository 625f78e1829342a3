/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which PCI functions there are, and which stands above which. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scan/read.h"

static int add(struct host *host, size_t *room, struct bdf address)
{
	struct device *device = arena_alloc(host->arena, sizeof(*device));
	struct device **grown = arena_grow(host->arena, host->devices, host->n_devices,
	                                   sizeof(struct device *), room);

	if (!device || !grown)
		return -ENOMEM;
	device->address = address;
	grown[host->n_devices++] = device;
	host->devices = grown;
	return 0;
}

static int by_address(const void *a, const void *b)
{
	return bdf_compare((*(struct device *const *)a)->address,
	                   (*(struct device *const *)b)->address);
}

/* TARGET ends in the name of a root bus; a function above that has made it. */
static void find_maker(struct host *host, char *target, struct device *device)
{
	char *slash = strrchr(target, '/');
	struct bdf maker;

	if (!slash)
		return;
	*slash = '\0';
	if (bdf_parse_kernel(text_base(target), &maker) == 0)
		device->bus_maker = host_find(host, maker);
}

/* The entry's link target ends in PARENT/ADDRESS. */
static int find_parent(struct host *host, int directory, struct device *device)
{
	char target[512], *slash;
	struct bdf above;
	int r;

	r = dir_readlink(directory, BDF_TEXT(device->address), target, sizeof(target));
	if (r < 0)
		return host_unknown(host, &device->unknown, "parent", NULL, r);
	slash = strrchr(target, '/');
	/* A link to itself is how a .tree says that the real one could not be read. */
	if (!slash)
		return host_unknown(host, &device->unknown, "parent", NULL, -ELOOP);
	*slash = '\0';
	device->parent_name = arena_text(host->arena, text_base(target));
	if (!device->parent_name)
		return -ENOMEM;
	if (bdf_parse_kernel(device->parent_name, &above) < 0) {
		find_maker(host, target, device);
		return 0;
	}
	device->parent = host_find(host, above);
	/* It went meanwhile, or a tree lacks it. */
	return device->parent
	               ? 0
	               : host_unknown(host, &device->unknown, "parent", NULL, -ENOENT);
}

static int read_entries(struct host *host, DIR *stream)
{
	const struct dirent *entry;
	size_t room = 0;
	int r;

	while ((errno = 0, entry = readdir(stream))) {
		struct bdf address;

		/* readdir() has no order, and anything may lie beside the functions. */
		if (bdf_parse_kernel(entry->d_name, &address) < 0)
			continue;
		r = add(host, &room, address);
		if (r < 0)
			return r;
	}
	return -errno;
}

int scan_host(struct scan *scan, struct host **ret, struct fault *f)
{
	_cleanup_(host_freep) struct host *host = host_new();
	_cleanup_(closedirp) DIR *stream = NULL;
	int r;

	if (!host)
		return fault(f, -ENOMEM, "out of memory");
	r = root_opendir(scan->root, DEVICE_DIRECTORY, &stream);
	if (r < 0 && r != -ENOENT)
		return fault_errno(f, r, "cannot list /%s", DEVICE_DIRECTORY);
	if (r == 0)
		r = read_entries(host, stream);
	if (r < 0 && r != -ENOENT)
		return fault_errno(f, r, "cannot list /%s", DEVICE_DIRECTORY);

	if (host->n_devices)
		qsort(host->devices, host->n_devices, sizeof(struct device *),
		      by_address);
	for (size_t i = 0; i < host->n_devices; i++) {
		r = find_parent(host, dirfd(stream), host->devices[i]);
		if (r < 0)
			return fault(f, r, "out of memory");
	}
	*ret = take(host);
	return 0;
}
