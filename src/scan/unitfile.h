/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside scan/: which file is that of a service of systemd, and by which other names the
 * same service goes. */
#pragma once

#include "scan/listing.h"

#define N_UNIT_DIRECTORIES 13

/* Where unit files and directories of drop-ins lie, the more important first. */
extern const char *const unit_directories[N_UNIT_DIRECTORIES];

struct unit_file {
	const char *path; /* NULL: there is none */
	/* A directory that could not be read, and all is unknown; NULL: none. */
	const char *unread;
	struct listing names; /* first that of the file, whose drop-ins count most */
};

/* The service NAME, a valid one with .service, in the arena. 0 or -ENOMEM. */
int unitfile_find(const struct root *root, struct arena *arena, const char *name,
                  struct unit_file *ret);

/* Is the file at PATH said to be none, by a link to /dev/null or by nothing in it? */
bool unitfile_is_masked(const struct root *root, const char *path);
