/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside scan/: the host's network, read once for all functions. */
#pragma once

#include "scan/interfaces.h"

struct network {
	struct scan *scan;
	struct interfaces interfaces;
	struct gap gap; /* leaves the use of every interface open */
	unsigned walk;
};

/*
 * The connections that this run depends on, as lines "PEER LOCAL": that of SSH_CONNECTION
 * and those of the processes above us. *RET is the caller's to free. 0 or -errno.
 */
int connections_read(struct scan *scan, char **ret);
