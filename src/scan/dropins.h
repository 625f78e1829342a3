/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside scan/: drop-ins as systemd takes them. */
#pragma once

#include "scan/listing.h"

/*
 * The paths of files NAME.conf in DIRECTORIES (N of them, the more important first), in
 * the order of their names; of the same name only the first. 0, or -errno with the
 * directory in *RET_WHERE.
 */
int dropins_find(const struct root *root, struct arena *arena,
                 const struct listing *directories, struct listing *ret,
                 const char **ret_where);
