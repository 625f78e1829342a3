/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IOMMU groups: who is in one with a device, and which memory the firmware reserved
 * there. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "scan/read.h"

int read_group(struct place *place)
{
	struct number *id = &place->device->group_id;
	struct text link;
	int r;

	r = place_link(place, "iommu_group", "group", &link);
	id->known = link.known;
	if (r < 0 || link.known != KNOWN)
		return r;
	r = text_decimal(link.value, strlen(link.value), UINT32_MAX, &id->value);
	if (r == 0)
		return 0;
	id->known = UNKNOWN;
	return place_unknown(place, "group", "iommu_group", r);
}

static int add_group(struct host *host, unsigned id, struct iommu_group **ret)
{
	struct iommu_group *group = arena_alloc(host->arena, sizeof(*group));
	struct iommu_group **grown = arena_grow(host->arena, host->groups, host->n_groups,
	                                        sizeof(struct iommu_group *),
	                                        &host->groups_room);
	size_t at = host->n_groups;

	if (!group || !grown)
		return -ENOMEM;
	host->groups = grown;
	group->id = id;
	/* From the end: the kernel numbers groups about as it finds devices. */
	for (; at > 0 && host->groups[at - 1]->id > id; at--)
		host->groups[at] = host->groups[at - 1];
	host->groups[at] = group;
	host->n_groups++;
	*ret = group;
	return 0;
}

static int add_other(struct scan *scan, struct iommu_group *group, const char *name)
{
	struct member *member = arena_alloc(scan->host->arena, sizeof(*member));
	char path[512], target[512];
	int r;

	if (!member)
		return -ENOMEM;
	member->name = arena_text(scan->host->arena, name);
	r = text_format(path, sizeof(path), GROUP_DIRECTORY "/%u/devices/%s/driver",
	                group->id, name);
	if (r == 0)
		r = root_readlink(scan->root, path, target, sizeof(target));
	member->driver.known = r == 0 ? KNOWN : r == -ENOENT ? ABSENT : UNKNOWN;
	if (r == 0)
		member->driver.value = arena_text(scan->host->arena, text_base(target));
	if (!member->name || (r == 0 && !member->driver.value))
		return -ENOMEM;
	member->next = group->others;
	group->others = member;
	return 0;
}

static void join_group(struct iommu_group *group, struct device *device)
{
	struct device **end = &group->first;

	while (*end && bdf_compare((*end)->address, device->address) < 0)
		end = &(*end)->next_in_group;
	device->next_in_group = *end;
	*end = device;
	device->group = group;
}

static int add_member(struct scan *scan, struct iommu_group *group, const char *name)
{
	struct bdf address;
	struct device *device = NULL;

	if (name[0] == '.')
		return 0;
	if (bdf_parse_kernel(name, &address) == 0)
		device = host_find(scan->host, address);
	/* A function that came after the list was read is as foreign as a platform
	 * device. */
	if (!device)
		return add_other(scan, group, name);
	join_group(group, device);
	return 0;
}

static int list_members(struct scan *scan, struct iommu_group *group)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	char path[128];
	int r;

	r = text_format(path, sizeof(path), GROUP_DIRECTORY "/%u/devices", group->id);
	if (r == 0)
		r = root_opendir(scan->root, path, &stream);
	if (r < 0 || !stream) {
		group->others_known = UNKNOWN;
		return host_unknown(scan->host, &group->unknown, "members", path, r);
	}
	group->others_known = KNOWN;
	while ((entry = readdir(stream))) {
		r = add_member(scan, group, entry->d_name);
		if (r < 0)
			return r;
	}
	return 0;
}

static int read_flag(struct scan *scan, struct iommu_group *group)
{
	char path[128], name[64];
	int r;

	r = text_format(path, sizeof(path), GROUP_DIRECTORY "/%u/name", group->id);
	if (r == 0)
		r = root_read(scan->root, path, name, sizeof(name));
	group->noiommu.known = r == 0 || r == -ENOENT ? KNOWN : UNKNOWN;
	group->noiommu.value = r == 0 && strcmp(name, "vfio-noiommu") == 0;
	return 0;
}

static int read_whole(struct scan *scan, unsigned id)
{
	struct iommu_group *group;
	int r;

	r = add_group(scan->host, id, &group);
	if (r == 0)
		r = list_members(scan, group);
	return r < 0 ? r : read_flag(scan, group);
}

int read_members(struct place *place)
{
	struct device *device = place->device;

	if (device->group || device->group_id.known != KNOWN)
		return 0;
	/* Read before, and this device was not in it: it is moving, and stays groupless.
	 */
	if (host_group(place->scan->host, device->group_id.value))
		return 0;
	return read_whole(place->scan, device->group_id.value);
}

static int read_entry(struct scan *scan, const char *name)
{
	uint32_t id;
	int r = 0;

	if (text_decimal(name, strlen(name), UINT32_MAX, &id) < 0)
		return 0;
	if (!host_group(scan->host, id))
		r = read_whole(scan, id);
	return r < 0 ? r : group_regions(scan, host_group(scan->host, id));
}

int scan_groups(struct scan *scan, struct host *host, struct fault *f)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r;

	scan->host = host;
	r = root_opendir(scan->root, GROUP_DIRECTORY, &stream);
	if (r < 0 && r != -ENOENT)
		return fault_errno(f, r, "cannot list /%s", GROUP_DIRECTORY);
	while (r == 0 && (entry = readdir(stream)))
		r = read_entry(scan, entry->d_name);
	return r == -ENOMEM ? fault(f, r, "out of memory") : 0;
}
