/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/newid.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

/* "8086 10d3 8086 a01f": as many characters. */
#define IDS_LENGTH 19

bool uses_new_id(const struct request *request, const struct device *device)
{
	return request->new_id || device->no_override;
}

/* Four fields, so that no more is caught than must be; drivers/pci/pci-driver.c. */
static const char *ids_text(struct arena *arena, const struct device *device)
{
	return arena_printf(arena, "%04x %04x %04x %04x", device->vendor.value,
	                    device->device.value, device->subsystem_vendor.value,
	                    device->subsystem_device.value);
}

static void add_remove_id(struct builder *b, const char *ids, const char *driver)
{
	b->failed = b->failed || !ids;
	add_step(b, (struct step){
			    .kind = STEP_REMOVE_ID, .before = ids, .module = driver });
}

void add_new_id(struct builder *b, const struct device *device, const char *driver)
{
	const char *ids = ids_text(b->arena, device);

	add_step(b, (struct step){ .kind = STEP_NEW_ID, .after = ids, .module = driver });
	add_step(b, (struct step){ .kind = STEP_BIND, .after = driver });
	add_remove_id(b, ids, driver);
}

void add_forget_id(struct builder *b, const struct device *device, const char *driver)
{
	const char *native = device->driver.known == KNOWN ? device->driver.value : NULL;

	add_remove_id(b, ids_text(b->arena, device), driver);
	add_step(b,
	         (struct step){ .kind = STEP_UNBIND, .before = driver, .keep = native });
	if (native)
		add_step(b, (struct step){ .kind = STEP_BIND,
		                           .before = driver,
		                           .after = native });
}

static const struct step *find_teaching(const struct steps *steps)
{
	const struct step *step = steps->first;

	while (step && step->kind != STEP_NEW_ID)
		step = step->next;
	return step;
}

static const struct step *teaching_of(const struct unit *unit)
{
	const struct step *step = find_teaching(&unit->go);

	return step ? step : find_teaching(&unit->home);
}

bool plan_teaches(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_units; i++)
		if (teaching_of(&plan->units[i]))
			return true;
	return false;
}

/* What could not be read may be the same. */
static bool may_have(const struct device *device, const char *ids)
{
	const struct number *const numbers[] = { &device->vendor, &device->device,
		                                 &device->subsystem_vendor,
		                                 &device->subsystem_device };

	for (size_t i = 0; strlen(ids) == IDS_LENGTH && i < 4; i++) {
		char field[16];

		if (numbers[i]->known == KNOWN &&
		    text_format(field, sizeof(field), "%04x", numbers[i]->value) == 0 &&
		    strncmp(field, ids + 5 * i, 4) != 0)
			return false;
	}
	return true;
}

static struct unit *unit_of(const struct plan *plan, const struct device *device)
{
	for (size_t i = 0; i < plan->n_units; i++)
		if (bdf_equal(plan->units[i].address, device->address))
			return &plan->units[i];
	return NULL;
}

/* "0000:03:00.0 0000:04:00.0": whose ids DEVICE has. Empty: its own alone; NULL: no
 * memory. */
static const char *find_teachers(const struct plan *plan, size_t n,
                                 const struct device *device)
{
	const char *text = "";

	for (size_t i = 0; text && i < n; i++) {
		const struct unit *unit = &plan->units[i];
		const struct step *teaching = teaching_of(unit);

		if (teaching && may_have(device, teaching->after) &&
		    !bdf_equal(unit->address, device->address))
			text = arena_printf(plan->arena, "%s%s%s", text, *text ? " " : "",
			                    BDF_TEXT(unit->address));
	}
	return text;
}

static bool is_forgotten(const struct steps *steps, const struct step *teaching)
{
	for (const struct step *step = steps->first; step; step = step->next)
		if (step->kind == STEP_REMOVE_ID &&
		    text_equal(step->module, teaching->module) &&
		    text_equal(step->before, teaching->after))
			return true;
	return false;
}

/*
 * Forgotten before it is let go, also if the teacher has no chance to: what is free while
 * a driver knows its ids would be caught again.
 */
static void add_freedom(struct builder *home, const struct plan *plan, size_t n,
                        const struct device *device)
{
	for (size_t i = 0; i < n; i++) {
		const struct step *teaching = teaching_of(&plan->units[i]);

		if (!teaching || !may_have(device, teaching->after) ||
		    is_forgotten(home->steps, teaching))
			continue;
		add_remove_id(home, teaching->after, teaching->module);
		add_step(home, (struct step){ .kind = STEP_UNBIND,
		                              .before = teaching->module });
	}
}

