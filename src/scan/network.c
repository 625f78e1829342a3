/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host's network does with a function: all its interfaces, and what stands on
 * them. sysfs tells whose an interface is and what is stacked on it, rtnetlink what it
 * carries.
 */
#include "scan/network.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/text.h"
#include "model/classes.h"

#define TEXT_FILE "vfioprep/net"
#define TEXT_MAX  (1U << 20)
#define SECONDS   6
#define UPPER     "upper_"
#define NETWORK   (1U << USE_NETWORK)

static int add_carried(struct network *network, struct interface *interface,
                       const char *kind, const char *text)
{
	struct arena *arena = network->scan->host->arena;
	const struct carried **link = &interface->carried;
	struct carried *carried = arena_alloc(arena, sizeof(*carried));

	if (!carried)
		return -ENOMEM;
	*carried = (struct carried){ arena_text(arena, kind), arena_text(arena, text),
		                     NULL };
	while (*link)
		link = (const struct carried **)&(*link)->next;
	*link = carried;
	return carried->kind && carried->text ? 0 : -ENOMEM;
}

/* "KIND INTERFACE TEXT". What sysfs does not show is gone, or lives elsewhere. */
static int take_line(struct network *network, char *line)
{
	static const char *const kinds[] = { "address", "route", "session" };
	const char *kind = strsep(&line, " "), *name = line ? strsep(&line, " ") : NULL;
	struct interface *interface;

	if (!name || !line)
		return -EBADMSG;
	interface = interface_named(&network->interfaces, name);
	if (text_equal(kind, "link")) {
		if (interface)
			interface->is_known = true;
		if (interface)
			interface->is_up = !text_equal(line, "down");
		return 0;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (text_equal(kind, kinds[i]))
			return interface ? add_carried(network, interface, kind, line)
			                 : 0;
	return -EBADMSG;
}

/* With --root the text stands in the tree. */
static int read_text(struct scan *scan, char **ret)
{
	_cleanup_(freep) char *connections = NULL, *text = NULL;
	int r;

	if (scan->root->live) {
		r = connections_read(scan, &connections);
		return r < 0 ? r
		             : worker_network(scan->worker, connections, ret,
		                              clock_in(SECONDS));
	}
	text = malloc(TEXT_MAX);
	r = text ? root_read(scan->root, TEXT_FILE, text, TEXT_MAX) : -ENOMEM;
	if (r == 0)
		*ret = take(text);
	return r;
}

static int read_carried(struct network *network)
{
	_cleanup_(freep) char *text = NULL;
	char *rest, *line;
	int r = read_text(network->scan, &text);

	rest = text;
	while (r == 0 && (line = strsep(&rest, "\n")))
		r = *line ? take_line(network, line) : 0;
	if (r == 0 || r == -ENOMEM)
		return r;
	return gap_note(network->scan, &network->gap, NETWORK,
	                network->scan->root->live ? INTERFACES : TEXT_FILE,
	                r == WORKER_LATE ? -ETIMEDOUT : r);
}

static int read_all(struct scan *scan)
{
	struct network *network = arena_alloc(scan->host->arena, sizeof(*network));
	int r;

	if (!network)
		return -ENOMEM;
	network->scan = scan;
	scan->network = network;
	r = interfaces_read(scan, &network->interfaces);
	return r == 0 && network->interfaces.n_pairs ? read_carried(network) : r;
}

static bool has_file(const struct scan *scan, const char *interface, const char *name)
{
	_cleanup_(close_fdp) int fd = -1;
	char path[512];

	if (text_format(path, sizeof(path), INTERFACES "/%s/%s", interface, name) == 0)
		fd = root_open_file(scan->root, path, O_PATH, 0);
	return fd >= 0;
}

static int tell(struct place *place, const char *kind, const char *name,
                const struct interface *on)
{
	struct arena *arena = place->scan->host->arena;
	const struct user what = {
		.use = USE_NETWORK,
		.kind = kind,
		.name = name,
		.detail = on->name,
		.path = arena_printf(arena, INTERFACES "/%s", on->name),
	};

	return what.path ? owner_used(place->scan, place->device, &what) : -ENOMEM;
}

static int tell_carried(struct place *place, const struct interface *interface)
{
	int r = 0;

	for (const struct carried *c = interface->carried; r == 0 && c; c = c->next)
		/* On a link that is down an address is only configured. */
		if (interface->is_up || !text_equal(c->kind, "address"))
			r = tell(place, c->kind, c->text, interface);
	return r;
}

/* A port works for its master, whatever that carries. */
static int tell_master(struct place *place, const struct interface *interface)
{
	struct scan *scan = place->scan;
	char path[512], target[512];
	const char *master, *kind = "port of";
	int r;

	r = text_format(path, sizeof(path), INTERFACES "/%s/master", interface->name);
	if (r == 0)
		r = root_readlink(scan->root, path, target, sizeof(target));
	if (r < 0)
		return gap_note(scan, &scan->network->gap, NETWORK, path, r);
	master = text_base(target);
	if (has_file(scan, master, "bonding"))
		kind = "bond";
	else if (has_file(scan, master, "bridge"))
		kind = "bridge";
	master = arena_text(scan->host->arena, master);
	return master ? tell(place, kind, master, interface) : -ENOMEM;
}

static int tell_interface(struct place *place, struct interface *interface);

static int tell_upper(struct place *place, const char *path, const char *name)
{
	struct network *network = place->scan->network;
	struct interface *upper = interface_named(&network->interfaces, name);

	return upper ? tell_interface(place, upper)
	             : gap_note(place->scan, &network->gap, NETWORK, path, -ENODEV);
}

/* Every upper: bond, bridge, VLAN, macvlan, whatever the kernel stacks. */
static int tell_stacked(struct place *place, const struct interface *interface)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	bool is_port = false, is_below = false;
	char path[512];
	int r = text_format(path, sizeof(path), INTERFACES "/%s", interface->name);

	if (r == 0)
		r = root_opendir(place->scan->root, path, &stream);
	if (r < 0 || !stream)
		return gap_note(place->scan, &place->scan->network->gap, NETWORK, path,
		                r);
	while ((entry = readdir(stream))) {
		is_port = is_port || text_equal(entry->d_name, "master");
		is_below = is_below || text_starts(entry->d_name, UPPER);
	}
	if (is_port)
		r = tell_master(place, interface);
	if (is_below)
		rewinddir(stream);
	while (r == 0 && is_below && (entry = readdir(stream)))
		if (text_starts(entry->d_name, UPPER))
			r = tell_upper(place, path, entry->d_name + strlen(UPPER));
	return r;
}

