/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/host.h"

#include <errno.h>

#include "base/fault.h"
#include "base/text.h"

struct host *host_new(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct host *host = arena ? arena_alloc(arena, sizeof(*host)) : NULL;

	if (host)
		host->arena = take(arena);
	return host;
}

struct device *host_find(const struct host *host, struct bdf address)
{
	size_t low = 0, high = host->n_devices;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = bdf_compare(host->devices[middle]->address, address);

		if (order == 0)
			return host->devices[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

struct device *host_physical(const struct host *host, const struct device *device)
{
	struct bdf address;

	if (device->physfn.known != KNOWN ||
	    bdf_parse_kernel(device->physfn.value, &address) < 0)
		return NULL;
	return host_find(host, address);
}

struct iommu_group *host_group(const struct host *host, unsigned id)
{
	size_t low = 0, high = host->n_groups;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (host->groups[middle]->id == id)
			return host->groups[middle];
		if (host->groups[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

int host_unknown(struct host *host, const struct unknown **list, const char *member,
                 const char *path, int error)
{
	struct unknown *entry = arena_alloc(host->arena, sizeof(*entry));

	if (!entry)
		return -ENOMEM;
	entry->member = member;
	entry->path = path ? arena_text(host->arena, path) : NULL;
	/* No file failed here: the scan itself left a sleeping device alone. */
	entry->error = error == -EHOSTDOWN ? "asleep, and not woken to look"
	                                   : fault_words(error);
	entry->next = *list;
	if (path && !entry->path)
		return -ENOMEM;
	*list = entry;
	return 0;
}

const struct unknown *unknown_find(const struct unknown *list, const char *member)
{
	while (list && !text_equal(list->member, member))
		list = list->next;
	return list;
}

void host_free(struct host *host)
{
	if (host)
		arena_free(host->arena);
}
