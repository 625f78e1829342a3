/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/evidence.h"

static void add(const struct rule_case *c, struct finding *draft, const char *path,
                const char *value)
{
	if (path)
		(void)finding_evidence(c->arena, draft, path, value);
}

void device_evidence(const struct rule_case *c, const struct device *device,
                     struct finding *draft, const char *attribute, const char *value)
{
	add(c, draft,
	    arena_printf(c->arena, "sys/bus/pci/devices/%s/%s", BDF_TEXT(device->address),
	                 attribute),
	    value);
}

void group_evidence(const struct rule_case *c, const struct iommu_group *group,
                    struct finding *draft, const char *attribute, const char *value)
{
	add(c, draft,
	    arena_printf(c->arena, "sys/kernel/iommu_groups/%u/%s", group->id, attribute),
	    value);
}
