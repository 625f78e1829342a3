/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a guest: virtio devices that nobody drives, and why. */
#pragma once

#include "policy/rule.h"

/* What must have been read of the machine, of enum platform_fact. */
#define VIRTIO_FACTS PLATFORM_VIRTIO

/* Adds a finding for each virtio device without a driver, or one that all have theirs. 0
 * or -ENOMEM. */
int check_virtio(const struct rule_case *c, struct findings *findings);
