/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside scan/: what the host stores on its disks, told to the functions they hang on. */
#pragma once

#include "scan/blocks.h"

struct storage {
	struct blocks blocks;
	struct gap gap;    /* leaves the uses of every disk open */
	unsigned walk;     /* number of the last way down through the layers */
	unsigned n_tables; /* mount tables that were read */
	bool has_uses;     /* looked for: a function with a disk was asked for */
};

/*
 * Tells WHAT (its detail is filled in) to the owners of all that BLOCK is made of.
 * 0 or -ENOMEM.
 */
int storage_use(struct storage *storage, struct block *block, const struct user *what);

/* Disks that the host serves to others. 0 or -ENOMEM. */
int storage_exports(struct storage *storage);

/* Mounts of every namespace that a process has, and swap space. 0 or -ENOMEM. */
int storage_mounts(struct storage *storage);
int storage_swaps(struct storage *storage);
