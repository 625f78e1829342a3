/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/holders.h"

#include <errno.h>

#include "os/events.h"
#include "scan/marker.h"
#include "scan/openers.h"

/* For udev to work off what it was told. */
#define SETTLE_MS 10000

static bool has_node(const struct openers *openers, const struct device *device)
{
	for (const struct numbered *n = openers->numbers.first; n; n = n->next)
		if (numbered_is_of(n, device))
			return true;
	return false;
}

/* Has the process a node of a group? Then a VFIO device that it has is likely of that. */
static bool has_group(const struct openers *openers, pid_t pid)
{
	for (const struct find *f = openers->first; f; f = f->next)
		if (f->holder.pid == pid && f->node && f->node->use == USE_VFIO)
			return true;
	return false;
}

static enum certainty certainty_of(const struct openers *openers, const struct find *find)
{
	if (find->node || find->group != NO_GROUP)
		return CERTAIN;
	return has_group(openers, find->holder.pid) ? HARDLY : PERHAPS;
}

static bool concerns(const struct find *find, const struct device *device)
{
	if (find->is_gone)
		return false;
	if (find->node)
		return numbered_is_of(find->node, device);
	return device->group_id.known == KNOWN &&
	       (device->driver.known != KNOWN || driver_is_vfio(device->driver.value)) &&
	       (find->group == NO_GROUP || find->group == device->group_id.value);
}

/* The most certain first. */
static int collect(struct openers *openers, const struct device *device,
                   const struct holder **ret)
{
	const struct holder *list = NULL, **link = &list;

	for (int certainty = CERTAIN; certainty <= HARDLY; certainty++)
		for (const struct find *f = openers->first; f; f = f->next) {
			struct holder *holder;

			if (!concerns(f, device) ||
			    certainty_of(openers, f) != (enum certainty)certainty)
				continue;
			holder = arena_alloc(openers->scan->host->arena, sizeof(*holder));
			if (!holder)
				return -ENOMEM;
			*holder = f->holder;
			holder->certainty = (enum certainty)certainty;
			holder->next = NULL;
			*link = holder;
			link = &holder->next;
		}
	*ret = list;
	return 0;
}

/*
 * udev opens what is new, and what was written to, for a moment; so do the programs it
 * runs. Once it has nothing to do, what is open still is open for longer.
 */
static int wait_for_udev(struct openers *openers, const struct device *device,
                         const struct holder **ret)
{
	_cleanup_(events_freep) struct events *events = NULL;
	deadline_ms deadline = clock_in(SETTLE_MS);
	bool again = true;
	int r = events_new(&events);

	if (r < 0)
		return r == -ENOMEM ? r : 0;
	while (again) {
		r = events_settle(events, deadline);
		openers_look_again(openers);
		if (collect(openers, device, ret) < 0)
			return -ENOMEM;
		/* It has begun anew meanwhile, so these may be its own. */
		again = r == 0 && *ret && events_settle(events, 0) < 0;
	}
	openers->is_settled = true;
	return 0;
}

static int get_openers(struct scan *scan, struct openers **ret)
{
	struct openers *openers = scan->openers;
	int r = 0;

	if (!openers) {
		openers = arena_alloc(scan->host->arena, sizeof(*openers));
		if (!openers)
			return -ENOMEM;
		openers->scan = scan;
		r = numbers_read(scan, &openers->numbers);
		scan->openers = openers;
	}
	*ret = openers;
	return r;
}

static int find_holders(struct openers *openers, const struct device *device,
                        const struct holder **ret)
{
	int r = 0;

	if (!openers->is_walked)
		r = openers_walk(openers);
	if (r < 0)
		return r;
	openers->is_walked = true;
	r = collect(openers, device, ret);
	if (r == 0 && *ret && openers->scan->root->live && !openers->is_settled)
		r = wait_for_udev(openers, device, ret);
	return r;
}

static int tell_users(struct scan *scan, struct device *device)
{
	int r = 0;

	for (const struct holder *h = device->holders.first; r == 0 && h; h = h->next) {
		const struct user user = {
			.use = h->use,
			.kind = "process",
			.name = arena_printf(scan->host->arena, "%d (%s)", (int)h->pid,
			                     h->command),
			.detail = h->node,
			.path = h->path,
		};

		if (!user.name)
			return -ENOMEM;
		if (h->certainty == CERTAIN)
			r = owner_used(scan, device, &user);
	}
	return r;
}

static int conclude(struct scan *scan, struct device *device, const char *gap, int error)
{
	int r = tell_users(scan, device);

	device->holders.gap = gap;
	device->holders.is_whole = !gap;
	if (!gap)
		device->uses_known |= 1U << USE_OPEN | 1U << USE_DRIVER | 1U << USE_VFIO;
	return r == 0 && gap
	               ? host_unknown(scan->host, &device->unknown, "users", gap, error)
	               : r;
}

int read_openers(struct place *place)
{
	struct scan *scan = place->scan;
	struct device *device = place->device;
	struct openers *openers;
	int r = get_openers(scan, &openers);

	if (r < 0)
		return r;
	if (openers->numbers.path)
		return conclude(scan, device, openers->numbers.path,
		                openers->numbers.error);
	/* A function without any node needs no look at processes. */
	if (has_node(openers, device))
		r = find_holders(openers, device, &device->holders.first);
	else
		return conclude(scan, device, NULL, 0);
	return r < 0 ? r : conclude(scan, device, openers->gap, openers->error);
}

int scan_holders(struct scan *scan, const struct device *device,
                 const struct holder **ret)
{
	struct openers *openers;
	int r = get_openers(scan, &openers);

	if (r == 0)
		r = openers_walk(openers);
	return r == 0 ? collect(openers, device, ret) : r;
}

int scan_writer(const struct root *root, struct bdf device, pid_t *ret)
{
	_cleanup_(freep) char *locks = NULL;
	int r = marker_locks(root, &locks);

	return r < 0 ? r : marker_holder(root, device, locks, ret);
}
