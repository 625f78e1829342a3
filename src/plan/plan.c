/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/plan.h"

#include <errno.h>

#include "base/text.h"
#include "model/fact.h"
#include "plan/lists.h"
#include "plan/newid.h"

unsigned plan_facts(void)
{
	return FACT_IDS | FACT_DETAIL | FACT_DRIVER | FACT_OVERRIDE | FACT_GROUP |
	       FACT_SRIOV | FACT_VFIO | FACT_LEASE | FACT_MODULES | FACT_NODES;
}

static bool on_vfio(const struct device *device)
{
	return device->driver.known == KNOWN && driver_is_vfio(device->driver.value);
}

static bool aimed_at_vfio(const struct device *device)
{
	return device->driver_override.known == KNOWN &&
	       driver_is_vfio(device->driver_override.value);
}

bool plan_moves(const struct request *request, const struct device *device)
{
	if (request->goal == GOAL_BIND)
		return !on_vfio(device);
	if (on_vfio(device) || device->lease)
		return true;
	/* A driverless device of nobody's is what GOAL_NONE wants already. */
	return device->driver.known != KNOWN && request->goal != GOAL_NONE;
}

unsigned find_traits(const struct device *device)
{
	unsigned traits = 0;

	if (device->group_id.known == ABSENT)
		traits |= TRAIT_NO_GROUP;
	if (device_header(device) == HEADER_BRIDGE ||
	    device_header(device) == HEADER_CARDBUS)
		traits |= TRAIT_BRIDGE;
	if (device->vf_count.known == KNOWN && device->vf_count.value)
		traits |= TRAIT_PF_WITH_VFS;
	if (device->physfn.known == KNOWN)
		traits |= TRAIT_VF;
	if (device->group &&
	    (device->group->others ||
	     (device->group->first && device->group->first->next_in_group)))
		traits |= TRAIT_SHARED_GROUP;
	return traits;
}

/* What the way home is made of must be known; a guess would not be a way home. */
static int check_known(const struct device *device, struct fault *f)
{
	const struct {
		const char *name;
		const struct text *text;
	} needed[] = {
		{ "driver", &device->driver },
		{ "driver_override", &device->driver_override },
		{ "driver/module", &device->driver_module },
	};

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (needed[i].text->known == UNKNOWN ||
		    needed[i].text->known == NOT_ASKED) {
			(void)fault(f, -ENODATA,
			            "%s: /sys/bus/pci/devices/%s/%s could not be read",
			            BDF_TEXT(device->address), BDF_TEXT(device->address),
			            needed[i].name);
			return fault_remedy(
				f, "find out why: without it there would be no way back");
		}
	if (unknown_find(device->unknown, "lease"))
		return fault(f, -ENODATA, "%s: its lease could not be read",
		             BDF_TEXT(device->address));
	return 0;
}

struct lease *begin_lease(struct arena *arena, const struct request *request,
                          const struct device *device, struct unit *unit)
{
	struct lease *lease = arena_alloc(arena, sizeof(*lease));

	if (!lease)
		return NULL;
	*lease = (struct lease){
		.address = device->address,
		.owner = request->lease_owner,
		.since = request->since,
		.boot_id = request->boot_id,
		.transaction = request->transaction,
	};
	if (device->driver.known == KNOWN)
		lease->driver = device->driver.value;
	if (device->driver_override.known == KNOWN)
		lease->driver_override = device->driver_override.value;
	unit->lease = lease;
	return lease;
}

static int plan_move(struct arena *arena, const struct request *request,
                     const struct device *device, struct unit *unit)
{
	struct lease *lease = begin_lease(arena, request, device, unit);
	int r;

	if (!lease)
		return -ENOMEM;
	r = list_bind(arena, request, device, target_driver(request, device), lease);
	unit->go = lease->forth;
	unit->home = lease->back;
	return r;
}

/*
 * Only the nodes change hands. If that is cut off, they are given back and the lease says
 * what it said; if not, the lease gives them to the new owner whenever it is bound anew.
 */
static int plan_owner(struct arena *arena, const struct request *request,
                      const struct device *device, struct unit *unit)
{
	struct lease *lease = arena_alloc(arena, sizeof(*lease));
	struct lease held = *device->lease;
	int r;

	if (!lease)
		return -ENOMEM;
	*lease = *device->lease;
	lease->forth = lease->back = held.forth = (struct steps){ 0 };
	r = list_owner(arena, request, device, lease);
	if (r == 0)
		r = list_owned(arena, request_owner(request, device),
		               &device->lease->forth, &held.forth);
	if (r < 0)
		return r;
	held.transaction = lease->transaction = request->transaction;
	lease->will = lease_write(arena, &held, LEASE_HELD);
	unit->lease = lease;
	unit->go = lease->forth;
	unit->home = lease->back;
	return lease->will ? 0 : -ENOMEM;
}

static bool same_owner(const struct node *node, const struct owner *owner)
{
	return node->path && node->uid == owner->uid && node->gid == owner->gid &&
	       node->mode == 0600;
}

