/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan/newid.h"

#include <errno.h>

bool uses_new_id(const struct request *request, const struct device *device)
{
	return request->new_id || device->no_override;
}

static bool same_number(const struct number *a, const struct number *b)
{
	return a->known == b->known && a->value == b->value;
}

bool is_caught(const struct request *request, const struct device *device,
               const struct device *bystander)
{
	if (bystander == device || !uses_new_id(request, device) ||
	    bystander->driver.known == KNOWN ||
	    selector_any(request->selectors, bystander))
		return false;
	return same_number(&device->vendor, &bystander->vendor) &&
	       same_number(&device->device, &bystander->device) &&
	       same_number(&device->subsystem_vendor, &bystander->subsystem_vendor) &&
	       same_number(&device->subsystem_device, &bystander->subsystem_device);
}

/* Four fields, so that no more is caught than must be; drivers/pci/pci-driver.c. */
static const char *ids_text(struct arena *arena, const struct device *device)
{
	return arena_printf(arena, "%04x %04x %04x %04x", device->vendor.value,
	                    device->device.value, device->subsystem_vendor.value,
	                    device->subsystem_device.value);
}

/* A bystander stands in the list of the device whose ids it shares. */
static void add_release(struct builder *b, const struct device *bystander,
                        const char *driver)
{
	struct builder other = { b->arena, b->steps, bystander->address, b->failed };

	add_step(&other, (struct step){ .kind = STEP_UNBIND, .before = driver });
	add_step(&other, (struct step){ .kind = STEP_LEASE, .before = "taking" });
	b->failed = other.failed;
}

static void add_remove_id(struct builder *b, const char *ids, const char *driver)
{
	add_step(b, (struct step){
			    .kind = STEP_REMOVE_ID, .before = ids, .module = driver });
}

void add_new_id(struct builder *b, const struct request *request,
                const struct device *device, const char *driver)
{
	const char *ids = ids_text(b->arena, device);

	b->failed = b->failed || !ids;
	add_step(b, (struct step){ .kind = STEP_NEW_ID, .after = ids, .module = driver });
	add_step(b, (struct step){ .kind = STEP_BIND, .after = driver });
	/* Forgotten first: what is given back is not caught again. */
	add_remove_id(b, ids, driver);
	for (size_t i = 0; i < request->n_bystanders; i++)
		if (is_caught(request, device, request->bystanders[i]))
			add_release(b, request->bystanders[i], driver);
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

int list_bystander(struct arena *arena, const struct device *bystander,
                   const char *driver, struct lease *lease)
{
	struct builder back = { arena, &lease->back, bystander->address, false };

	add_step(&back, (struct step){ .kind = STEP_LEASE,
	                               .before = "taking",
	                               .after = "returning" });
	add_step(&back, (struct step){ .kind = STEP_UNBIND, .before = driver });
	add_step(&back, (struct step){ .kind = STEP_LEASE, .before = "returning" });
	return back.failed ? -ENOMEM : 0;
}
