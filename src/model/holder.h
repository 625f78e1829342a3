/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A process that has a node of a device open, or mapped. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "model/user.h"

/* What the kernel tells of a VFIO device's descriptor is not always whose it is. */
enum certainty {
	CERTAIN,
	PERHAPS, /* it has some VFIO device */
	HARDLY,  /* it has one, and the node of another group */
};

struct holder {
	enum use use; /* USE_OPEN; USE_DRIVER: by a node that only the driver knows;
	               * USE_VFIO */
	pid_t pid;
	const char *command;   /* its short name */
	const char *node;      /* as the kernel calls it: "card1", "pcmC0D0c", "3-1" */
	const char *subsystem; /* "drm", "sound", "usb", "block", …; NULL: unknown */
	const char *path;      /* where that stands: proc/PID/fd/N, proc/PID/maps */
	const char *target;    /* what the process calls it: "/dev/dri/card1" */
	bool is_mapped;        /* mapped, and perhaps closed since */
	enum certainty certainty;
	const struct holder *next;
};

/* Who has nodes of a device open, the most certain first. */
struct holders {
	bool is_whole; /* nobody is missing; else the device's unknown says why */
	const struct holder *first;
	const char *gap; /* what could not be read, relative to the root; NULL: nothing */
};
