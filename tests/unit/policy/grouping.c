/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reasons against groups made as drivers/iommu/iommu.c makes them: trees of ports,
 * bridges and functions by chance, no quirks, and every group that has a cause is given
 * one of it.
 */
#include "policy/reason.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/capability.h"
#include "test.h"

#define TREES       20000
#define DEVICES_MAX 64

/* Why a function went into a group that was there before it. */
enum cause {
	BY_ALIAS = 1 << 0,
	BY_PORT = 1 << 1,
	BY_FUNCTION = 1 << 2,
};

struct machine {
	unsigned tree; /* its number, from which all follows */
	uint32_t chance;
	unsigned buses;
	size_t n;
	struct device devices[DEVICES_MAX]; /* in the order in which they are found */
	struct capabilities capabilities[DEVICES_MAX];
	struct iommu_group groups[DEVICES_MAX];
	unsigned causes[DEVICES_MAX]; /* of enum cause, of each group */
	size_t n_groups;
	struct device *all[DEVICES_MAX];
	struct host host;
};

/* The same on every machine: a congruential generator, of which the high bits are used.
 */
static unsigned roll(struct machine *m, unsigned sides)
{
	m->chance = m->chance * 1664525 + 1013904223;
	return (m->chance >> 16) % sides;
}

/* trees */

static void roll_acs(struct machine *m, struct capabilities *c)
{
	c->acs = c->express == KNOWN && roll(m, 3) ? KNOWN : ABSENT;
	c->acs_capability = roll(m, 4) ? 0x1f : 0x01;
	c->acs_control = roll(m, 3) ? 0x1d : 0x00;
}

static struct device *add(struct machine *m, struct device *parent, struct bdf address)
{
	struct device *device = &m->devices[m->n];

	*device = (struct device){ .address = address, .parent = parent };
	device->capabilities = &m->capabilities[m->n++];
	*device->capabilities = (struct capabilities){ .express = KNOWN };
	return device;
}

static void fill_bus(struct machine *m, struct device *parent, unsigned depth);

/* What may stand below PARENT; NULL is the root bus. */
static enum port_type roll_port(struct machine *m, const struct device *parent)
{
	static const enum port_type root[] = { PORT_ROOT, PORT_ROOT, PORT_ROOT,
		                               PORT_INTEGRATED_ENDPOINT,
		                               PORT_EVENT_COLLECTOR };
	static const enum port_type link[] = { PORT_ENDPOINT, PORT_LEGACY_ENDPOINT,
		                               PORT_UPSTREAM, PORT_TO_PCI };

	if (!parent)
		return root[roll(m, 5)];
	return parent->capabilities->port == PORT_UPSTREAM ? PORT_DOWNSTREAM
	                                                   : link[roll(m, 4)];
}

static bool is_bus_conventional(const struct device *parent)
{
	return parent && (parent->capabilities->express == ABSENT ||
	                  parent->capabilities->port == PORT_TO_PCI);
}

static bool has_bus(struct machine *m, const struct capabilities *c)
{
	if (c->express == ABSENT)
		return roll(m, 3) == 0;
	return c->port == PORT_ROOT || c->port == PORT_UPSTREAM ||
	       c->port == PORT_DOWNSTREAM || c->port == PORT_TO_PCI;
}

static void fill_slot(struct machine *m, struct device *parent, struct bdf address,
                      unsigned depth)
{
	unsigned functions = roll(m, 3) ? 1 : 2 + roll(m, 2);
	bool with_bus[4] = { false };
	size_t first = m->n;

	for (unsigned i = 0; i < functions && m->n < DEVICES_MAX; i++) {
		struct capabilities *c;

		address.function = (uint8_t)i;
		c = add(m, parent, address)->capabilities;
		c->multifunction = functions > 1;
		if (is_bus_conventional(parent) || (!parent && roll(m, 4) == 0))
			c->express = ABSENT;
		else
			c->port = roll_port(m, parent);
		roll_acs(m, c);
		with_bus[i] = has_bus(m, c);
	}
	/* A slot is found whole before what is below it. */
	for (size_t i = first, n = m->n; i < n; i++)
		if (with_bus[i - first] && depth > 0)
			fill_bus(m, &m->devices[i], depth - 1);
}

static void fill_bus(struct machine *m, struct device *parent, unsigned depth)
{
	/* No two alike, and a bus may be numbered below the one it hangs on. */
	struct bdf address = { .bus = (uint8_t)(m->buses++ * 37 + m->tree) };
	bool is_link = parent && !is_bus_conventional(parent) &&
	               parent->capabilities->port != PORT_UPSTREAM;
	unsigned slots = is_link ? 1 : 1 + roll(m, 3);

	for (; address.slot < slots && m->n < DEVICES_MAX; address.slot++)
		fill_slot(m, parent, address, depth);
}

/* groups */

static bool is_apart(const struct device *device)
{
	return capabilities_isolate(device->capabilities) == YES;
}

static bool is_path_apart(const struct device *port)
{
	for (; port; port = port->parent)
		if (!is_apart(port))
			return false;
	return true;
}

/* Below it requests bear its address, as pci_for_each_dma_alias() has it. */
static bool is_alias(const struct device *bridge)
{
	const struct capabilities *c = bridge->capabilities;

	return c->express == ABSENT || c->port == PORT_TO_PCI;
}

