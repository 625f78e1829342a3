/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The other implementation of struct kernel: it works on an expanded tree, reacts to each
 * write as Linux does, and goes wrong at the call it is told to.
 */
#pragma once

#include <stdio.h>

#include "exec/kernel.h"
#include "support/machine.h"
#include "support/tree.h"

/* How the kernel stands to VFIO character devices. */
enum fake_cdev {
	CDEV_NONE,  /* knows none: no vfio-dev/ */
	CDEV_EMPTY, /* compiled out: vfio-dev/vfioN/ without its file dev */
	CDEV_FULL,
};

enum mishap {
	MISHAP_NONE,
	MISHAP_FAIL, /* the call answers an error */
	MISHAP_LATE, /* a read, write or load does not return before its deadline */
	MISHAP_KILL, /* this call and all after it find nobody: the process is dead */
};

/* What goes wrong, at which call; the first call is 1. */
struct script {
	enum mishap mishap;
	unsigned at;
	int error;          /* MISHAP_FAIL: negative errno */
	bool has_effect;    /* what was asked happens all the same */
	bool draws_probers; /* from then on the machine is hostile */
	unsigned again_at;  /* MISHAP_FAIL: a second one; 0: none */
	unsigned killed_at; /* MISHAP_FAIL: from here on nobody is there; 0: never */
};

struct fake_node {
	char path[64];
	struct node node;
};

struct fake {
	struct kernel calls; /* first: the one is the other */
	const struct machine *machine;
	struct fixture *fixture;
	enum fake_cdev cdev;
	bool is_hostile; /* somebody probes every driverless device after every call */
	bool keeps_no_owner; /* own() is accepted, and nothing changes */
	bool is_taught;      /* vfio-pci was told the ids that all parts have */
	const char *brings;  /* the driver that vfio_pci brings instead of vfio-pci */
	struct script script;
	unsigned n_calls;
	char violation[256]; /* of what must never happen; empty: nothing did */
	/* A write or load that has not returned. */
	struct {
		bool is_running, is_applied;
		struct bdf device;
		char path[256], text[256]; /* path empty: a module */
	} late;
	/* Owners of nodes, so that tests need no privilege. */
	struct fake_node nodes[16];
	size_t n_nodes;
	char coming[4][256]; /* nodes that come with the next event */
	size_t n_coming;
};

/* The machine's tree in a directory of its own, its devices on their drivers. */
struct fake *fake_new(const struct machine *machine, enum fake_cdev cdev);

/* Begins to count calls anew, and lets go wrong what SCRIPT says. */
void fake_follow(struct fake *fake, const struct script *script);

/* The late write, if any, happens now (if it did not yet) and lets go of its device. */
void fake_finish(struct fake *fake);

/* Loads a module outside of any script. */
void fake_bring(struct fake *fake, const char *module);

/* Owner and mode as look() tells them, outside of any script. 0 or -ENOENT. */
int fake_look(struct fake *fake, const char *path, struct node *ret);

/* tree_photo() with the nodes' owners. The caller frees it. */
char *fake_photo(struct fake *fake);

void fake_free(struct fake *fake);
DEFINE_CLEANUP(struct fake *, fake_free);

/* Inside support/: the tree of a loaded driver. */
void fake_driver_tree(FILE *out, const char *driver, const char *module);

/* Inside support/: how the machine reacts (react.c). */
int react_write(struct fake *fake, const char *path, const char *text);
int react_load(struct fake *fake, const char *module);
void react_event(struct fake *fake);
void react_probe_all(struct fake *fake);
void react_attach(struct fake *fake, const struct part *part, const char *driver);
const char *react_driver(struct fake *fake, const char *address, char *buffer,
                         size_t size);
void fake_say(struct fake *fake, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
