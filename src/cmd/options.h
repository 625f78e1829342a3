/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From argv to settings, by getopt_long fed from the rows of verb.h. */
#pragma once

#include "cmd/verb.h"

/*
 * Finds the command and reads its options and those for every command, which may stand on
 * either side of it. *RET_VERB is NULL if there is none. 0 or -EINVAL with a fault.
 */
int options_parse(int argc, char **argv, struct settings *ret,
                  const struct verb **ret_verb, struct fault *f);