/* What was taught is forgotten by then: of the way home only the unbinding is left. */
static void add_unbinds(struct builder *go, const struct steps *home)
{
	for (const struct step *step = home->first; step; step = step->next)
		if (step->kind == STEP_UNBIND)
			add_step(go, *step);
}

static int list_bystander(const struct plan *plan, size_t n, const struct device *device,
                          struct unit *unit)
{
	struct builder go = { plan->arena, &unit->go, device->address, false };
	struct builder home = { plan->arena, &unit->home, device->address, false };
	const char *moving = lease_state_text(plan->leads_home ? LEASE_RETURNING
	                                                       : LEASE_TAKING);
	const char *held = device->lease ? lease_state_text(LEASE_HELD) : NULL;

	add_lease(&home, moving, lease_state_text(LEASE_RETURNING));
	add_freedom(&home, plan, n, device);
	add_lease(&home, lease_state_text(LEASE_RETURNING), held);
	add_lease(&go, held, moving);
	if (!plan->leads_home)
		add_unbinds(&go, &unit->home);
	add_lease(&go, moving, held);
	return go.failed || home.failed ? -ENOMEM : 0;
}

/* To teach waits for every device that matches: one that is stuck would hold it up. */
static int check_bystander(const struct device *device, struct fault *f)
{
	if (unknown_find(device->unknown, "lease"))
		return fault(f, -ENODATA,
		             "%s has the same ids, and its lease could not be read",
		             BDF_TEXT(device->address));
	if (!device->lease || device->lease->state == LEASE_HELD)
		return 0;
	(void)fault(f, -EBUSY,
	            "%s has the same ids, and an earlier run was cut off there",
	            BDF_TEXT(device->address));
	return fault_remedy(
		f, "let vfioprep undo or release finish that first; if it cannot, "
		   "end what holds that device");
}

/* N: so many units may teach. */
static int plan_bystander(struct plan *plan, const struct request *request, size_t n,
                          const struct device *device, struct unit *unit)
{
	struct lease *lease;
	int r;

	lease = begin_lease(plan->arena, request, device, unit);
	if (!lease)
		return -ENOMEM;
	r = list_bystander(plan, n, device, unit);
	unit->address = device->address;
	unit->is_bystander = true;
	lease->back = unit->home;
	if (device->lease)
		lease->was = lease->will = lease_write(plan->arena, device->lease,
		                                       LEASE_HELD);
	return device->lease && !lease->was ? -ENOMEM : r;
}

/* The last N units become the first ones. */
static int move_to_front(struct plan *plan, size_t n)
{
	size_t n_others = plan->n_units - n;
	struct unit *copy = arena_array(plan->arena, n + 1, sizeof(*copy));

	if (!copy)
		return -ENOMEM;
	memcpy(copy, plan->units + n_others, n * sizeof(*copy));
	memmove(plan->units + n, plan->units, n_others * sizeof(*copy));
	memcpy(plan->units, copy, n * sizeof(*copy));
	return 0;
}

/* One that is bound itself may be caught before its turn, too. */
static int guard(struct plan *plan, const struct request *request, size_t n,
                 const struct device *device, struct fault *f)
{
	const char *beside = find_teachers(plan, n, device);
	const struct unit *unit = unit_of(plan, device);
	int r = 0;

	if (!beside)
		return -ENOMEM;
	/* A release teaches only on the way to where all that are meant come from. */
	if (!*beside || (unit && plan->leads_home))
		return 0;
	if (!unit) {
		r = check_bystander(device, f);
		unit = &plan->units[plan->n_units];
		if (r == 0)
			r = plan_bystander(plan, request, n, device,
			                   &plan->units[plan->n_units++]);
	}
	if (r == 0)
		unit->lease->beside = beside;
	return r;
}

/*
 * Units go there in their order, and home in reverse: a bystander's turn is after the
 * teaching on the one way and on the other.
 */
int plan_bystanders(struct plan *plan, const struct request *request, struct fault *f)
{
	size_t n = plan->n_units;
	int r = 0;

	for (size_t i = 0; r == 0 && i < request->n_bystanders; i++) {
		if (request->bystanders[i]->driver.known != KNOWN)
			r = guard(plan, request, n, request->bystanders[i], f);
	}
	if (r == 0 && plan->leads_home)
		r = move_to_front(plan, plan->n_units - n);
	return r;
}
