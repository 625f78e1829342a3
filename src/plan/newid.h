/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside plan/: the old way of binding, for kernels without driver_override. Teaching a
 * driver ids makes it take every driverless device that has them, so those are guarded by
 * a lease of their own and given back, and the ids are forgotten at once.
 */
#pragma once

#include "plan/lists.h"

bool uses_new_id(const struct request *request, const struct device *device);

/* Teach, bind, forget. */
void add_new_id(struct builder *b, const struct device *device, const char *driver);

/* From the VFIO driver to the recorded one, when there is no override to aim with. */
void add_forget_id(struct builder *b, const struct device *device, const char *driver);

/*
 * Whoever may be caught when a list of PLAN teaches ids, there or on the way home, gets a
 * unit of its own: it is let go after a bind, and before a release it only gets its
 * lease. -EBUSY: it cannot be asked anything now; -ENODATA: its lease is not known;
 * -ENOMEM.
 */
int plan_bystanders(struct plan *plan, const struct request *request, struct fault *f);
