/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Users and groups by name, from the machine's own databases. */
#pragma once

#include "base/arena.h"
#include "base/fault.h"
#include "model/account.h"
#include "model/request.h"
#include "os/root.h"

/*
 * Parses USER[:GROUP], names or numbers; without GROUP the user's own. -EINVAL with a
 * fault that names the part that does not exist.
 */
int account_parse(const char *text, struct owner *ret, struct fault *f);

/*
 * The user called NAME with all its groups, in the arena: of the live machine by all that
 * nsswitch.conf(5) names, of a tree by its /etc/passwd and /etc/group. -EINVAL with a
 * fault if there is none.
 */
int account_find(const struct root *root, struct arena *arena, const char *name,
                 const struct account **ret, struct fault *f);
