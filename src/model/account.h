/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A user of the machine with the groups it is in; what the account databases say. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

struct account_group {
	const char *name; /* NULL: it has none */
	gid_t gid;
};

struct account {
	const char *name;
	uid_t uid;
	gid_t gid;
	const struct account_group *groups; /* also the one of gid */
	size_t n_groups;
};
