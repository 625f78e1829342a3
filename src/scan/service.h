/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the unit files of one service. */
#pragma once

#include "base/fault.h"
#include "model/service.h"
#include "os/root.h"

/*
 * The service called NAME (".service" may be left out), with all of its drop-ins, in the
 * arena. -EINVAL with a fault: there is none, it is masked, or NAME is no service;
 * -ENOMEM. What cannot be read is said by the service.
 */
int scan_service(const struct root *root, struct arena *arena, const char *name,
                 const struct service **ret, struct fault *f);