/* The walk's number ends it: the kernel stacks no circles, but a tree may. */
static int tell_interface(struct place *place, struct interface *interface)
{
	struct network *network = place->scan->network;
	int r;

	if (interface->seen == network->walk)
		return 0;
	interface->seen = network->walk;
	/* What rtnetlink does not know is in another namespace than we are. */
	if (!interface->is_known && !network->gap.uses) {
		char path[512] = TEXT_FILE;

		(void)text_format(path, sizeof(path), INTERFACES "/%s", interface->name);
		r = gap_note(place->scan, &network->gap, NETWORK, path, -ESTALE);
		if (r < 0)
			return r;
	}
	r = tell_carried(place, interface);
	return r == 0 ? tell_stacked(place, interface) : r;
}

/* Drivers that hand a network card to a program make no interface. */
static bool makes_interfaces(const char *driver)
{
	static const char *const others[] = { "igb_uio", "pciback", "uio_pci_generic" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (text_equal(driver, others[i]))
			return false;
	return !driver_shares_group(driver);
}

static bool has_entry(const struct scan *scan, const char *path)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;

	if (root_opendir(scan->root, path, &stream) < 0)
		return false;
	while ((entry = readdir(stream)))
		if (entry->d_name[0] != '.')
			return true;
	return false;
}

/*
 * A wireless card may be without interface, but then shows its radio, which moves with
 * them. InfiniBand has interfaces only by a module of its own.
 */
static bool needs_none(const struct place *place)
{
	const struct scan *scan = place->scan;
	char path[512];

	if (text_format(path, sizeof(path), DEVICE_DIRECTORY "/%s/ieee80211",
	                BDF_TEXT(place->device->address)) == 0 &&
	    has_entry(scan, path))
		return true;
	return place->device->class.value >> 8 == CLASS_INFINIBAND &&
	       !has_entry(scan, "sys/module/ib_ipoib");
}

/* sysfs shows only the interfaces of one namespace. */
static int tell_hidden(struct place *place)
{
	struct device *device = place->device;
	const struct user what = {
		.use = USE_NETWORK,
		.kind = "interface",
		.name = "in another network namespace",
		.path = arena_printf(place->scan->host->arena, DEVICE_DIRECTORY "/%s/net",
		                     BDF_TEXT(device->address)),
	};

	if (device->driver.known == ABSENT)
		return 0;
	if (device->driver.known != KNOWN || device->class.known != KNOWN) {
		device->uses_known &= ~NETWORK;
		return place_unknown(place, "users",
		                     device->class.known != KNOWN ? "class" : "driver",
		                     -ENODATA);
	}
	if (device_base_class(device) != CLASS_NETWORK ||
	    !makes_interfaces(device->driver.value) || needs_none(place))
		return 0;
	return what.path ? owner_used(place->scan, device, &what) : -ENOMEM;
}

int read_network(struct place *place)
{
	struct scan *scan = place->scan;
	int r = scan->network ? 0 : read_all(scan);
	struct network *network = scan->network;
	const struct pair *first;
	struct gap before;

	if (r < 0)
		return r;
	place->device->uses_known |= NETWORK;
	/* What is found out on the way is this function's alone. */
	before = network->gap;
	first = interface_first(&network->interfaces, place->device);
	for (const struct pair *p = first; r == 0 && p;
	     p = interface_next(&network->interfaces, p)) {
		network->walk++;
		r = tell_interface(place, p->interface);
	}
	if (r == 0 && first)
		r = gap_tell(place, &network->gap);
	network->gap = before;
	if (r == 0 && !first && !network->interfaces.gap.uses)
		r = tell_hidden(place);
	return r == 0 ? gap_tell(place, &network->interfaces.gap) : r;
}
