/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of the configuration: where they lie, which of them count, whom to trust. */
#pragma once

#include "model/config.h"
#include "os/root.h"

/*
 * Reads vfioprep.conf and conf.d/ of DIRECTORY (relative to the root or absolute below
 * it), or where it is NULL of the directories of the machine, with the precedence of
 * systemd's drop-ins: of the files of one name the first counts, and a link to /dev/null
 * hides the others.
 *
 * Files and their directories must belong to root, to USER or to whom the tree belongs
 * that is no live machine, and may not be written by everybody: else -EPERM. -EINVAL: a
 * line is wrong; -errno: a file cannot be read; each with a fault. -ENOMEM.
 */
int scan_configuration(const struct root *root, const char *directory, uid_t user,
                       struct config *config, struct fault *f);
