/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Users and groups by name, from the machine's own databases. */
#pragma once

#include "base/fault.h"
#include "model/request.h"

/*
 * Parses USER[:GROUP], names or numbers; without GROUP the user's own. -EINVAL with a
 * fault that names the part that does not exist.
 */
int account_parse(const char *text, struct owner *ret, struct fault *f);
