/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Help made of the rows, so that it cannot differ from what is parsed. */
#pragma once

#include "cmd/verb.h"
#include "view/sink.h"

/* VERB: NULL for the program's own page. 0 or -errno. */
int help_print(const struct sink *sink, const struct verb *verb);
