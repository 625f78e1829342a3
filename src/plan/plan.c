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

static unsigned find_traits(const struct device *device)
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

static int write_texts(struct arena *arena, const struct lease *lease,
                       const struct device *device, struct unit *unit)
{
	for (int state = LEASE_TAKING; state <= LEASE_STUCK; state++) {
		const struct lease *source = lease;

		/* Taken back to held, the lease says again what it said before. */
		if (state == LEASE_HELD && device && device->lease)
			source = device->lease;
		unit->lease_texts[state] = lease_write(arena, source,
		                                       (enum lease_state)state);
		if (!unit->lease_texts[state])
			return -ENOMEM;
	}
	return 0;
}

static void begin_lease(const struct request *request, const struct device *device,
                        struct lease *lease)
{
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
}

static int plan_move(struct arena *arena, const struct request *request,
                     const struct device *device, struct unit *unit)
{
	struct lease lease;
	int r;

	begin_lease(request, device, &lease);
	r = list_bind(arena, request, device, target_driver(request, device), &lease);
	if (r < 0)
		return r;
	unit->go = lease.forth;
	unit->home = lease.back;
	return write_texts(arena, &lease, NULL, unit);
}

static bool same_owner(const struct node *node, const struct owner *owner)
{
	return node->path && node->uid == owner->uid && node->gid == owner->gid &&
	       node->mode == 0600;
}

static int plan_owner(struct arena *arena, const struct request *request,
                      const struct device *device, struct unit *unit, struct fault *f)
{
	const struct vfio *vfio = &device->vfio;

	if (request->driver && !text_equal(request->driver, device->driver.value)) {
		(void)fault(f, -EEXIST, "%s is on %s already, not on %s",
		            BDF_TEXT(device->address), device->driver.value,
		            request->driver);
		return fault_remedy(f, "release it first");
	}
	if (!request->owner)
		return 0;
	if (same_owner(&vfio->group_node, request->owner) &&
	    (!vfio->cdev.path || same_owner(&vfio->cdev, request->owner)))
		return 0;
	if (!device->lease || !text_equal(device->lease->owner, request->lease_owner)) {
		(void)fault(f, -EPERM,
		            "%s was bound by %s: its node's owner is not ours to set",
		            BDF_TEXT(device->address),
		            device->lease ? device->lease->owner : "somebody else");
		return fault_remedy(f, "release it first, or change the owner by hand");
	}
	return list_owner(arena, request, device, &unit->go, &unit->home);
}

/* Copies of a lease's steps, to be carried out anew. */
static int copy_steps(struct arena *arena, const struct steps *from, struct steps *to)
{
	for (const struct step *step = from->first; step; step = step->next)
		if (!steps_add(arena, to, step))
			return -ENOMEM;
	return 0;
}

static int plan_give(struct arena *arena, const struct request *request,
                     const struct device *device, struct unit *unit)
{
	struct lease lease;
	int r;

	if (device->lease && request->goal == GOAL_RESTORE) {
		r = copy_steps(arena, &device->lease->back, &unit->go);
		if (r == 0)
			r = copy_steps(arena, &device->lease->forth, &unit->home);
		return r < 0 ? r : write_texts(arena, device->lease, NULL, unit);
	}
	if (!plan_moves(request, device) && !aimed_at_vfio(device))
		return 0;
	begin_lease(request, device, &lease);
	r = list_away(arena, request, device, &lease);
	if (r < 0)
		return r;
	unit->go = lease.back;
	unit->home = lease.forth;
	return write_texts(arena, &lease, device, unit);
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
		return plan_owner(arena, request, device, unit, f);
	return plan_move(arena, request, device, unit);
}

/* Bystanders are guarded before the ids that would catch them are taught. */
static int plan_bystander(struct plan *plan, const struct request *request,
                          const struct device *bystander, const char *driver)
{
	struct unit *unit = &plan->units[plan->n_units];
	struct lease lease;
	int r;

	begin_lease(request, bystander, &lease);
	r = list_bystander(plan->arena, bystander, driver, &lease);
	if (r < 0)
		return r;
	unit->address = bystander->address;
	unit->home = lease.back;
	if (!steps_add(plan->arena, &unit->go,
	               &(struct step){ .kind = STEP_LEASE,
	                               .subject = bystander->address,
	                               .after = "taking" }))
		return -ENOMEM;
	plan->n_units++;
	return write_texts(plan->arena, &lease, NULL, unit);
}

static bool is_guarded(const struct plan *plan, const struct device *device)
{
	for (size_t i = 0; i < plan->n_units; i++)
		if (bdf_equal(plan->units[i].address, device->address))
			return true;
	return false;
}

static int plan_bystanders(struct plan *plan, const struct request *request,
                           const struct device *device)
{
	int r = 0;

	if (request->goal != GOAL_BIND || !plan_moves(request, device))
		return 0;
	for (size_t i = 0; r == 0 && i < request->n_bystanders; i++) {
		const struct device *bystander = request->bystanders[i];

		if (is_caught(request, device, bystander) && !is_guarded(plan, bystander))
			r = plan_bystander(plan, request, bystander,
			                   target_driver(request, device));
	}
	return r;
}

static int plan_device(struct plan *plan, const struct request *request,
                       const struct device *device, struct fault *f)
{
	struct unit *unit;
	int r;

	r = plan_bystanders(plan, request, device);
	if (r < 0)
		return r;
	unit = &plan->units[plan->n_units];
	r = plan_unit(plan->arena, request, device, unit, f);
	if (unit->go.first)
		plan->n_units++;
	else
		*unit = (struct unit){ 0 };
	return r;
}

int plan_make(struct arena *arena, const struct request *request,
              struct device *const *devices, size_t n, struct plan **ret, struct fault *f)
{
	struct plan *plan = arena_alloc(arena, sizeof(*plan));

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
			int r;

			if ((devices[i]->address.domain <= 0xffff) != controllers)
				continue;
			r = plan_device(plan, request, devices[i], f);
			if (r < 0)
				return fault(f, r, "out of memory");
		}
	*ret = plan;
	return 0;
}

int plan_recover(struct arena *arena, const struct lease *lease, struct unit *ret)
{
	*ret = (struct unit){ .address = lease->address };
	if (copy_steps(arena, &lease->back, &ret->go) < 0)
		return -ENOMEM;
	return write_texts(arena, lease, NULL, ret);
}
