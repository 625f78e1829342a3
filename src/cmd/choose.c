/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/choose.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/classes.h"

int choose_parse(struct arena *arena, const struct settings *settings,
                 const struct selector **ret, struct fault *f)
{
	const struct selector *list = NULL;

	/* From the last to the first, so that the list is in the order they were written.
	 */
	for (size_t i = settings->n_args; i-- > 0;) {
		const struct selector *selector;
		struct selector *joined;
		int r = selector_parse(arena, settings->args[i], &selector, f);

		if (r < 0)
			return r;
		joined = arena_alloc(arena, sizeof(*joined));
		if (!joined)
			return fault(f, -ENOMEM, "out of memory");
		*joined = *selector;
		joined->next = list;
		list = joined;
	}
	*ret = list;
	return 0;
}

/* The devices of HOST for which WANTED says so, in order. */
static int filter(struct arena *arena, const struct host *host,
                  bool (*wanted)(const struct device *device, const void *context),
                  const void *context, struct choice *ret)
{
	struct device **list = arena_array(arena, host->n_devices + 1, sizeof(*list));
	size_t n = 0;

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < host->n_devices; i++)
		if (wanted(host->devices[i], context))
			list[n++] = host->devices[i];
	*ret = (struct choice){ list, n };
	return 0;
}

static bool is_selected(const struct device *device, const void *context)
{
	return selector_any(context, device);
}

static bool finds_one(const struct selector *selector, const struct choice *choice)
{
	for (size_t i = 0; i < choice->n; i++)
		if (selector_matches(selector, choice->devices[i]))
			return true;
	return false;
}

int choose_devices(struct arena *arena, const struct host *host,
                   const struct selector *selectors, struct choice *ret, struct fault *f)
{
	int r = selector_settle(selectors, arena, host, f);

	if (r < 0)
		return r;
	if (filter(arena, host, is_selected, selectors, ret) < 0)
		return fault(f, -ENOMEM, "out of memory");
	for (const struct selector *s = selectors; s; s = s->next)
		if (!finds_one(s, ret)) {
			(void)fault(f, -ENODEV, "no device matches '%s'", s->text);
			return fault_remedy(
				f, "see vfioprep list for the devices of this machine");
		}
	return 0;
}

static int by_address(const void *key, const void *entry)
{
	return bdf_compare(((const struct device *)key)->address,
	                   (*(struct device *const *)entry)->address);
}

/* Choices are in the order of addresses. */
static bool has(const struct choice *choice, const struct device *device)
{
	return choice->n && bsearch(device, choice->devices, choice->n,
	                            sizeof(struct device *), by_address);
}

static bool shares_group(const struct choice *choice, const struct device *device)
{
	if (!device->group)
		return false;
	for (const struct device *d = device->group->first; d; d = d->next_in_group)
		if (has(choice, d))
			return true;
	return false;
}

static bool is_concerned(const struct device *device, const void *context)
{
	return has(context, device) || shares_group(context, device);
}

static bool can_go_along(const struct device *device)
{
	enum header header = device_header(device);

	return (header == HEADER_ENDPOINT || header == HEADER_UNKNOWN) &&
	       !(device->class.known == KNOWN &&
	         device_base_class(device) == CLASS_BRIDGE);
}

/* What sits below a VMD controller goes when its driver lets the controller go. */
static bool goes_by_itself(const struct choice *choice, const struct device *device)
{
	const struct device *maker = device_bus_maker(device);

	return maker && has(choice, maker);
}

static bool is_in_group(const struct device *device, const void *context)
{
	return has(context, device) ||
	       (shares_group(context, device) && can_go_along(device) &&
	        !goes_by_itself(context, device));
}

int choose_groups(struct arena *arena, const struct host *host, struct choice *choice)
{
	const struct choice chosen = *choice;

	return filter(arena, host, is_in_group, &chosen, choice);
}

static bool is_display(const struct device *device, const void *context)
{
	(void)context;
	return device->class.known == KNOWN && device_base_class(device) == CLASS_DISPLAY;
}

int choose_displays(struct arena *arena, const struct host *host, struct choice *ret)
{
	return filter(arena, host, is_display, NULL, ret);
}

static bool is_held(const struct device *device, const void *context)
{
	(void)context;
	return device->driver.known == KNOWN && driver_is_vfio(device->driver.value);
}

int choose_held(struct arena *arena, const struct host *host, struct choice *ret)
{
	return filter(arena, host, is_held, NULL, ret);
}

int choose_concerned(struct arena *arena, const struct host *host,
                     const struct choice *choice, struct choice *ret)
{
	return filter(arena, host, is_concerned, choice, ret);
}

/* Adds DEVICE to a list in the order of addresses; false: it stands there already. */
static bool insert(struct choice *list, struct device *device)
{
	size_t at = list->n;

	while (at > 0 && bdf_compare(list->devices[at - 1]->address, device->address) > 0)
		at--;
	if (at > 0 && list->devices[at - 1] == device)
		return false;
	memmove(list->devices + at + 1, list->devices + at,
	        (list->n - at) * sizeof(struct device *));
	list->devices[at] = device;
	list->n++;
	return true;
}

static int begin(struct arena *arena, const struct host *host, struct choice *ret)
{
	ret->n = 0;
	ret->devices = arena_array(arena, host->n_devices + 1, sizeof(struct device *));
	return ret->devices ? 0 : -ENOMEM;
}

int choose_above(struct arena *arena, const struct host *host,
                 const struct choice *choice, struct choice *ret)
{
	if (begin(arena, host, ret) < 0)
		return -ENOMEM;
	/* What stands there already has its ancestors there too. */
	for (size_t i = 0; i < choice->n; i++)
		for (struct device *d = choice->devices[i]->parent; d && insert(ret, d);
		     d = d->parent)
			;
	return 0;
}

static void insert_slot(const struct host *host, struct bdf address, struct choice *list)
{
	for (address.function = 0; address.function < 8; address.function++) {
		struct device *device = host_find(host, address);

		if (device)
			(void)insert(list, device);
	}
}

int choose_neighbours(struct arena *arena, const struct host *host,
                      const struct choice *choice, struct choice *ret)
{
	if (begin(arena, host, ret) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < choice->n; i++) {
		struct device *physical = host_physical(host, choice->devices[i]);
		struct device *maker = device_bus_maker(choice->devices[i]);

		insert_slot(host, choice->devices[i]->address, ret);
		if (physical)
			(void)insert(ret, physical);
		if (maker)
			(void)insert(ret, maker);
	}
	return 0;
}
