/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small machines made of parts: what a test states instead of sixty lines of tree. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"

/* The platform driver of all framebuffers. */
#define DRAWER "simple-framebuffer"

/* One PCI function. */
struct part {
	const char *address;
	int group;          /* -1: in none */
	const char *native; /* the driver that its ids match; NULL: none does */
	const char *module; /* what brings that driver; NULL: built in */
	const char *node;   /* what that driver makes below the device ("net/eth0") */
	bool is_async;      /* the node comes later, with an event */
	bool is_unloaded; /* the native driver is not there until its module is loaded */
	const char *driver; /* that has it now; NULL: none */
	const char *override;
	unsigned class; /* 0: a network controller */
	unsigned char header;
	unsigned vfs;
	const char *framebuffer; /* the firmware's, that DRAWER draws on; NULL: none */
};

struct machine {
	const struct part *parts;
	size_t n_parts;
	bool has_vfio; /* vfio-pci is loaded */
};

/* The machine's tree as text, all devices without driver yet; see fake_new(). */
const char *machine_tree(struct arena *arena, const struct machine *machine);
