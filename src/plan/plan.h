/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What to do for each device, as steps there and steps home; pure: decides from the host
 * only. */
#pragma once

#include "base/fault.h"
#include "model/host.h"
#include "model/request.h"
#include "model/unit.h"

/* Facts of each device that a plan needs, besides what the rules need. */
unsigned plan_facts(void);

/* Would REQUEST take DEVICE from one driver to another? Otherwise no rule needs asking.
 */
bool plan_moves(const struct request *request, const struct device *device);

/*
 * Plans REQUEST for the given devices. -EPERM: not ours to change (the owner of a node
 * that somebody else bound); -EEXIST: on another VFIO driver than the one asked for;
 * -ENODATA: a fact that the way home needs is unknown; -EBUSY: a bystander of it is
 * stuck; -ENOMEM.
 */
int plan_make(struct arena *arena, const struct request *request,
              struct device *const *devices, size_t n, struct plan **ret,
              struct fault *f);

/*
 * Does a list of PLAN teach a driver ids? Then who else has them must be known, and it is
 * to be made anew, with the request's bystanders.
 */
bool plan_teaches(const struct plan *plan);