static struct iommu_group *same_slot(struct machine *m, const struct device *device)
{
	if (!device->capabilities->multifunction || is_apart(device))
		return NULL;
	for (size_t i = 0; i < m->n; i++) {
		const struct device *d = &m->devices[i];

		if (d != device && d->group && d->parent == device->parent &&
		    d->address.bus == device->address.bus &&
		    d->address.slot == device->address.slot && !is_apart(d))
			return d->group;
	}
	return NULL;
}

/* pci_device_group(): the group that is there already, and why; NULL: a new one. */
static struct iommu_group *find_group(struct machine *m, const struct device *device,
                                      unsigned *cause)
{
	*cause = BY_ALIAS;
	for (const struct device *b = device->parent; b; b = b->parent)
		if (is_alias(b))
			return b->group;
	*cause = BY_PORT;
	if (device->parent && !is_path_apart(device->parent))
		return device->parent->group;
	*cause = BY_FUNCTION;
	return same_slot(m, device);
}

static void decide(struct machine *m, struct device *device)
{
	unsigned cause;
	struct iommu_group *group = find_group(m, device, &cause);

	if (group) {
		m->causes[group->id] |= cause;
	} else {
		group = &m->groups[m->n_groups];
		*group = (struct iommu_group){ .id = (unsigned)m->n_groups++ };
	}
	device->group = group;
	device->group_id = (struct number){ KNOWN, group->id };
}

/* As they are found, and members by address, as the scan has them. */
static void group_all(struct machine *m)
{
	for (size_t i = 0; i < m->n; i++)
		decide(m, &m->devices[i]);
	for (size_t i = m->n; i-- > 0;) {
		m->all[i]->next_in_group = m->all[i]->group->first;
		m->all[i]->group->first = m->all[i];
	}
}

static int by_address(const void *a, const void *b)
{
	return bdf_compare((*(struct device *const *)a)->address,
	                   (*(struct device *const *)b)->address);
}

static void list_all(struct machine *m)
{
	for (size_t i = 0; i < m->n; i++)
		m->all[i] = &m->devices[i];
	qsort(m->all, m->n, sizeof(m->all[0]), by_address);
	m->host = (struct host){ .devices = m->all, .n_devices = m->n };
}

/* The port that is named is one that keeps nothing apart. */
static void check_port(const struct machine *m, const char *named)
{
	char text[BDF_TEXT_MAX] = "";
	const struct device *port;
	struct bdf address;

	memcpy(text, named, strnlen(named, strlen("0000:00:00.0")));
	CHECK_INT(bdf_parse(text, &address), 0);
	port = host_find(&m->host, address);
	CHECK(port);
	CHECK_INT(capabilities_isolate(port->capabilities), NO);
}

static unsigned cause_of(const struct machine *m, const char *reason)
{
	static const char port[] = "the port ";

	if (text_starts(reason, "conventional PCI behind the bridge "))
		return BY_ALIAS;
	if (text_starts(reason, "functions of one device"))
		return BY_FUNCTION;
	if (!text_starts(reason, port))
		return 0;
	check_port(m, reason + strlen(port));
	return BY_PORT;
}

static void note(const struct machine *m, size_t group, const char *reason)
{
	NOTE("tree %u, group of %s: %s, causes %#x", m->tree,
	     BDF_TEXT(m->groups[group].first->address), reason ? reason : "(none)",
	     m->causes[group]);
}

static void make(struct machine *m, unsigned tree)
{
	memset(m, 0, sizeof(*m));
	m->tree = m->chance = tree;
	fill_bus(m, NULL, 3);
	list_all(m);
	group_all(m);
}

static void fit_the_groups_of_any_tree(void)
{
	static struct machine m;
	size_t shared = 0;

	for (unsigned tree = 0; tree < TREES; tree++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();

		make(&m, tree);
		for (size_t i = 0; i < m.n_groups; i++) {
			const char *reason = group_reason(arena, &m.host, &m.groups[i]);

			note(&m, i, reason);
			CHECK(!reason == !m.causes[i]);
			CHECK(!reason || cause_of(&m, reason) & m.causes[i]);
			shared += reason != NULL;
		}
	}
	CHECK(shared > TREES);
}

/* What others see of it: the header, and nothing of the lists. */
static void darken(struct machine *m)
{
	for (size_t i = 0; i < m->n; i++)
		if (roll(m, 3) == 0)
			m->capabilities[i] = (struct capabilities){
				.multifunction = m->capabilities[i].multifunction,
				.express = UNKNOWN,
				.acs = UNKNOWN,
			};
}

static void are_never_wrong_where_part_is_not_seen(void)
{
	static struct machine m;
	size_t silent = 0;

	for (unsigned tree = 0; tree < TREES; tree++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();

		make(&m, tree);
		darken(&m);
		for (size_t i = 0; i < m.n_groups; i++) {
			const char *reason = group_reason(arena, &m.host, &m.groups[i]);
			bool is_silent = reason && text_starts(reason, "needs root: ");

			note(&m, i, reason);
			CHECK(!reason == !m.causes[i]);
			CHECK(!reason || is_silent || cause_of(&m, reason) & m.causes[i]);
			silent += is_silent;
		}
	}
	CHECK(silent > TREES / 2);
}

TESTS(TEST(fit_the_groups_of_any_tree), TEST(are_never_wrong_where_part_is_not_seen))
