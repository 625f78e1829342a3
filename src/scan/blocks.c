/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each block device is a link to its place in the tree of devices. Every controller on
 * that way owns it: USB, SATA, SAS, NVMe, virtio, and the VMD above them.
 */
#include "scan/blocks.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/text.h"

#define ALL_USES (1U << USE_HOLDER | 1U << USE_MOUNTED | 1U << USE_SWAP)

int layer_add(struct scan *scan, struct layer **list, struct block *block)
{
	struct layer *layer = arena_alloc(scan->host->arena, sizeof(*layer));

	if (!layer)
		return -ENOMEM;
	*layer = (struct layer){ block, *list };
	*list = layer;
	return 0;
}

struct block *block_named(const struct blocks *blocks, const char *name)
{
	struct block *block = blocks->first;

	while (block && strcmp(block->name, name) != 0)
		block = block->next;
	return block;
}

struct block *block_numbered(const struct blocks *blocks, uint32_t major, uint32_t minor)
{
	struct block *block = blocks->first;

	while (block && (block->major != major || block->minor != minor))
		block = block->next;
	return block;
}

static struct block *find_mapped(const struct blocks *blocks, const char *name)
{
	struct block *block = blocks->first;

	while (block && !text_equal(block->mapped, name))
		block = block->next;
	return block;
}

struct block *block_at(const struct blocks *blocks, const char *path)
{
	_cleanup_(close_fdp) int fd = -1;
	struct stat st;
	char name[256];

	/* Elsewhere a path may lead over a network that does not answer. */
	if (path[0] != '/' || !text_starts(++path, "dev/"))
		return NULL;
	fd = root_open_file(blocks->scan->root, path, O_PATH, 0);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISBLK(st.st_mode))
		return block_numbered(blocks, major(st.st_rdev), minor(st.st_rdev));
	path += strlen("dev/");
	if (text_starts(path, "mapper/"))
		return find_mapped(blocks, path + strlen("mapper/"));
	if (text_format(name, sizeof(name), "%s", path) < 0)
		return NULL;
	/* sysfs has no names with a slash. */
	for (char *slash = strchr(name, '/'); slash; slash = strchr(slash, '/'))
		*slash = '!';
	return block_named(blocks, name);
}

bool block_is_of(const struct block *block, const struct device *device)
{
	return owners_have(block->owners, device);
}

/* A virtual one may stand on any disk. */
static struct gap *gap_of(struct blocks *blocks, struct block *block)
{
	return block->owners ? &block->gap : &blocks->gap;
}

static int parse_number(const char *text, struct block *block)
{
	const char *colon = strchr(text, ':');

	if (!colon)
		return -EINVAL;
	if (text_decimal(text, (size_t)(colon - text), UINT32_MAX, &block->major) < 0)
		return -EINVAL;
	return text_decimal(colon + 1, strlen(colon + 1), UINT32_MAX, &block->minor);
}

static int read_number(struct blocks *blocks, struct block *block, int directory)
{
	char text[64], path[512];
	int r = dir_read(directory, "dev", text, sizeof(text));

	if (r == 0)
		r = parse_number(text, block);
	if (r == 0)
		return 0;
	block->is_hidden = dir_read(directory, "hidden", text, sizeof(text)) == 0 &&
	                   strcmp(text, "1") == 0;
	if (block->is_hidden)
		return 0;
	if (text_format(path, sizeof(path), BLOCK_DIRECTORY "/%s/dev", block->name) < 0)
		return 0;
	return gap_note(blocks->scan, gap_of(blocks, block),
	                1U << USE_MOUNTED | 1U << USE_SWAP, path, r);
}

/* The rest of PATH is what the link says: ".../nvme0n1/nvme0n1p2". */
static int read_disk(struct blocks *blocks, struct block *block, char *target)
{
	char *end = strrchr(target, '/');

	if (!end)
		return 0;
	*end = '\0';
	block->disk_name = arena_text(blocks->scan->host->arena, text_base(target));
	return block->disk_name ? 0 : -ENOMEM;
}

