/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/numbers.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

#define VFIO_GROUP  "/virtual/vfio/"
#define VFIO_DEVICE "/vfio-dev/"

/* "../../devices/virtual/vfio/12" and ".../vfio/noiommu-12" are nodes of groups. */
static uint32_t parse_group(const char *target)
{
	const char *name = strstr(target, VFIO_GROUP);
	uint32_t group;

	if (!name)
		return NO_GROUP;
	name += strlen(VFIO_GROUP);
	if (text_starts(name, "noiommu-"))
		name += strlen("noiommu-");
	return text_decimal(name, strlen(name), NO_GROUP - 1, &group) == 0 ? group
	                                                                   : NO_GROUP;
}

static uint32_t read_group_of(struct scan *scan, const struct device *device)
{
	char path[128], target[512];
	const char *name;
	uint32_t group;

	if (text_format(path, sizeof(path), DEVICE_DIRECTORY "/%s/iommu_group",
	                BDF_TEXT(device->address)) < 0 ||
	    root_readlink(scan->root, path, target, sizeof(target)) < 0)
		return NO_GROUP;
	name = text_base(target);
	return text_decimal(name, strlen(name), NO_GROUP - 1, &group) == 0 ? group
	                                                                   : NO_GROUP;
}

uint32_t group_of_place(struct scan *scan, const char *place)
{
	const struct owner *owners = NULL;
	char path[512];

	return owners_add(scan, &owners, "", place, path, sizeof(path)) == 0 && owners
	               ? read_group_of(scan, owners->device)
	               : NO_GROUP;
}

static int note(struct scan *scan, struct numbers *numbers, const char *path, int error)
{
	if (error == -ENOMEM)
		return error;
	if (numbers->path)
		return 0;
	numbers->path = arena_text(scan->host->arena, path);
	numbers->error = error;
	return numbers->path ? 0 : -ENOMEM;
}

int numbers_add(struct scan *scan, struct numbers *numbers, const struct numbered *what)
{
	struct numbered *node = arena_alloc(scan->host->arena, sizeof(*node));

	if (!node)
		return -ENOMEM;
	*node = *what;
	node->name = arena_text(scan->host->arena, what->name);
	node->next = numbers->first;
	numbers->first = node;
	return node->name ? 0 : -ENOMEM;
}

/* Whose it is, by where the link of its number leads. */
static int place(struct scan *scan, struct numbers *numbers, const char *directory,
                 const char *target, struct numbered *node)
{
	char path[512] = "";
	int r;

	node->name = text_base(target);
	node->group = parse_group(target);
	r = owners_add(scan, &node->owners, directory, target, path, sizeof(path));
	if (r < 0)
		return note(scan, numbers, *path ? path : directory, r);
	if (node->owners && strstr(target, VFIO_DEVICE))
		node->group = read_group_of(scan, node->owners->device);
	node->use = node->group == NO_GROUP ? USE_OPEN : USE_VFIO;
	return node->owners || node->group != NO_GROUP ? numbers_add(scan, numbers, node)
	                                               : 0;
}

/* "116:3" */
static int parse_number(const char *text, struct numbered *node)
{
	const char *colon = strchr(text, ':');

	if (!colon ||
	    text_decimal(text, (size_t)(colon - text), UINT32_MAX, &node->major) < 0)
		return -EINVAL;
	return text_decimal(colon + 1, strlen(colon + 1), UINT32_MAX, &node->minor);
}

static int read_entry(struct scan *scan, struct numbers *numbers, const char *directory,
                      DIR *stream, const char *name, bool is_block)
{
	struct numbered node = { .is_block = is_block };
	char target[512], path[64];
	int r;

	if (parse_number(name, &node) < 0)
		return 0;
	r = dir_readlink(dirfd(stream), name, target, sizeof(target));
	/* A link to itself is how a .tree says that the real one could not be read. */
	if (r == 0 && strcmp(target, name) == 0)
		r = -ELOOP;
	/* It went away. */
	if (r == -ENOENT)
		return 0;
	if (r == 0)
		return place(scan, numbers, directory, target, &node);
	(void)text_format(path, sizeof(path), "%s/%.30s", directory, name);
	return note(scan, numbers, path, r);
}

static int read_directory(struct scan *scan, struct numbers *numbers,
                          const char *directory, bool is_block)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(scan->root, directory, &stream);

	if (r < 0)
		return note(scan, numbers, directory, r);
	while (r == 0 && (entry = readdir(stream)))
		r = read_entry(scan, numbers, directory, stream, entry->d_name, is_block);
	return r;
}

int numbers_read(struct scan *scan, struct numbers *ret)
{
	int r;

	*ret = (struct numbers){ 0 };
	r = read_directory(scan, ret, "sys/dev/char", false);
	if (r == 0)
		r = read_directory(scan, ret, "sys/dev/block", true);
	return r == 0 ? numbers_of_nvidia(scan, ret) : r;
}

const struct numbered *numbers_find(const struct numbers *numbers, bool is_block,
                                    uint32_t major, uint32_t minor)
{
	const struct numbered *node = numbers->first;

	while (node && (node->major != major || node->minor != minor ||
	                node->is_block != is_block))
		node = node->next;
	return node;
}

/* A native driver has nothing to do with a VFIO user of its group. */
static bool may_be_vfio(const struct device *device)
{
	return device->driver.known != KNOWN || driver_is_vfio(device->driver.value);
}

bool numbered_is_of(const struct numbered *node, const struct device *device)
{
	if (node->use != USE_VFIO)
		return owners_have(node->owners, device);
	return device->group_id.known == KNOWN && device->group_id.value == node->group &&
	       may_be_vfio(device);
}
