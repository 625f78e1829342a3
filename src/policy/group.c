/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions that a device's whole IOMMU group answers. */
#include <inttypes.h>

#include "base/text.h"
#include "policy/evidence.h"
#include "policy/predicates.h"
#include "policy/reserved.h"
#include "policy/viable.h"

enum answer has_rmrr(const struct rule_case *c, const struct device *device,
                     struct finding *draft)
{
	const struct iommu_group *group = device->group;

	/* Without group there is no attach that the region could forbid. */
	if (device->group_id.known == ABSENT)
		return NO;
	if (!group || group->regions_known != KNOWN) {
		if (group)
			group_evidence(c, group, draft, "reserved_regions", NULL);
		else
			device_evidence(c, device, draft, "iommu_group", NULL);
		return UNSURE;
	}
	for (size_t i = 0; i < group->n_regions; i++) {
		const struct region *region = &group->regions[i];

		/* direct-relaxable (USB, graphics) is only for the time before the
		 * driver. */
		if (!text_equal(region->type, "direct"))
			continue;
		group_evidence(c, group, draft, "reserved_regions",
		               arena_printf(c->arena,
		                            "0x%016" PRIx64 " 0x%016" PRIx64 " direct",
		                            region->start, region->end));
		show_reservations(c, group, draft);
		return YES;
	}
	return NO;
}

static bool is_taken(const struct rule_case *c, const struct device *device)
{
	for (size_t i = 0; i < c->n_taken; i++)
		if (c->taken[i] == device)
			return true;
	return false;
}

/* What sits below a VMD controller goes when its driver lets the controller go. */
static bool goes_along(const struct rule_case *c, const struct device *device)
{
	const struct device *maker = device_bus_maker(device);

	return is_taken(c, device) || (maker && is_taken(c, maker));
}

static enum answer others_block(const struct rule_case *c,
                                const struct iommu_group *group, struct finding *draft)
{
	for (const struct member *m = group->others; m; m = m->next) {
		enum answer answer = driver_blocks(&m->driver);

		if (answer == NO)
			continue;
		group_evidence(c, group, draft,
		               arena_printf(c->arena, "devices/%s/driver", m->name),
		               m->driver.value);
		draft->summary = arena_printf(
			c->arena,
			"%s of its IOMMU group is no PCI device and has the driver %s",
			m->name, m->driver.value ? m->driver.value : "(unreadable)");
		draft->remedy =
			"unbind that driver by hand: vfioprep moves PCI devices only";
		return answer;
	}
	return NO;
}

enum answer is_shared(const struct rule_case *c, const struct device *device,
                      struct finding *draft)
{
	const struct iommu_group *group = device->group;

	if (device->group_id.known == ABSENT)
		return NO;
	if (!group) {
		device_evidence(c, device, draft, "iommu_group", NULL);
		return UNSURE;
	}
	if (group->others_known != KNOWN) {
		group_evidence(c, group, draft, "devices", NULL);
		return UNSURE;
	}
	for (const struct device *d = group->first; d; d = d->next_in_group) {
		enum answer answer = goes_along(c, d) ? NO : driver_blocks(&d->driver);

		if (answer == NO)
			continue;
		device_evidence(c, d, draft, "driver", d->driver.value);
		draft->summary =
			arena_printf(c->arena,
		                     "%s of its IOMMU group %u has the driver %s",
		                     BDF_TEXT(d->address), group->id,
		                     d->driver.value ? d->driver.value : "(unreadable)");
		return answer;
	}
	return others_block(c, group, draft);
}
