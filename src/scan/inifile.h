/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One configuration file, line by line, into the sections of a configuration. */
#pragma once

#include "model/config.h"

/* A longer line is refused; inih would take its end for a line of its own. */
#define INIFILE_LINE_MAX 199

/*
 * Reads TEXT, which stands in FILE (relative to the root; only named). -EINVAL with a
 * fault that names the first line that is wrong; -ENOMEM.
 */
int inifile_read(struct config *config, const char *file, const char *text,
                 struct fault *f);
