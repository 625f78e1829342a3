/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the host does with a device: the evidence of the rules host.*. */
#pragma once

/* One for each rule; the order is that of their ids. */
enum use {
	USE_DISPLAY, /* the host shows a picture on it */
	USE_DRIVER,  /* its own driver counts users of it */
	USE_HOLDER,  /* part of something: dm, md, bcache, a multipath device, … */
	USE_MOUNTED, /* a filesystem on it is mounted */
	USE_NETWORK, /* the host's network runs over it */
	USE_OPEN,    /* a process has a node of its native driver open */
	USE_SWAP,    /* swap space is on it */
	USE_VFIO,    /* a process has it, or a sibling of its group, through VFIO */
};

#define N_USES (USE_VFIO + 1)

struct user {
	enum use use;
	const char *kind; /* what uses it: "mount", "swap", "dm", "route", "bridge", … */
	const char *name; /* which: "/home", "dm-0", "default", "br0" */
	const char
		*detail; /* by what part of the device: "nvme0n1p2", "eth0"; NULL: none */
	const struct user *next;
	const char *path; /* where that stands, relative to the root; NULL: in no file */
};

/* The permanent id of the rule that refuses such a device. */
const char *use_rule(enum use use);
