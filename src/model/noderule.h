/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules of udev(7) that set who may open VFIO's nodes. */
#pragma once

#include "base/arena.h"

struct node_rule {
	const char *path; /* of the file */
	const char *text; /* the rule, its lines joined */
	const struct node_rule *next;
};

/*
 * Adds those of a file's TEXT at the front of LIST. What makes /dev/vfio/vfio open to
 * all, as the rules that come with udev do, is not one: it protects nothing. 0 or
 * -ENOMEM.
 */
int node_rules_read(struct arena *arena, const char *path, const char *text,
                    const struct node_rule **list);
