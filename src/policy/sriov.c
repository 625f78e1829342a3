/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of physical functions that can have virtual ones, and of those. */
#include "base/text.h"
#include "policy/evidence.h"
#include "policy/questions.h"

static bool can_have_some(const struct device *device)
{
	return device->most_vfs.known == KNOWN && device->most_vfs.value;
}

enum answer gives_vfs_to_drivers(const struct rule_case *c, const struct device *device,
                                 struct finding *draft)
{
	if (!can_have_some(device) || device->autoprobe.known != KNOWN)
		return NO;
	device_evidence(c, device, draft, "sriov_drivers_autoprobe",
	                device->autoprobe.value ? "1" : "0");
	if (device->autoprobe.value)
		return YES;
	draft->summary = "host drivers leave its virtual functions alone";
	return NO;
}

enum answer lacks_a_physical_driver(const struct rule_case *c,
                                    const struct device *device, struct finding *draft)
{
	const struct device *physical = host_physical(c->host, device);

	if (!physical || physical->driver.known == UNKNOWN)
		return NO;
	device_evidence(c, physical, draft, "driver",
	                physical->driver.known == KNOWN ? physical->driver.value
	                                                : "none");
	if (physical->driver.known == KNOWN) {
		draft->summary =
			arena_printf(c->arena, "its physical function %s is on %s",
		                     BDF_TEXT(physical->address), physical->driver.value);
		return NO;
	}
	draft->summary = arena_printf(c->arena,
	                              "its physical function %s has no driver, and "
	                              "most virtual functions do nothing without",
	                              BDF_TEXT(physical->address));
	return YES;
}

enum answer lacks_memory_for_vfs(const struct rule_case *c, const struct device *device,
                                 struct finding *draft)
{
	if (!can_have_some(device) || device->vf_memory.known == ABSENT)
		return NO;
	if (device->vf_memory.known != KNOWN) {
		device_evidence(c, device, draft, "resource", NULL);
		draft->summary = "cannot tell whether virtual functions have memory";
		draft->remedy = NULL;
		return UNSURE;
	}
	device_evidence(c, device, draft, "resource",
	                device->vf_memory.value ? "placed" : "not placed");
	if (!device->vf_memory.value)
		return YES;
	draft->summary = "there is memory for its virtual functions";
	return NO;
}

enum answer can_have_vfs(const struct rule_case *c, const struct device *device,
                         struct finding *draft)
{
	if (!can_have_some(device))
		return NO;
	device_evidence(c, device, draft, "sriov_totalvfs",
	                arena_printf(c->arena, "%u", device->most_vfs.value));
	draft->summary =
		device->vf_count.known == KNOWN
			? arena_printf(c->arena, "it has %u of %u virtual functions",
	                               device->vf_count.value, device->most_vfs.value)
			: arena_printf(c->arena, "it can have %u virtual functions",
	                               device->most_vfs.value);
	return YES;
}