static int read_inside(struct blocks *blocks, struct block *block, const char *path,
                       char *target)
{
	_cleanup_(close_fdp) int directory = root_open_file(blocks->scan->root, path,
	                                                    O_PATH | O_DIRECTORY, 0);
	char text[512];
	int r;

	/* It went away. */
	if (directory == -ENOENT && blocks->scan->root->live)
		return 0;
	if (directory < 0)
		return gap_note(blocks->scan, gap_of(blocks, block), ALL_USES, path,
		                directory);
	r = read_number(blocks, block, directory);
	if (r == 0 && dir_read(directory, "dm/name", text, sizeof(text)) == 0) {
		block->mapped = arena_text(blocks->scan->host->arena, text);
		r = block->mapped ? 0 : -ENOMEM;
	}
	block->is_partition = dir_read(directory, "partition", text, sizeof(text)) == 0;
	return r == 0 && block->is_partition ? read_disk(blocks, block, target) : r;
}

static int read_owners(struct blocks *blocks, struct block *block, const char *target)
{
	char path[512];
	int r = owners_add(blocks->scan, &block->owners, BLOCK_DIRECTORY, target, path,
	                   sizeof(path));

	/* Whose it is may then be anybody's. */
	return r == 0 || r == -ENOMEM
	               ? r
	               : gap_note(blocks->scan, &blocks->gap, ALL_USES, path, r);
}

static int read_block(struct blocks *blocks, const char *name)
{
	struct block *block = arena_alloc(blocks->scan->host->arena, sizeof(*block));
	char path[512], target[512];
	int r;

	if (!block)
		return -ENOMEM;
	block->name = arena_text(blocks->scan->host->arena, name);
	if (!block->name)
		return -ENOMEM;
	block->next = blocks->first;
	blocks->first = block;
	r = text_format(path, sizeof(path), BLOCK_DIRECTORY "/%s", name);
	if (r == 0)
		r = root_readlink(blocks->scan->root, path, target, sizeof(target));
	/* A link to itself is how a .tree says that the real one could not be read. */
	if (r == 0 && !strchr(target, '/'))
		r = -ELOOP;
	if (r < 0)
		return gap_note(blocks->scan, &blocks->gap, ALL_USES, path, r);
	r = read_owners(blocks, block, target);
	return r < 0 ? r : read_inside(blocks, block, path, target);
}

static int read_slaves(struct blocks *blocks, struct block *block)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	char path[512];
	int r = text_format(path, sizeof(path), BLOCK_DIRECTORY "/%s/slaves",
	                    block->name);

	if (r == 0)
		r = root_opendir(blocks->scan->root, path, &stream);
	if (r == -ENOENT)
		return 0;
	/* It may stand on any disk. */
	if (r < 0)
		return gap_note(blocks->scan, &blocks->gap,
		                1U << USE_MOUNTED | 1U << USE_SWAP, path, r);
	while (r == 0 && (entry = readdir(stream))) {
		struct block *slave = block_named(blocks, entry->d_name);

		if (slave)
			r = layer_add(blocks->scan, &block->layers, slave);
	}
	return r;
}

/* One that is a window on a disk, not on a file. Files are in a filesystem, whose mount
 * is seen. */
static int read_backing(struct blocks *blocks, struct block *block)
{
	char path[512], text[512];
	struct block *backing;

	if (text_format(path, sizeof(path), BLOCK_DIRECTORY "/%s/loop/backing_file",
	                block->name) < 0 ||
	    root_read(blocks->scan->root, path, text, sizeof(text)) < 0)
		return 0;
	backing = block_at(blocks, text);
	return backing ? layer_add(blocks->scan, &block->layers, backing) : 0;
}

static int read_layers(struct blocks *blocks, struct block *block)
{
	struct block *disk;
	int r;

	if (block->owners)
		return 0;
	if (block->is_partition) {
		disk = block->disk_name ? block_named(blocks, block->disk_name) : NULL;
		return disk ? layer_add(blocks->scan, &block->layers, disk) : 0;
	}
	r = read_slaves(blocks, block);
	return r == 0 && text_starts(block->name, "loop") ? read_backing(blocks, block)
	                                                  : r;
}

int blocks_read(struct scan *scan, struct blocks *ret)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(scan->root, BLOCK_DIRECTORY, &stream);

	*ret = (struct blocks){ .scan = scan };
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return gap_note(scan, &ret->gap, ALL_USES, BLOCK_DIRECTORY, r);
	while (r == 0 && (entry = readdir(stream)))
		if (entry->d_name[0] != '.')
			r = read_block(ret, entry->d_name);
	for (struct block *block = ret->first; r == 0 && block; block = block->next)
		r = read_layers(ret, block);
	return r;
}
