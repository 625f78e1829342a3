/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside os/: the worker's child, and what it and its parent say to each other. */
#pragma once

#include <sys/types.h>

#include "os/worker.h"

enum operation { READ, READ_MANY, WRITE, LOAD, CLAIM, OPEN, MAPPINGS, NETWORK };

struct ask {
	enum operation operation;
	struct bdf device;
	char path[256];             /* a file, a directory of proc, or a module */
	dev_t number;               /* of the device to CLAIM */
	size_t offset;              /* of what NETWORK told: where to go on */
	char text[WORKER_TEXT_MAX]; /* READ_MANY: paths, each with its NUL */
};

struct reply {
	int error; /* 0 or negative errno */
	char text[WORKER_TEXT_MAX];
};

/*
 * What the child does until its parent is gone. It stands alone: no descriptor of the
 * parent but the root and its end of SOCKET, a sequence of packets. PARENT is told, since
 * it may be gone before the child can ask.
 */
_Noreturn void servant(const struct root *root, int socket, pid_t parent);
