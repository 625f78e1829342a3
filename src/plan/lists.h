/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside plan/: the two step lists of one device. */
#pragma once

#include "plan/plan.h"

/* A list under construction: after the first failure to allocate nothing is added. */
struct builder {
	struct arena *arena;
	struct steps *steps;
	struct bdf subject;
	bool failed;
};

void add_step(struct builder *b, struct step step);

/* Its lease goes from BEFORE to AFTER; NULL: there is none. */
void add_lease(struct builder *b, const char *before, const char *after);

/* Copies of a lease's steps, to be carried out anew. 0 or -ENOMEM. */
int copy_steps(struct arena *arena, const struct steps *from, struct steps *to);

/* The lease that UNIT keeps while it moves; NULL: no memory. */
struct lease *begin_lease(struct arena *arena, const struct request *request,
                          const struct device *device, struct unit *unit);

/* What will explain a refusal of the kernel: of enum trait. */
unsigned find_traits(const struct device *device);

/* Writes the leases' texts of a whole plan: which of them is the last is known now. */
int plan_seal(struct plan *plan, const struct request *request,
              struct device *const *devices, size_t n);

/* The driver REQUEST wants for DEVICE, under the name its directory in sysfs has or will
 * have. */
const char *target_driver(const struct request *request, const struct device *device);

/* Takes DEVICE to DRIVER. LEASE supplies what is recorded; both its lists are filled. */
int list_bind(struct arena *arena, const struct request *request,
              const struct device *device, const char *driver, struct lease *lease);

/* Only the nodes' owner, on a device that we hold: both lists of LEASE. */
int list_owner(struct arena *arena, const struct request *request,
               const struct device *device, struct lease *lease);

/* The steps FROM of a lease, but with the nodes for OWNER. */
int list_owned(struct arena *arena, const struct owner *owner, const struct steps *from,
               struct steps *to);

/* From the present state of DEVICE to a native driver or to none; LEASE as in
 * list_bind(). */
int list_away(struct arena *arena, const struct request *request,
              const struct device *device, struct lease *lease);
