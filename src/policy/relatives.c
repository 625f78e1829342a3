/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions about functions that hang together: a slot, SR-IOV, a VMD controller. */
#include <string.h>

#include "model/classes.h"
#include "policy/evidence.h"
#include "policy/predicates.h"
#include "policy/viable.h"

static enum answer both(enum answer a, enum answer b)
{
	if (a == NO || b == NO)
		return NO;
	return a == YES && b == YES ? YES : UNSURE;
}

/* VMD numbers its domains from here on: vmd_find_free_domain() of Linux. */
#define VMD_DOMAIN 0x10000

/* Of it, or of a bridge above it: then who stands at the top is not known. */
static bool is_place_unread(const struct device *device)
{
	for (; device; device = device->parent)
		if (unknown_find(device->unknown, "parent"))
			return true;
	return false;
}

enum answer is_vmd_child(const struct rule_case *c, const struct device *device,
                         struct finding *draft)
{
	const struct device *maker = device_bus_maker(device);
	bool is_unread = is_place_unread(device);

	if (!maker && (!is_unread || device->address.domain < VMD_DOMAIN))
		return NO;
	if (!maker) {
		evidence(c, draft,
		         arena_printf(c->arena, "sys/bus/pci/devices/%s",
		                      BDF_TEXT(device->address)),
		         NULL);
		return UNSURE;
	}
	device_evidence(c, maker, draft, "driver",
	                maker->driver.known == KNOWN ? maker->driver.value : NULL);
	draft->summary = arena_printf(c->arena, "it sits below the VMD controller %s",
	                              BDF_TEXT(maker->address));
	draft->remedy = arena_printf(c->arena,
	                             "hand over the controller, with all below it: %s",
	                             BDF_TEXT(maker->address));
	return YES;
}

/* On the way back only where the bind to VFIO made them: there the unbind removes them
 * (vfio_pci_core_unregister_device()). */
enum answer has_vfs(const struct rule_case *c, const struct device *device,
                    struct finding *draft)
{
	if (c->request->goal != GOAL_BIND &&
	    (device->driver.known == ABSENT ||
	     (device->driver.known == KNOWN && !driver_is_vfio(device->driver.value))))
		return NO;
	if (device->vf_count.known != KNOWN) {
		device_evidence(c, device, draft, "virtfn0", NULL);
		return UNSURE;
	}
	if (device->vf_count.value == 0)
		return NO;
	device_evidence(c, device, draft, "virtfn0", "present");
	draft->summary =
		arena_printf(c->arena, "it is a physical function with %u virtual %s",
	                     device->vf_count.value,
	                     device->vf_count.value == 1 ? "function" : "functions");
	return YES;
}

enum answer wants_token(const struct rule_case *c, const struct device *device,
                        struct finding *draft)
{
	const struct device *physical = host_physical(c->host, device);

	if (!physical || physical->driver.known != KNOWN ||
	    !driver_is_vfio(physical->driver.value))
		return NO;
	device_evidence(c, physical, draft, "driver", physical->driver.value);
	draft->summary =
		arena_printf(c->arena,
	                     "its physical function %s is on %s: whoever opens it "
	                     "needs the VF token that its user set",
	                     BDF_TEXT(physical->address), physical->driver.value);
	return YES;
}

static bool is_taken(const struct rule_case *c, const struct device *device)
{
	for (size_t i = 0; i < c->n_taken; i++)
		if (c->taken[i] == device)
			return true;
	return false;
}

static enum answer is_display(const struct device *device)
{
	if (device->class.known != KNOWN)
		return UNSURE;
	return device_base_class(device) == CLASS_DISPLAY ? YES : NO;
}

/* What a graphics card is made of: picture, its sound, and its USB-C socket (a USB
 * controller, and a serial bus controller for its power). */
static enum answer is_part_of_card(const struct device *device)
{
	static const unsigned classes[] = { 0x0403, 0x0c03, 0x0c80 };
	enum answer answer = is_display(device);

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (answer == NO && device->class.value >> 8 == classes[i])
			return YES;
	return answer;
}

static enum answer has_same_vendor(const struct device *a, const struct device *b)
{
	if (a->vendor.known != KNOWN || b->vendor.known != KNOWN)
		return UNSURE;
	return a->vendor.value == b->vendor.value ? YES : NO;
}

/* The function FUNCTION of DEVICE's slot; NULL: none, or one made for sharing. */
static const struct device *sibling(const struct rule_case *c,
                                    const struct device *device, unsigned function)
{
	struct bdf address = device->address;
	const struct device *other;

	address.function = (uint8_t)function;
	other = host_find(c->host, address);
	return other && other->physfn.known != KNOWN ? other : NULL;
}

#define FUNCTIONS 8

/* Is there a display of DEVICE's maker in its slot? A processor with graphics has sound
 * and USB of another maker beside it, which have their own lives. */
static enum answer is_on_card(const struct rule_case *c, const struct device *device)
{
	enum answer answer = NO;

	for (unsigned i = 0; answer != YES && i < FUNCTIONS; i++) {
		const struct device *other = sibling(c, device, i);
		enum answer one = NO;

		if (other)
			one = both(is_display(other), has_same_vendor(device, other));
		answer = one == NO ? answer : one;
	}
	return both(answer, is_part_of_card(device));
}

static enum answer splits(const struct device *device, const struct device *other)
{
	return both(both(is_part_of_card(other), has_same_vendor(device, other)),
	            driver_blocks(&other->driver));
}

static void describe_split(const struct rule_case *c, const struct device *other,
                           struct finding *draft)
{
	const char *driver = other->driver.known == KNOWN ? other->driver.value : NULL;

	device_evidence(c, other, draft, "driver", driver);
	draft->summary =
		arena_printf(c->arena, "%s of the same card stays with the driver %s",
	                     BDF_TEXT(other->address), driver ? driver : "(unreadable)");
	draft->remedy = arena_printf(c->arena,
	                             "hand over the whole card: %04x:%02x:%02x.*",
	                             other->address.domain, other->address.bus,
	                             other->address.slot);
}

enum answer is_split(const struct rule_case *c, const struct device *device,
                     struct finding *draft)
{
	enum answer card, worst = NO;

	if (device->physfn.known == KNOWN)
		return NO;
	card = is_on_card(c, device);
	for (unsigned i = 0; worst != YES && i < FUNCTIONS; i++) {
		const struct device *other = sibling(c, device, i);
		enum answer answer;

		if (!other || other == device || is_taken(c, other))
			continue;
		answer = both(card, splits(device, other));
		if (answer == NO || (answer == UNSURE && worst == UNSURE))
			continue;
		worst = answer;
		draft->evidence = NULL;
		describe_split(c, other, draft);
	}
	return worst;
}
