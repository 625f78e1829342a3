/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a write to the kernel did not return: who holds the device, and where it waits. */
#pragma once

#include "cmd/session.h"

/* Adds a finding for each device of the plan on which a write is still running. */
void stuck_explain(struct session *s);
