/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each interface is a link to its place in the tree of devices, as a disk is. */
#include "scan/interfaces.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

#define NETWORK (1U << USE_NETWORK)

static int read_interface(struct scan *scan, struct interfaces *interfaces, DIR *class,
                          const char *name)
{
	struct interface *interface;
	char path[512], target[512];
	int r = dir_readlink(dirfd(class), name, target, sizeof(target));

	/* A file of the bonding driver, no interface; or it went away. */
	if (r == -EINVAL || (r == -ENOENT && scan->root->live))
		return 0;
	/* A link to itself is how a .tree says that the real one could not be read. */
	if (r == 0 && !strchr(target, '/'))
		r = -ELOOP;
	if (r < 0) {
		(void)text_format(path, sizeof(path), INTERFACES "/%s", name);
		return gap_note(scan, &interfaces->gap, NETWORK, path, r);
	}
	interface = arena_alloc(scan->host->arena, sizeof(*interface));
	if (!interface)
		return -ENOMEM;
	interface->name = arena_text(scan->host->arena, name);
	interface->next = interfaces->first;
	interfaces->first = interface;
	interfaces->n_names++;
	r = owners_add(scan, &interface->owners, INTERFACES, target, path, sizeof(path));
	if (r < 0 && r != -ENOMEM)
		r = gap_note(scan, &interfaces->gap, NETWORK, path, r);
	for (const struct owner *o = interface->owners; o; o = o->next)
		interfaces->n_pairs++;
	return interface->name ? r : -ENOMEM;
}

static int compare_names(const void *a, const void *b)
{
	const struct interface *const *left = a, *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

static int compare_devices(const void *a, const void *b)
{
	const struct pair *left = a, *right = b;

	return left->device < right->device ? -1 : left->device > right->device;
}

/* By their functions, and those of one by their names. */
static int compare_pairs(const void *a, const void *b)
{
	const struct pair *left = a, *right = b;
	int order = compare_devices(left, right);

	return order ? order : strcmp(left->interface->name, right->interface->name);
}

/* There may be thousands of them, and as many functions that ask. */
static int sort(struct scan *scan, struct interfaces *interfaces)
{
	struct arena *arena = scan->host->arena;
	size_t n_names = 0, n_pairs = 0;

	interfaces->names = arena_array(arena, interfaces->n_names + 1,
	                                sizeof(interfaces->names[0]));
	interfaces->pairs = arena_array(arena, interfaces->n_pairs + 1,
	                                sizeof(interfaces->pairs[0]));
	if (!interfaces->names || !interfaces->pairs)
		return -ENOMEM;
	for (struct interface *i = interfaces->first; i; i = i->next) {
		interfaces->names[n_names++] = i;
		for (const struct owner *o = i->owners; o; o = o->next)
			interfaces->pairs[n_pairs++] = (struct pair){ o->device, i };
	}
	qsort((void *)interfaces->names, n_names, sizeof(interfaces->names[0]),
	      compare_names);
	qsort(interfaces->pairs, n_pairs, sizeof(interfaces->pairs[0]), compare_pairs);
	return 0;
}

int interfaces_read(struct scan *scan, struct interfaces *ret)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(scan->root, INTERFACES, &stream);

	if (r == -ENOENT)
		return 0;
	if (r < 0 || !stream)
		return gap_note(scan, &ret->gap, NETWORK, INTERFACES, r);
	while (r == 0 && (entry = readdir(stream)))
		if (entry->d_name[0] != '.')
			r = read_interface(scan, ret, stream, entry->d_name);
	return r == 0 ? sort(scan, ret) : r;
}

struct interface *interface_named(const struct interfaces *interfaces, const char *name)
{
	const struct interface wanted = { .name = name };
	const struct interface *key = &wanted;
	struct interface **found;

	if (!interfaces->n_names)
		return NULL;
	found = bsearch((const void *)&key, (const void *)interfaces->names,
	                interfaces->n_names, sizeof(interfaces->names[0]), compare_names);
	return found ? *found : NULL;
}

const struct pair *interface_first(const struct interfaces *interfaces,
                                   const struct device *device)
{
	const struct pair wanted = { .device = device };
	const struct pair *found = NULL;

	if (interfaces->n_pairs)
		found = bsearch(&wanted, interfaces->pairs, interfaces->n_pairs,
		                sizeof(interfaces->pairs[0]), compare_devices);
	while (found && found > interfaces->pairs && found[-1].device == device)
		found--;
	return found;
}

const struct pair *interface_next(const struct interfaces *interfaces,
                                  const struct pair *pair)
{
	const struct pair *next = pair + 1;

	return next < interfaces->pairs + interfaces->n_pairs &&
	                       next->device == pair->device
	               ? next
	               : NULL;
}
