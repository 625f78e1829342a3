/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who uses the disks of a function: read once for all functions of the host. */
#include "scan/storage.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/text.h"

#define BTRFS_DIRECTORY "sys/fs/btrfs"

/* For a disk that is slow to say whether somebody has it. */
#define CLAIM_SECONDS 2

static int tell_owners(struct storage *storage, const struct block *block,
                       const struct user *what)
{
	struct user user = *what;
	int r = 0;

	user.detail = block->name;
	for (const struct owner *o = block->owners; r == 0 && o; o = o->next)
		r = owner_used(storage->blocks.scan, o->device, &user);
	return r;
}

int storage_use(struct storage *storage, struct block *block, const struct user *what)
{
	struct block *todo = block;
	int r = 0;

	/* The walk's number ends cycles, and a second way to the same disk. */
	block->seen = ++storage->walk;
	block->todo = NULL;
	while (r == 0 && todo) {
		struct block *now = todo;

		todo = now->todo;
		now->is_used = true;
		r = tell_owners(storage, now, what);
		for (const struct layer *l = now->layers; l; l = l->next) {
			if (l->block->seen == storage->walk)
				continue;
			l->block->seen = storage->walk;
			l->block->todo = todo;
			todo = l->block;
		}
	}
	return r;
}

/* "dm-0" is a dm, "md127" an md, "drbd1" a drbd. */
static const char *kind_of(struct arena *arena, const char *name)
{
	size_t length = 0;

	while (islower((unsigned char)name[length]))
		length++;
	return arena_textn(arena, name, length);
}

static int add_holder(struct storage *storage, struct block *block, const char *name,
                      const char *path)
{
	struct arena *arena = storage->blocks.scan->host->arena;
	const struct block *holder = block_named(&storage->blocks, name);
	struct user what = {
		.use = USE_HOLDER,
		.kind = kind_of(arena, name),
		.name = holder && holder->mapped ? holder->mapped
		                                 : arena_text(arena, name),
		.path = arena_text(arena, path),
	};

	return what.kind && what.name && what.path ? storage_use(storage, block, &what)
	                                           : -ENOMEM;
}

/* A cache of bcache has no holder, only a directory of that name. */
static int read_bcache(struct storage *storage, struct block *block)
{
	const struct user what = { .use = USE_HOLDER, .kind = "bcache", .name = "cache" };
	char path[512];
	int fd;

	if (text_format(path, sizeof(path), BLOCK_DIRECTORY "/%s/bcache", block->name) <
	    0)
		return 0;
	fd = root_open_file(storage->blocks.scan->root, path, O_PATH, 0);
	if (fd < 0)
		return 0;
	(void)close(fd);
	return storage_use(storage, block, &what);
}

static int read_holders(struct storage *storage, struct block *block)
{
	struct scan *scan = storage->blocks.scan;
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	char path[512];
	int r = text_format(path, sizeof(path), BLOCK_DIRECTORY "/%s/holders",
	                    block->name);

	if (r == 0)
		r = root_opendir(scan->root, path, &stream);
	if (r < 0 && r != -ENOENT)
		return gap_note(scan, &block->gap, 1U << USE_HOLDER, path, r);
	r = 0;
	while (r == 0 && stream && (entry = readdir(stream)))
		if (entry->d_name[0] != '.')
			r = add_holder(storage, block, entry->d_name, path);
	return r == 0 ? read_bcache(storage, block) : r;
}

/* Windows on a disk have no holder either: loop opens it like any program. */
static int read_window(struct storage *storage, struct block *block)
{
	struct user what = { .use = USE_HOLDER, .kind = "loop", .name = block->name };
	int r = 0;

	if (!text_starts(block->name, "loop") || block->is_partition)
		return 0;
	for (const struct layer *l = block->layers; r == 0 && l; l = l->next)
		r = storage_use(storage, l->block, &what);
	return r;
}

/* The name people gave it, else its id. */
static const char *btrfs_name(struct storage *storage, const char *id)
{
	struct scan *scan = storage->blocks.scan;
	char path[512], label[512];

	if (text_format(path, sizeof(path), BTRFS_DIRECTORY "/%s/label", id) < 0 ||
	    root_read(scan->root, path, label, sizeof(label)) < 0 || !*label)
		return arena_text(scan->host->arena, id);
	return arena_text(scan->host->arena, label);
}

static int add_members(struct storage *storage, DIR *stream, const struct user *what)
{
	struct layer *pool = NULL;
	const struct dirent *entry;
	int r = 0;

	while (r == 0 && (entry = readdir(stream))) {
		struct block *block = block_named(&storage->blocks, entry->d_name);

		if (!block)
			continue;
		r = layer_add(storage->blocks.scan, &pool, block);
		if (r == 0)
			r = storage_use(storage, block, what);
	}
	for (const struct layer *l = pool; l; l = l->next)
		l->block->pool = pool;
	return r;
}

static int read_filesystem(struct storage *storage, const char *id)
{
	struct scan *scan = storage->blocks.scan;
	_cleanup_(closedirp) DIR *stream = NULL;
	struct user what = { .use = USE_HOLDER, .kind = "btrfs" };
	char path[512];
	int r = text_format(path, sizeof(path), BTRFS_DIRECTORY "/%s/devices", id);

	if (r == 0)
		r = root_opendir(scan->root, path, &stream);
	/* What btrfs can do stands beside the filesystems. */
	if (r == -ENOENT || r == -ENOTDIR)
		return 0;
	if (r < 0 || !stream)
		return gap_note(scan, &storage->gap, 1U << USE_HOLDER | 1U << USE_MOUNTED,
		                path, r);
	what.name = btrfs_name(storage, id);
	what.path = arena_text(scan->host->arena, path);
	return what.name && what.path ? add_members(storage, stream, &what) : -ENOMEM;
}

