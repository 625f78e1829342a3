/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside scan/: whether we are where the host is. */
#pragma once

#include "model/sight.h"
#include "scan/read.h"

/*
 * Compares the namespaces of this process with those of the host. Who is not root may not
 * ask for all of them: with MUST_KNOW that is unknown, else it is passed over. 0 or
 * -ENOMEM.
 */
int sight_look(const struct root *root, struct arena *arena, bool must_know,
               struct sight *ret);
