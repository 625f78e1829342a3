/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/undo.h"

#include <errno.h>

#include "base/text.h"
#include "plan/newid.h"

/* What the device's lease says if nothing has happened since; NULL: it has none. */
static const char *text_since(struct arena *arena, const struct record *record,
                              const struct lease *lease)
{
	if (lease->will || record->leads_home)
		return lease->will;
	return lease_write(arena, lease, LEASE_HELD);
}

static int check_unmoved(struct arena *arena, const struct record *record,
                         const struct lease *moved, const struct device *device,
                         struct fault *f)
{
	const char *text = text_since(arena, record, moved);
	const struct lease *now = device->lease;
	struct lease *then = NULL;
	int r = 0;

	if (text)
		r = lease_read(arena, arena_text(arena, text), &then, f);
	if (r < 0)
		return r;
	if (!now && !then)
		return 0;
	if (now && then && text_equal(now->transaction, then->transaction))
		return 0;
	(void)fault(f, -ESTALE, "%s: %s has had it since", BDF_TEXT(device->address),
	            now ? now->transaction : "another transaction");
	return fault_remedy(f, "see vfioprep history, and undo that one first");
}

/* As it was before, under the name of this transaction. */
static int renew(struct arena *arena, const struct request *request, const char *was,
                 const char **ret)
{
	struct lease *lease;
	int r;

	r = lease_read(arena, arena_text(arena, was), &lease, NULL);
	if (r < 0)
		return r;
	lease->transaction = request->transaction;
	*ret = lease_write(arena, lease, LEASE_HELD);
	return *ret ? 0 : -ENOMEM;
}

static int undo_unit(struct plan *plan, const struct request *request,
                     const struct lease *moved, const struct device *device)
{
	struct unit *unit = &plan->units[plan->n_units];
	struct lease *lease = arena_alloc(plan->arena, sizeof(*lease));
	int r = 0;

	if (!lease)
		return -ENOMEM;
	*lease = *moved;
	lease->was = lease->beside = NULL;
	lease->will = moved->was;
	if (!plan->leads_home) {
		lease->transaction = request->transaction;
		if (moved->was)
			r = renew(plan->arena, request, moved->was, &lease->will);
	}
	*unit = (struct unit){ .address = device->address,
		               .lease = lease,
		               .traits = find_traits(device) };
	if (r == 0)
		r = copy_steps(plan->arena,
		               plan->leads_home ? &moved->back : &moved->forth,
		               &unit->go);
	if (r == 0)
		r = copy_steps(plan->arena,
		               plan->leads_home ? &moved->forth : &moved->back,
		               &unit->home);
	plan->n_units += r == 0;
	return r;
}

int undo_make(struct arena *arena, const struct request *request,
              const struct record *record, struct device *const *devices, size_t n,
              struct plan **ret, struct fault *f)
{
	struct plan *plan = arena_alloc(arena, sizeof(*plan));
	int r = 0;

	if (!plan)
		return fault(f, -ENOMEM, "out of memory");
	plan->arena = arena;
	plan->leads_home = !record->leads_home;
	plan->units = arena_array(arena, record->n_units + request->n_bystanders + 1,
	                          sizeof(*plan->units));
	if (!plan->units)
		return fault(f, -ENOMEM, "out of memory");
	for (size_t i = 0; r == 0 && i < record->n_units; i++) {
		const struct unit *moved = &record->units[i];
		const struct device *device = device_at(devices, n, moved->address);

		/* A bystander of new_id was given back at once; who is one now is asked
		 * anew. */
		if (!moved->lease || !moved->lease->mover)
			continue;
		if (!device)
			return fault(f, -ENODEV, "%s is gone", BDF_TEXT(moved->address));
		r = check_unmoved(arena, record, moved->lease, device, f);
		if (r == 0)
			r = undo_unit(plan, request, moved->lease, device);
	}
	if (r == 0)
		r = plan_bystanders(plan, request, f);
	if (r == 0)
		r = plan_seal(plan, request, devices, n);
	if (r < 0)
		return fault(f, r, "it cannot be planned: %s", fault_words(r));
	*ret = plan;
	return 0;
}