static int plan_held(struct arena *arena, const struct request *request,
                     const struct device *device, struct unit *unit, struct fault *f)
{
	const struct owner *owner = request_owner(request, device);
	const char *driver = request_driver(request, device);
	const struct vfio *vfio = &device->vfio;

	if (driver && !text_equal(driver, device->driver.value)) {
		(void)fault(f, -EEXIST, "%s is on %s already, not on %s",
		            BDF_TEXT(device->address), device->driver.value, driver);
		return fault_remedy(f, "release it first");
	}
	if (!owner)
		return 0;
	if (same_owner(&vfio->group_node, owner) &&
	    (!vfio->cdev.path || same_owner(&vfio->cdev, owner)))
		return 0;
	if (!device->lease || !text_equal(device->lease->owner, request->lease_owner)) {
		(void)fault(f, -EPERM,
		            "%s was bound by %s: its node's owner is not ours to set",
		            BDF_TEXT(device->address),
		            device->lease ? device->lease->owner : "somebody else");
		return fault_remedy(f, "release it first, or change the owner by hand");
	}
	return plan_owner(arena, request, device, unit);
}

static int plan_give(struct arena *arena, const struct request *request,
                     const struct device *device, struct unit *unit)
{
	struct lease *lease;
	int r;

	if (device->lease && request->goal == GOAL_RESTORE) {
		unit->lease = arena_alloc(arena, sizeof(*unit->lease));
		if (!unit->lease)
			return -ENOMEM;
		*unit->lease = *device->lease;
		r = copy_steps(arena, &device->lease->back, &unit->go);
		return r < 0 ? r : copy_steps(arena, &device->lease->forth, &unit->home);
	}
	if (!plan_moves(request, device) && !aimed_at_vfio(device))
		return 0;
	lease = begin_lease(arena, request, device, unit);
	if (!lease)
		return -ENOMEM;
	r = list_away(arena, request, device, lease);
	unit->go = lease->back;
	unit->home = lease->forth;
	return r;
}

static int plan_unit(struct arena *arena, const struct request *request,
                     const struct device *device, struct unit *unit, struct fault *f)
{
	int r;

	unit->address = device->address;
	unit->traits = find_traits(device);
	r = check_known(device, f);
	if (r < 0)
		return r;
	if (request->goal != GOAL_BIND)
		return plan_give(arena, request, device, unit);
	if (on_vfio(device))
		return plan_held(arena, request, device, unit, f);
	return plan_move(arena, request, device, unit);
}

static int plan_device(struct plan *plan, const struct request *request,
                       const struct device *device, struct fault *f)
{
	struct unit *unit = &plan->units[plan->n_units];
	int r;

	r = plan_unit(plan->arena, request, device, unit, f);
	if (unit->go.first)
		plan->n_units++;
	else
		*unit = (struct unit){ 0 };
	return r;
}

/* The last one that is meant itself; a bystander goes home by itself. */
static const char *last_address(const struct plan *plan)
{
	size_t i = plan->n_units - 1;

	while (i && plan->units[i].is_bystander)
		i--;
	return arena_text(plan->arena, BDF_TEXT(plan->units[i].address));
}

static int seal_unit(struct plan *plan, const struct request *request, const char *last,
                     const struct device *device, struct unit *unit)
{
	enum lease_state moving = plan->leads_home ? LEASE_RETURNING : LEASE_TAKING;
	struct lease *lease = unit->lease;
	struct lease_texts *texts = &unit->texts;

	if (device && device->lease)
		lease->was = lease_write(plan->arena, device->lease, LEASE_HELD);
	if (!unit->is_bystander) {
		lease->mover = request->transaction;
		lease->last = last;
	}
	texts->moving = lease_write(plan->arena, lease, moving);
	texts->alone = lease_write_alone(plan->arena, lease, moving, LEASE_RETURNING);
	texts->stuck = lease_write_alone(plan->arena, lease, moving, LEASE_STUCK);
	texts->before = lease->was;
	texts->after = lease->will ? lease->will
	                           : lease_write(plan->arena, lease, LEASE_HELD);
	return texts->moving && texts->alone && texts->stuck && texts->after &&
	                       (!device || !device->lease || lease->was)
	               ? 0
	               : -ENOMEM;
}

int plan_seal(struct plan *plan, const struct request *request,
              struct device *const *devices, size_t n)
{
	const char *last = plan->n_units ? last_address(plan) : NULL;

	for (size_t i = 0; i < plan->n_units; i++) {
		struct unit *unit = &plan->units[i];

		if (!last || seal_unit(plan, request, last,
		                       device_at(devices, n, unit->address), unit) < 0)
			return -ENOMEM;
	}
	return 0;
}

int plan_make(struct arena *arena, const struct request *request,
              struct device *const *devices, size_t n, struct plan **ret, struct fault *f)
{
	struct plan *plan = arena_alloc(arena, sizeof(*plan));
	int r;

	if (!plan)
		return fault(f, -ENOMEM, "out of memory");
	plan->arena = arena;
	plan->leads_home = request->goal != GOAL_BIND;
	plan->units = arena_array(arena, n + request->n_bystanders, sizeof(*plan->units));
	if (!plan->units)
		return fault(f, -ENOMEM, "out of memory");
	/* What sits below a VMD controller has a domain of its own above 16 bits. */
	for (int controllers = 0; controllers < 2; controllers++)
		for (size_t i = 0; i < n; i++) {
			if ((devices[i]->address.domain <= 0xffff) != controllers)
				continue;
			r = plan_device(plan, request, devices[i], f);
			if (r < 0)
				return fault(f, r, "out of memory");
		}
	r = plan_bystanders(plan, request, f);
	if (r == 0)
		r = plan_seal(plan, request, devices, n);
	if (r < 0)
		return fault(f, r, "out of memory");
	*ret = plan;
	return 0;
}
