/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mount tables and swap space. A namespace without any process is seen by nobody here;
 * its filesystems keep their disks open exclusively.
 */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "os/mounts.h"
#include "scan/storage.h"

/* A namespace as one root shows it: from inside a chroot the rest is not seen. */
struct namespace
{
	const char *name, *root;
	struct namespace *next;
};

struct table {
	struct storage *storage;
	struct namespace *seen;
	char path[64];
};

static int add_mount(const struct table *table, struct block *block, const char *target)
{
	struct arena *arena = table->storage->blocks.scan->host->arena;
	struct user what = {
		.use = USE_MOUNTED,
		.kind = "mount",
		.name = arena_text(arena, target),
		.path = arena_text(arena, table->path),
	};
	int r = what.name && what.path ? 0 : -ENOMEM;

	if (r == 0 && !block->pool)
		return storage_use(table->storage, block, &what);
	for (struct layer *l = block->pool; r == 0 && l; l = l->next)
		r = storage_use(table->storage, l->block, &what);
	return r;
}

/* btrfs and others number their filesystems, not the disks: those are known by source. */
static int take_mount(const struct mount *mount, void *context)
{
	const struct table *table = context;
	struct storage *storage = table->storage;
	struct block *block = mount->major ? block_numbered(&storage->blocks,
	                                                    mount->major, mount->minor)
	                                   : block_at(&storage->blocks, mount->source);

	if (block)
		return add_mount(table, block, mount->target);
	if (strcmp(mount->type, "btrfs") != 0)
		return 0;
	return gap_note(storage->blocks.scan, &storage->gap, 1U << USE_MOUNTED,
	                table->path, -ENODEV);
}

static int read_namespace_link(const struct table *table, const char *process,
                               const char *name, char *buffer, size_t size)
{
	char path[64];
	int r = text_format(path, sizeof(path), "proc/%s/%s", process, name);

	return r < 0 ? r
	             : root_readlink(table->storage->blocks.scan->root, path, buffer,
	                             size);
}

/* 1: its table was read before; 0: not yet, or that cannot be told; -ENOMEM. */
static int is_seen(struct table *table, const char *process)
{
	struct arena *arena = table->storage->blocks.scan->host->arena;
	char name[64], root[512];
	struct namespace *new;

	/* Only root sees these links of others; their tables are open to all. */
	if (read_namespace_link(table, process, "ns/mnt", name, sizeof(name)) < 0 ||
	    read_namespace_link(table, process, "root", root, sizeof(root)) < 0)
		return 0;
	for (const struct namespace *n = table->seen; n; n = n->next)
		if (strcmp(n->name, name) == 0 && strcmp(n->root, root) == 0)
			return 1;
	new = arena_alloc(arena, sizeof(*new));
	if (!new)
		return -ENOMEM;
	*new = (struct namespace){ arena_text(arena, name), arena_text(arena, root),
		                   table->seen };
	table->seen = new;
	return new->name &&new->root ? 0 : -ENOMEM;
}

static int read_process(struct table *table, const char *process)
{
	struct storage *storage = table->storage;
	struct scan *scan = storage->blocks.scan;
	int r = is_seen(table, process);

	if (r != 0)
		return r < 0 ? r : 0;
	if (text_format(table->path, sizeof(table->path), "proc/%s/mountinfo", process) <
	    0)
		return 0;
	r = mounts_read(scan->root, table->path, take_mount, table);
	if (r == 0)
		storage->n_tables++;
	/* It ended meanwhile: a dead process (EINVAL) has no namespace any more. */
	if (r == 0 || r == -ENOMEM || r == -ENOENT || r == -ESRCH || r == -EINVAL)
		return r == -ENOMEM ? r : 0;
	return gap_note(scan, &storage->gap, 1U << USE_MOUNTED, table->path, r);
}

/* In a tree that was taken of a machine there may be no process but the one that took it.
 */
static bool is_process(const struct root *root, const char *name)
{
	uint32_t pid;

	return text_decimal(name, strlen(name), INT32_MAX, &pid) == 0 ||
	       (!root->live && strcmp(name, "self") == 0);
}

int storage_mounts(struct storage *storage)
{
	struct scan *scan = storage->blocks.scan;
	struct table table = { .storage = storage };
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(scan->root, "proc", &stream);

	if (r < 0)
		return gap_note(scan, &storage->gap, 1U << USE_MOUNTED, "proc", r);
	while (r == 0 && (entry = readdir(stream)))
		if (is_process(scan->root, entry->d_name))
			r = read_process(&table, entry->d_name);
	if (r == 0 && !storage->n_tables)
		r = gap_note(scan, &storage->gap, 1U << USE_MOUNTED,
		             "proc/self/mountinfo", -ENOENT);
	return r;
}

static int take_swap(const struct mount *mount, void *context)
{
	struct storage *storage = context;
	struct scan *scan = storage->blocks.scan;
	struct block *block = block_at(&storage->blocks, mount->source);
	const struct user what = {
		.use = USE_SWAP,
		.kind = "swap",
		.name = arena_text(scan->host->arena, mount->source),
		.path = "proc/swaps",
	};

	if (!what.name)
		return -ENOMEM;
	if (block)
		return storage_use(storage, block, &what);
	/* A file is in a filesystem, which is mounted. */
	return strcmp(mount->type, "file") == 0
	               ? 0
	               : gap_note(scan, &storage->gap, 1U << USE_SWAP, what.path,
	                          -ENODEV);
}

int storage_swaps(struct storage *storage)
{
	struct scan *scan = storage->blocks.scan;
	int r = mounts_read(scan->root, "proc/swaps", take_swap, storage);

	/* A kernel without swap has no such file; nor has a tree of which proc was left
	 * out. */
	if (r == -ENOENT && storage->n_tables)
		return 0;
	return r == 0 || r == -ENOMEM
	               ? r
	               : gap_note(scan, &storage->gap, 1U << USE_SWAP, "proc/swaps", r);
}
