/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside scan/: the block devices of the machine, what each is made of, and whose it is.
 */
#pragma once

#include "scan/gap.h"
#include "scan/owners.h"

struct block;

struct layer {
	struct block *block;
	struct layer *next;
};

struct block {
	const char *name;      /* as in sys/class/block */
	const char *mapped;    /* what device mapper calls it; NULL: nothing */
	uint32_t major, minor; /* both 0: it has no node */
	bool is_hidden;        /* a path to a disk that shows itself elsewhere */
	bool is_partition;
	const char *disk_name;      /* of which it is a partition */
	const struct owner *owners; /* NULL: it is virtual */
	struct layer *layers;       /* what it is made of */
	struct layer *pool;         /* members of the btrfs it belongs to */
	struct gap gap;
	bool is_used;
	unsigned seen; /* the last walk that came by */
	struct block *todo, *next;
};

struct blocks {
	struct scan *scan;
	struct block *first;
	struct gap gap; /* of the machine as a whole */
};

#define BLOCK_DIRECTORY "sys/class/block"

/* 0 or -ENOMEM; what could not be read is in the gaps. */
int blocks_read(struct scan *scan, struct blocks *ret);

struct block *block_named(const struct blocks *blocks, const char *name);
struct block *block_numbered(const struct blocks *blocks, uint32_t major, uint32_t minor);

/* The one behind a path below dev, as programs write it; NULL: none that is known. */
struct block *block_at(const struct blocks *blocks, const char *path);

bool block_is_of(const struct block *block, const struct device *device);

/* Puts BLOCK before the others of LIST. 0 or -ENOMEM. */
int layer_add(struct scan *scan, struct layer **list, struct block *block);
