/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/evidence.h"

#include <errno.h>

#include "base/fault.h"
#include "base/text.h"

void evidence(const struct rule_case *c, struct finding *draft, const char *path,
              const char *value)
{
	if (path)
		(void)finding_evidence(c->arena, draft, path, value);
}

void device_evidence(const struct rule_case *c, const struct device *device,
                     struct finding *draft, const char *attribute, const char *value)
{
	evidence(c, draft,
	         arena_printf(c->arena, "sys/bus/pci/devices/%s/%s",
	                      BDF_TEXT(device->address), attribute),
	         value);
}

void group_evidence(const struct rule_case *c, const struct iommu_group *group,
                    struct finding *draft, const char *attribute, const char *value)
{
	evidence(c, draft,
	         arena_printf(c->arena, "sys/kernel/iommu_groups/%u/%s", group->id,
	                      attribute),
	         value);
}

static bool wants_root(const struct unknown *unknown)
{
	return unknown && (text_equal(unknown->error, fault_words(EACCES)) ||
	                   text_equal(unknown->error, fault_words(EPERM)));
}

enum answer unread(const struct rule_case *c, struct finding *draft, const char *member,
                   const char *path, const char *summary)
{
	const struct unknown *unknown = unknown_find(c->host->platform->unknown, member);

	draft->summary = summary;
	draft->remedy = wants_root(unknown) ? "run it as root" : NULL;
	evidence(c, draft, path, NULL);
	return UNSURE;
}
