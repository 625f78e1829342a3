/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a group is translated, and which memory the firmware reserved there. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "scan/read.h"

/* "0x00000000fee00000 0x00000000feefffff msi" */
static int parse_region(struct arena *arena, char *line, struct region *ret)
{
	const char *start = strsep(&line, " "), *end = strsep(&line, " ");

	if (!line || text_address(start, &ret->start) < 0 ||
	    text_address(end, &ret->end) < 0)
		return -EBADMSG;
	ret->type = arena_text(arena, line);
	return ret->type ? 0 : -ENOMEM;
}

static int parse_regions(struct arena *arena, struct iommu_group *group, char *text)
{
	struct region *regions;
	size_t n = 1;
	int r;

	for (const char *c = text; *c; c++)
		n += *c == '\n';
	regions = arena_array(arena, n, sizeof(*regions));
	if (!regions)
		return -ENOMEM;
	n = 0;
	while (text && *text) {
		r = parse_region(arena, strsep(&text, "\n"), &regions[n]);
		if (r < 0)
			return r;
		n++;
	}
	group->regions = regions;
	group->n_regions = n;
	return 0;
}

static int read_type(struct scan *scan, struct iommu_group *group)
{
	char path[128], type[64];
	int r;

	r = text_format(path, sizeof(path), GROUP_DIRECTORY "/%u/type", group->id);
	if (r == 0)
		r = root_read(scan->root, path, type, sizeof(type));
	group->type.known = r == 0 ? KNOWN : r == -ENOENT ? ABSENT : UNKNOWN;
	if (r == 0) {
		group->type.value = arena_text(scan->host->arena, type);
		return group->type.value ? 0 : -ENOMEM;
	}
	return r == -ENOENT ? 0
	                    : host_unknown(scan->host, &group->unknown, "type", path, r);
}

int group_regions(struct scan *scan, struct iommu_group *group)
{
	char path[128], text[8192];
	int r;

	if (group->regions_known != NOT_ASKED)
		return 0;
	r = read_type(scan, group);
	if (r < 0)
		return r;
	r = text_format(path, sizeof(path), GROUP_DIRECTORY "/%u/reserved_regions",
	                group->id);
	if (r == 0)
		r = root_read(scan->root, path, text, sizeof(text));
	if (r == 0)
		r = parse_regions(scan->host->arena, group, text);
	if (r == -ENOMEM)
		return r;
	group->regions_known = r == 0 ? KNOWN : UNKNOWN;
	return r == 0 ? 0
	              : host_unknown(scan->host, &group->unknown, "reserved", path, r);
}

int read_regions(struct place *place)
{
	struct iommu_group *group = place->device->group;

	return group ? group_regions(place->scan, group) : 0;
}
