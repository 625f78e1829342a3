/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside plan/: the old way of binding, for kernels without driver_override. Teaching a
 * driver ids makes it take every driverless device that has them, so those are guarded by
 * a lease of their own and given back, and the ids are forgotten at once.
 */
#pragma once

#include "plan/lists.h"

bool uses_new_id(const struct request *request, const struct device *device);

/* Teach, bind, give the bystanders back, forget. */
void add_new_id(struct builder *b, const struct request *request,
                const struct device *device, const char *driver);

/* From the VFIO driver to the recorded one, when there is no override to aim with. */
void add_forget_id(struct builder *b, const struct device *device, const char *driver);

/* Would teaching DEVICE's ids catch BYSTANDER, which nobody named? */
bool is_caught(const struct request *request, const struct device *device,
               const struct device *bystander);

/* The bystander's lease: its way back leads from DRIVER to no driver. 0 or -ENOMEM. */
int list_bystander(struct arena *arena, const struct device *bystander,
                   const char *driver, struct lease *lease);
