/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Before anything new: what an earlier run left unfinished is taken home, or told. */
#pragma once

#include "cmd/session.h"

/*
 * Takes the device of every unfinished lease home, under the machine's lock; when
 * planning it only tells of them. Waits for the marker of a device that the command
 * names, up to its timeout, and passes over the others. *RET_AGAIN: something changed.
 * -errno with a fault if the leases cannot be read.
 */
int recovery_run(struct session *s, bool *ret_again, struct fault *f);
