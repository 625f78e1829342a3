/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes a recorded transaction back: its lists change places, and its leases too. */
#pragma once

#include "model/record.h"
#include "plan/plan.h"

/*
 * Plans it for the devices of the record, which was done. -ESTALE with a fault: another
 * transaction has had one of them since; else as plan_make().
 */
int undo_make(struct arena *arena, const struct request *request,
              const struct record *record, struct device *const *devices, size_t n,
              struct plan **ret, struct fault *f);
