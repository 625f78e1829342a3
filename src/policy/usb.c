/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of USB: what goes along with a controller, and what its devices do. */
#include "model/usb.h"

#include "base/text.h"
#include "policy/checks.h"
#include "policy/evidence.h"
#include "policy/questions.h"

#define CLASS_USB 0x0c03
#define DIRECTORY "sys/bus/usb/devices/"

/* Nobody asked: nothing is known. */
static const struct usb *usb_of(const struct rule_case *c)
{
	static const struct usb unasked = { .known = NOT_ASKED };

	return c->host->platform->usb ? c->host->platform->usb : &unasked;
}

static bool is_controller(const struct device *device)
{
	return device->class.known == KNOWN && device->class.value >> 8 == CLASS_USB;
}

/* The next one that is no hub and hangs on CONTROLLER, from LIST on. */
static const struct usb_device *on(const struct usb_device *list,
                                   const struct device *controller)
{
	while (list && (list->is_hub || list->controller != controller))
		list = list->next;
	return list;
}

static size_t count_on(const struct rule_case *c, const struct device *controller)
{
	const struct usb_device *d = on(usb_of(c)->devices, controller);
	size_t n = 0;

	for (; d; d = on(d->next, controller))
		n++;
	return n;
}

static const struct iommu_group *group_of(const struct host *host,
                                          const struct device *device)
{
	for (size_t i = 0; i < host->n_groups; i++)
		for (const struct device *d = host->groups[i]->first; d;
		     d = d->next_in_group)
			if (d == device)
				return host->groups[i];
	return NULL;
}

static const char *describe_controller(const struct rule_case *c,
                                       const struct device *device)
{
	const struct iommu_group *group = group_of(c->host, device);
	const char *where = group ? arena_printf(c->arena, "in group %u", group->id)
	                          : "in no group";
	size_t n = count_on(c, device);

	if (usb_of(c)->known != KNOWN)
		return where;
	return arena_printf(c->arena, "%s, %zu %s", where, n,
	                    n == 1 ? "device" : "devices");
}

enum answer has_usb_controllers(const struct rule_case *c, const struct device *device,
                                struct finding *draft)
{
	size_t n = 0;

	(void)device;
	/* Evidence is put before what is there. */
	for (size_t i = c->host->n_devices; i-- > 0;) {
		const struct device *d = c->host->devices[i];
		const char *words;

		if (!is_controller(d))
			continue;
		words = describe_controller(c, d);
		evidence(c, draft,
		         arena_printf(c->arena, "sys/bus/pci/devices/%s",
		                      BDF_TEXT(d->address)),
		         words);
		draft->summary = arena_printf(c->arena, "%s (%s)%s%s",
		                              BDF_TEXT(d->address), words, n ? "; " : "",
		                              n ? draft->summary : "");
		n++;
	}
	if (!n)
		return NO;
	draft->summary = arena_printf(c->arena, "USB %s: %s",
	                              n == 1 ? "controller" : "controllers",
	                              draft->summary);
	return YES;
}

enum answer has_cut_power(const struct rule_case *c, const struct device *device,
                          struct finding *draft)
{
	const struct usb_port *first = usb_of(c)->ports;
	size_t n = 0;

	(void)device;
	for (const struct usb_port *port = first; port; port = port->next) {
		n++;
		evidence(c, draft, port->path, arena_printf(c->arena, "%u", port->cuts));
	}
	if (!n)
		return NO;
	draft->summary = arena_printf(
		c->arena, "%zu USB %s cut power because too much was drawn: %s%s", n,
		n == 1 ? "port has" : "ports have", first->name, n > 1 ? ", …" : "");
	return YES;
}

enum answer has_unauthorized(const struct rule_case *c, const struct device *device,
                             struct finding *draft)
{
	const struct usb_device *first = NULL;
	size_t n = 0;

	(void)device;
	for (const struct usb_device *d = usb_of(c)->devices; d; d = d->next) {
		if (d->authorized.known != KNOWN || d->authorized.value)
			continue;
		first = n++ ? first : d;
		evidence(c, draft,
		         arena_printf(c->arena, DIRECTORY "%s/authorized", d->port), "0");
	}
	if (!n)
		return NO;
	draft->summary = arena_printf(
		c->arena, "%zu USB %s not authorized, and of no use: %s%s%s%s", n,
		n == 1 ? "device is" : "devices are", first->port, first->ids ? " " : "",
		first->ids ? first->ids : "", n > 1 ? ", …" : "");
	return YES;
}

static const char *join(const struct rule_case *c, const char *list, const char *more)
{
	return list ? arena_printf(c->arena, "%s, %s", list, more) : more;
}

static const char *describe(const struct rule_case *c, const struct usb_device *device)
{
	bool has_speed = device->speed.known == KNOWN;

	return arena_printf(c->arena, "%s %s%s%s%s", device->port,
	                    device->ids ? device->ids : "of unknown make",
	                    has_speed ? " at " : "", has_speed ? device->speed.value : "",
	                    has_speed ? " Mb/s" : "");
}

/* Which of a controller's devices are so; says them in TEXT. */
typedef bool is_so(const struct usb_device *device);

static const char *those(const struct rule_case *c, const struct device *controller,
                         is_so *wanted, const char *attribute, struct finding *draft)
{
	const struct usb_device *d = on(usb_of(c)->devices, controller);
	const char *list = NULL;

	for (; d; d = on(d->next, controller)) {
		if (!wanted(d))
			continue;
		list = join(c, list, describe(c, d));
		evidence(c, draft,
		         arena_printf(c->arena, DIRECTORY "%s%s", d->port, attribute),
		         "present");
	}
	return list;
}

static bool any(const struct usb_device *device)
{
	(void)device;
	return true;
}

enum answer has_usb_devices(const struct rule_case *c, const struct device *device,
                            struct finding *draft)
{
	const char *list;

	if (!is_controller(device) || usb_of(c)->known != KNOWN)
		return NO;
	list = those(c, device, any, "", draft);
	if (!list) {
		evidence(c, draft, DIRECTORY, "none of its devices");
		draft->summary = "no USB device hangs on it";
		return NO;
	}
	draft->summary = arena_printf(c->arena, "with it go the USB devices %s", list);
	return YES;
}

static bool may_sleep(const struct usb_device *device)
{
	return device->control.known == KNOWN &&
	       text_equal(device->control.value, "auto");
}

enum answer lets_usb_sleep(const struct rule_case *c, const struct device *device,
                           struct finding *draft)
{
	const char *list = is_controller(device)
	                           ? those(c, device, may_sleep, "/power/control", draft)
	                           : NULL;

	draft->summary = arena_printf(c->arena, "the host lets USB devices sleep: %s",
	                              list ? list : "");
	if (!list)
		draft->summary = NULL;
	return list ? YES : NO;
}

static bool is_by_uas(const struct usb_device *device)
{
	return device->is_by_uas;
}

enum answer has_uas(const struct rule_case *c, const struct device *device,
                    struct finding *draft)
{
	const char *list = is_controller(device) ? those(c, device, is_by_uas, "", draft)
	                                         : NULL;

	if (!list)
		return NO;
	draft->summary = arena_printf(c->arena, "the driver uas has USB disks: %s", list);
	return YES;
}
