/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of resets: what the last guest left must be gone before the next one starts. */
#include <string.h>

#include "base/text.h"
#include "model/classes.h"
#include "policy/evidence.h"
#include "policy/questions.h"

/* Since Linux 5.15 sysfs has the methods, and no such file where there are none
 * (pci_dev_reset_method_attr_is_visible()). */
#define TELLS_METHODS KERNEL_VERSION(5, 15)

enum resets { ALONE, WITH_ITS_BUS, NOT_AT_ALL };

/* Of the methods only those of the bus above reach further than the function. */
static enum resets widest(const char *methods)
{
	enum resets found = NOT_AT_ALL;

	while (*methods) {
		size_t length = strcspn(methods, " ");

		if ((length == 3 && text_starts(methods, "bus")) ||
		    (length == 7 && text_starts(methods, "cxl_bus")))
			found = WITH_ITS_BUS;
		else if (length)
			return ALONE;
		methods += length + (methods[length] == ' ');
	}
	return found;
}

/* Those that a reset of the bus above DEVICE would hit too; the next one after LAST. */
static const struct device *next_beside(const struct host *host,
                                        const struct device *device,
                                        const struct device *last)
{
	bool is_behind = !last;

	/* The kernel resets no root bus. */
	for (size_t i = 0; device->parent && i < host->n_devices; i++) {
		const struct device *other = host->devices[i];

		if (is_behind && other != device && other->parent == device->parent &&
		    other->physfn.known != KNOWN)
			return other;
		is_behind = is_behind || other == last;
	}
	return NULL;
}

static bool is_bridge_class(const struct device *device)
{
	return device->class.known == KNOWN && device_base_class(device) == CLASS_BRIDGE;
}

/* How it can be reset, as far as the kernel tells. Half a machine proves nothing: where
 * no other attribute of its kind is, the lack of this one means nothing. */
static enum answer methods_of(const struct rule_case *c, const struct device *device,
                              enum resets *ret)
{
	const struct text *methods = &device->reset_methods;

	*ret = NOT_AT_ALL;
	if (methods->known == KNOWN)
		*ret = widest(methods->value);
	else if (methods->known != ABSENT)
		return UNSURE;
	else if (c->host->platform->booted.version < TELLS_METHODS ||
	         device->power.status.known != KNOWN)
		return NO;
	return YES;
}

static void show_methods(const struct rule_case *c, const struct device *device,
                         struct finding *draft)
{
	const struct text *methods = &device->reset_methods;

	device_evidence(c, device, draft, "reset_method",
	                methods->known == KNOWN && *methods->value ? methods->value
	                : methods->known == UNKNOWN                ? NULL
	                                                           : "none");
}

enum answer has_no_reset(const struct rule_case *c, const struct device *device,
                         struct finding *draft)
{
	enum resets resets;
	enum answer told = methods_of(c, device, &resets);

	if (is_bridge_class(device) || told == NO)
		return NO;
	show_methods(c, device, draft);
	if (told == UNSURE) {
		draft->summary = "cannot tell whether it can be reset";
		draft->remedy = NULL;
		return UNSURE;
	}
	if (resets == NOT_AT_ALL && !next_beside(c->host, device, NULL))
		return YES;
	draft->summary = resets == ALONE ? "it can be reset"
	                                 : "it can be reset with the bus above it";
	return NO;
}

static bool goes_along(const struct rule_case *c, const struct device *device)
{
	for (size_t i = 0; i < c->n_taken; i++)
		if (c->taken[i] == device)
			return true;
	return device->driver.known == KNOWN && driver_is_vfio(device->driver.value);
}

/* VFIO resets the bus only for who has all that is on it (vfio_pci_dev_set_hot_reset()).
 */
enum answer is_reset_with_others(const struct rule_case *c, const struct device *device,
                                 struct finding *draft)
{
	const struct device *other = NULL, *left = NULL;
	enum resets resets;
	size_t n = 0;

	if (is_bridge_class(device) || methods_of(c, device, &resets) != YES ||
	    resets == ALONE)
		return NO;
	while ((other = next_beside(c->host, device, other))) {
		n++;
		if (!left && !goes_along(c, other))
			left = other;
	}
	if (!n)
		return NO;
	if (left)
		device_evidence(c, left, draft, "driver",
		                left->driver.known == KNOWN ? left->driver.value
		                                            : "none");
	show_methods(c, device, draft);
	if (!left) {
		draft->summary = "all that is reset with it goes along";
		return NO;
	}
	draft->summary =
		arena_printf(c->arena,
	                     "it can only be reset together with %s, which stays behind",
	                     BDF_TEXT(left->address));
	return YES;
}