static int read_btrfs(struct storage *storage)
{
	struct scan *scan = storage->blocks.scan;
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(scan->root, BTRFS_DIRECTORY, &stream);

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return gap_note(scan, &storage->gap, 1U << USE_HOLDER | 1U << USE_MOUNTED,
		                BTRFS_DIRECTORY, r);
	while (r == 0 && (entry = readdir(stream)))
		if (entry->d_name[0] != '.')
			r = read_filesystem(storage, entry->d_name);
	return r;
}

static int read_blocks(struct scan *scan)
{
	struct storage *storage = arena_alloc(scan->host->arena, sizeof(*storage));

	if (!storage)
		return -ENOMEM;
	scan->storage = storage;
	return blocks_read(scan, &storage->blocks);
}

/* Of all disks at once: one names another. */
static int read_uses(struct storage *storage)
{
	int r = 0;

	storage->has_uses = true;
	for (struct block *b = storage->blocks.first; r == 0 && b; b = b->next)
		r = b->owners ? read_holders(storage, b) : read_window(storage, b);
	if (r == 0)
		r = read_btrfs(storage);
	if (r == 0)
		r = storage_exports(storage);
	if (r == 0)
		r = storage_mounts(storage);
	if (r == 0)
		r = storage_swaps(storage);
	return r;
}

static bool has_disk(const struct storage *storage, const struct device *device)
{
	for (const struct block *b = storage->blocks.first; b; b = b->next)
		if (block_is_of(b, device))
			return true;
	return false;
}

/* A partition in use keeps its disk, and a disk its partitions. */
static bool is_explained(const struct storage *storage, const struct block *block)
{
	if (block->is_used || block->is_hidden)
		return true;
	for (const struct block *b = storage->blocks.first; b; b = b->next)
		if (b->is_used &&
		    text_equal(block->is_partition ? block->disk_name : b->disk_name,
		               block->is_partition ? b->name : block->name))
			return true;
	return false;
}

/*
 * Whoever mounts, swaps to, or builds upon a block device holds it exclusively in the
 * kernel; so do many programs. udev and blkid open without that, and are not mistaken.
 */
static int claim(struct storage *storage, struct block *block)
{
	static const struct user what = {
		.use = USE_HOLDER,
		.kind = "open",
		.name = "exclusively, by the kernel or a program",
	};
	struct scan *scan = storage->blocks.scan;
	char path[256];
	int r;

	if (text_format(path, sizeof(path), "dev/%s", block->name) < 0)
		return 0;
	for (char *slash = strchr(path, '!'); slash; slash = strchr(slash, '!'))
		*slash = '/';
	r = worker_claim(scan->worker, path, block->major, block->minor,
	                 clock_in(CLAIM_SECONDS));
	if (r == -EBUSY)
		return storage_use(storage, block, &what);
	/* A drive without disk; a disk that is just going. */
	if (r == 0 || r == -ENOMEDIUM || r == -ENXIO)
		return 0;
	return gap_note(scan, &block->gap, 1U << USE_HOLDER, path,
	                r == WORKER_LATE ? -ETIMEDOUT : r);
}

static int claim_all(struct storage *storage, const struct device *device,
                     bool are_partitions)
{
	int r = 0;

	for (struct block *b = storage->blocks.first; r == 0 && b; b = b->next)
		if (b->is_partition == are_partitions && block_is_of(b, device) &&
		    !is_explained(storage, b))
			r = claim(storage, b);
	return r;
}

static int conclude(struct place *place, struct storage *storage)
{
	struct device *device = place->device;
	int r;

	device->uses_known |= 1U << USE_HOLDER | 1U << USE_MOUNTED | 1U << USE_SWAP;
	r = gap_tell(place, &storage->blocks.gap);
	for (struct block *b = storage->blocks.first; r == 0 && b; b = b->next) {
		if (!block_is_of(b, device))
			continue;
		r = gap_tell(place, &b->gap);
	}
	return r == 0 && has_disk(storage, device) ? gap_tell(place, &storage->gap) : r;
}

int read_storage(struct place *place)
{
	/* Only root may open disks. */
	static const struct gap unclaimed = { 1U << USE_HOLDER, "dev", -EACCES };
	struct scan *scan = place->scan;
	int r = scan->storage ? 0 : read_blocks(scan);

	/* A function without any disk needs no mount table: that is a look at each
	 * process of the machine. */
	if (r == 0 && !scan->storage->has_uses && has_disk(scan->storage, place->device))
		r = read_uses(scan->storage);
	/* Partitions first: they say more than their disk. */
	if (r == 0 && scan->claim)
		r = claim_all(scan->storage, place->device, true);
	if (r == 0 && scan->claim)
		r = claim_all(scan->storage, place->device, false);
	if (r == 0)
		r = conclude(place, scan->storage);
	return r == 0 && scan->tell && !scan->claim &&
	                       has_disk(scan->storage, place->device)
	               ? gap_tell(place, &unclaimed)
	               : r;
}
