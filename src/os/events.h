/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's device events, so that waiting needs no sleeping. Live machine only. */
#pragma once

#include "base/cleanup.h"
#include "base/clock.h"
#include "os/signals.h"

struct events;

/* Subscribes: what happens from now on is not missed. 0 or -errno. */
int events_new(struct events **ret);

/*
 * Waits for the next event, a signal (may be NULL) or the deadline, and a moment at most.
 * 0: look again; -ETIMEDOUT: the deadline has passed.
 */
int events_wait(struct events *events, struct signals *signals, deadline_ms deadline);

/*
 * Waits until udev has worked off what it was told, so that a node's owner set after this
 * stays. Returns at once if no udev runs; -ETIMEDOUT.
 */
int events_settle(struct events *events, deadline_ms deadline);

void events_free(struct events *events);
DEFINE_CLEANUP(struct events *, events_free);
