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

static bool is_in_group(const struct device *device, const void *context)
{
	return has(context, device) ||
	       (shares_group(context, device) && can_go_along(device));
}

int choose_groups(struct arena *arena, const struct host *host, struct choice *choice)
{
	const struct choice chosen = *choice;

	return filter(arena, host, is_in_group, &chosen, choice);
}

int choose_concerned(struct arena *arena, const struct host *host,
                     const struct choice *choice, struct choice *ret)
{
	return filter(arena, host, is_concerned, choice, ret);
}

/* All ancestors of all devices; a set of addresses in order, as choices are. */
int choose_above(struct arena *arena, const struct host *host,
                 const struct choice *choice, struct choice *ret)
{
	struct device **list = arena_array(arena, host->n_devices + 1, sizeof(*list));
	size_t n = 0;

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < choice->n; i++)
		for (struct device *d = choice->devices[i]->parent; d; d = d->parent) {
			size_t at = n;

			while (at > 0 &&
			       bdf_compare(list[at - 1]->address, d->address) > 0)
				at--;
			/* What stands there already has its ancestors there too. */
			if (at > 0 && list[at - 1] == d)
				break;
			memmove(list + at + 1, list + at, (n - at) * sizeof(*list));
			list[at] = d;
			n++;
		}
	*ret = (struct choice){ list, n };
	return 0;
}
