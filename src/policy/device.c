/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions that one device answers alone. */
#include <errno.h>

#include "base/fault.h"
#include "base/text.h"
#include "model/classes.h"
#include "policy/evidence.h"
#include "policy/predicates.h"

enum answer is_bridge(const struct rule_case *c, const struct device *device,
                      struct finding *draft)
{
	enum header header = device_header(device);

	if (device->class.known == KNOWN && device_base_class(device) == CLASS_BRIDGE) {
		device_evidence(c, device, draft, "class",
		                arena_printf(c->arena, "0x%06x", device->class.value));
		return YES;
	}
	if (header == HEADER_BRIDGE || header == HEADER_CARDBUS) {
		device_evidence(c, device, draft, "config",
		                header == HEADER_BRIDGE ? "header type 1"
		                                        : "header type 2");
		return YES;
	}
	if (device->class.known != KNOWN) {
		device_evidence(c, device, draft, "class", NULL);
		return UNSURE;
	}
	if (header == HEADER_UNKNOWN) {
		device_evidence(c, device, draft, "config", NULL);
		return UNSURE;
	}
	return NO;
}

enum answer is_busy(const struct rule_case *c, const struct device *device,
                    struct finding *draft)
{
	const struct unknown *override = unknown_find(device->unknown, "driver_override");

	if (device->busy.known == KNOWN && device->busy.value) {
		(void)finding_evidence(c->arena, draft,
		                       arena_printf(c->arena, "run/vfioprep/markers/%s",
		                                    BDF_TEXT(device->address)),
		                       "locked");
		return YES;
	}
	if (override && text_equal(override->error, fault_words(ETIMEDOUT))) {
		device_evidence(c, device, draft, "driver_override", "no answer in time");
		return YES;
	}
	if (device->busy.known == KNOWN && !override)
		return NO;
	if (override)
		device_evidence(c, device, draft, "driver_override", NULL);
	return UNSURE;
}

enum answer has_no_group(const struct rule_case *c, const struct device *device,
                         struct finding *draft)
{
	switch (device->group_id.known) {
	case ABSENT:
		device_evidence(c, device, draft, "iommu_group", "absent");
		return YES;
	case KNOWN:
		break;
	case UNKNOWN:
	case NOT_ASKED:
		device_evidence(c, device, draft, "iommu_group", NULL);
		return UNSURE;
	}
	if (!device->group || device->group->noiommu.known != KNOWN)
		return UNSURE;
	if (!device->group->noiommu.value)
		return NO;
	draft->summary =
		"its group was made without an IOMMU: its DMA reaches all memory";
	group_evidence(c, device->group, draft, "name", "vfio-noiommu");
	return YES;
}
