/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/reason.h"

#include "model/capability.h"
#include "model/fact.h"

unsigned reason_facts(void)
{
	return FACT_CONFIG | FACT_GROUP | FACT_IDS;
}

static enum answer isolates(const struct device *device)
{
	return device->capabilities ? capabilities_isolate(device->capabilities) : UNSURE;
}

/* A bridge to conventional PCI: below it requests bear the bridge's own address. */
static enum answer is_conventional(const struct device *bridge)
{
	const struct capabilities *c = bridge->capabilities;

	if (!c || c->express == UNKNOWN || c->express == NOT_ASKED)
		return UNSURE;
	return c->express == ABSENT || c->port == PORT_TO_PCI ? YES : NO;
}

static bool same_slot(const struct device *a, const struct device *b)
{
	return a->address.domain == b->address.domain &&
	       a->address.bus == b->address.bus && a->address.slot == b->address.slot;
}

/* Beside other functions in its slot: what one alone there need not have counts. */
static enum answer isolates_beside(const struct device *device)
{
	struct capabilities c;

	if (!device->capabilities)
		return UNSURE;
	c = *device->capabilities;
	c.multifunction = true;
	return capabilities_isolate(&c);
}

static const char *acs_of(const struct device *port)
{
	return port->capabilities->acs == KNOWN ? "has ACS switched off" : "has no ACS";
}

static const char *not_known(struct arena *arena, const struct device *device)
{
	const struct unknown *why = unknown_find(device->unknown, "capabilities");

	if (!device->capabilities)
		return arena_printf(arena, "not known: the capabilities of %s%s%s",
		                    BDF_TEXT(device->address), why ? ": " : "",
		                    why ? why->error : " were not read");
	/* Seen past the 64 bytes that others see: this kernel does not reach the rest. */
	if (device->capabilities->express == KNOWN)
		return arena_printf(arena,
		                    "not known: the extended configuration space of %s "
		                    "cannot be reached",
		                    BDF_TEXT(device->address));
	return arena_printf(
		arena,
		"needs root: the capabilities of %s lie beyond what others may read",
		BDF_TEXT(device->address));
}

/* The functions below a VMD controller have a domain of their own. */
static const char *below_vmd(struct arena *arena, const struct iommu_group *group)
{
	for (const struct device *d = group->first; d; d = d->next_in_group)
		if (d->address.domain > 0xffff && group->first->address.domain <= 0xffff)
			return arena_printf(
				arena,
				"what is below the VMD controller %s bears its address",
				BDF_TEXT(group->first->address));
	return NULL;
}

static const char *behind_bridge(struct arena *arena, const struct iommu_group *group)
{
	const struct device *unsure = NULL;

	for (const struct device *d = group->first; d; d = d->next_in_group) {
		enum answer answer = d->parent ? is_conventional(d->parent) : NO;

		if (answer == YES)
			return arena_printf(arena,
			                    "conventional PCI behind the bridge %s: its "
			                    "requests bear "
			                    "one address",
			                    BDF_TEXT(d->parent->address));
		if (answer == UNSURE)
			unsure = d->parent;
	}
	return unsure ? not_known(arena, unsure) : NULL;
}

/* The highest port of the group that does not keep apart what is below it. */
static const char *below_port(struct arena *arena, const struct iommu_group *group)
{
	for (const struct device *d = group->first; d; d = d->next_in_group) {
		const struct device *port = d->parent;

		if (!port || port->group != group || isolates(port) == YES)
			continue;
		if (isolates(port) == UNSURE)
			return not_known(arena, port);
		return arena_printf(arena, "the port %s %s: all below it share its group",
		                    BDF_TEXT(port->address), acs_of(port));
	}
	return NULL;
}

static const char *functions_of_one(struct arena *arena, const struct iommu_group *group)
{
	for (const struct device *d = group->first; d; d = d->next_in_group) {
		if (!same_slot(d, group->first))
			return NULL;
		if (isolates_beside(d) == YES)
			return NULL;
		if (isolates_beside(d) == UNSURE)
			return not_known(arena, d);
	}
	return arena_text(arena,
	                  "functions of one device, which has no ACS between them");
}

static const char *why_shared(struct arena *arena, const struct iommu_group *group)
{
	/* In the order in which the kernel looks. */
	static const char *(*const questions[])(struct arena * arena,
	                                        const struct iommu_group *group) = {
		below_vmd,
		behind_bridge,
		below_port,
		functions_of_one,
	};

	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
		const char *text = questions[i](arena, group);

		if (text)
			return text;
	}
	return NULL;
}

/* Does one of its slot keep itself no more apart than it does? */
static bool has_like_beside(const struct host *host, const struct device *device)
{
	struct bdf address = device->address;

	for (address.function = 0; address.function < 8; address.function++) {
		const struct device *d = host_find(host, address);

		if (d && d != device && isolates(d) == NO)
			return true;
	}
	return false;
}

/* Alone, though a port above or a function beside it would not keep it so. */
static const char *why_alone(struct arena *arena, const struct host *host,
                             const struct device *device)
{
	for (const struct device *port = device->parent; port; port = port->parent) {
		if (port->group_id.known != KNOWN ||
		    port->group_id.value == device->group->id)
			continue;
		if (isolates(port) == UNSURE || is_conventional(port) != NO)
			return NULL;
		if (isolates(port) == NO)
			return arena_printf(
				arena, "kept apart by a kernel quirk: the port %s %s",
				BDF_TEXT(port->address), acs_of(port));
	}
	if (device->capabilities && device->capabilities->multifunction &&
	    isolates(device) == NO && has_like_beside(host, device))
		return arena_printf(arena, "kept apart by a kernel quirk: %s %s",
		                    BDF_TEXT(device->address), acs_of(device));
	return NULL;
}

const char *group_reason(struct arena *arena, const struct host *host,
                         const struct iommu_group *group)
{
	if (!group->first)
		return NULL;
	if (!group->first->next_in_group)
		return group->others ? NULL : why_alone(arena, host, group->first);
	return why_shared(arena, group);
}
