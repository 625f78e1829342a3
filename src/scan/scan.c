/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/text.h"
#include "scan/read.h"

/* In the order of their needs: a fact stands below those it is read with. */
static const struct {
	enum fact fact;
	unsigned needs;
	int (*read)(struct place *place);
} facts_table[] = {
	{ FACT_IDS, 0, read_ids },
	{ FACT_DETAIL, 0, read_detail },
	{ FACT_DRIVER, 0, read_driver },
	{ FACT_OVERRIDE, 0, read_override },
	{ FACT_GROUP, 0, read_group },
	{ FACT_CONFIG, 0, read_capabilities },
	{ FACT_HEADER, FACT_IDS, read_header },
	{ FACT_SRIOV, 0, read_sriov },
	{ FACT_PLACE, 0, read_place },
	{ FACT_LEASE, 0, read_lease },
	{ FACT_BUSY, 0, read_busy },
	{ FACT_MEMBERS, FACT_GROUP, read_members },
	{ FACT_REGIONS, FACT_GROUP | FACT_MEMBERS, read_regions },
	{ FACT_VFIO, FACT_GROUP | FACT_DRIVER, read_vfio },
	{ FACT_MODULES, FACT_IDS | FACT_DETAIL | FACT_DRIVER, read_modules },
	{ FACT_NAMES, FACT_IDS, read_names },
	{ FACT_NODES, 0, read_nodes },
	{ FACT_ATTACHED, 0, read_attached },
	{ FACT_STORAGE, 0, read_storage },
	{ FACT_DENYLIST, 0, read_denylist },
	{ FACT_IN_USE, FACT_VFIO | FACT_DRIVER, read_in_use },
	{ FACT_OPENERS, FACT_DRIVER | FACT_GROUP, read_openers },
	{ FACT_COUNTED, FACT_DRIVER | FACT_OPENERS, read_counted },
	{ FACT_SIGHT, 0, read_sight },
	{ FACT_NETWORK, FACT_IDS | FACT_DRIVER, read_network },
	{ FACT_DISPLAY, FACT_IDS | FACT_PLACE, read_display },
	{ FACT_INPUT, 0, read_keyboards },
	{ FACT_MACS, FACT_ATTACHED, read_macs },
	{ FACT_POWER, 0, read_power },
	{ FACT_ROOM, 0, read_room },
};

#define N_FACTS (sizeof(facts_table) / sizeof(facts_table[0]))

struct scan *scan_new(const struct root *root, struct worker *worker)
{
	struct scan *scan = calloc(1, sizeof(*scan));

	if (scan) {
		scan->root = root;
		scan->worker = worker;
	}
	return scan;
}

void scan_may_wake(struct scan *scan)
{
	scan->wake = true;
}

void scan_must_tell(struct scan *scan)
{
	scan->tell = true;
}

void scan_may_claim(struct scan *scan)
{
	scan->claim = true;
}

void scan_set_peer(struct scan *scan, const char *connection)
{
	scan->peer = connection;
}

void scan_may_open(struct scan *scan)
{
	scan->open = true;
}

static unsigned with_needs(unsigned facts)
{
	for (size_t i = N_FACTS; i-- > 0;)
		if (facts & facts_table[i].fact)
			facts |= facts_table[i].needs;
	return facts;
}

static int read_facts(struct place *place, unsigned facts)
{
	struct device *device = place->device;
	int r;

	for (size_t i = 0; i < N_FACTS; i++) {
		if (!(facts & facts_table[i].fact) ||
		    (device->facts & facts_table[i].fact))
			continue;
		r = facts_table[i].read(place);
		if (r < 0)
			return r;
		device->facts |= facts_table[i].fact;
	}
	return 0;
}

static int open_place(struct scan *scan, struct device *device, struct place *ret)
{
	char path[128];
	int r;

	*ret = (struct place){ .scan = scan, .device = device };
	r = text_format(path, sizeof(path), DEVICE_DIRECTORY "/%s",
	                BDF_TEXT(device->address));
	if (r < 0)
		return r;
	ret->directory = root_open_file(scan->root, path, O_PATH | O_DIRECTORY, 0);
	return ret->directory < 0 ? ret->directory : 0;
}

int scan_facts(struct scan *scan, struct host *host, struct device *const *devices,
               size_t n, unsigned facts, struct fault *f)
{
	int r;

	scan->host = host;
	facts = with_needs(facts);
	/* No more than a short cut: what it leaves unread is read in its turn. */
	if (facts & FACT_OVERRIDE && scan->worker && n > 1 &&
	    read_overrides(scan, devices, n) == -ENOMEM)
		return fault(f, -ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++) {
		struct place place;

		if ((devices[i]->facts & facts) == facts)
			continue;
		r = open_place(scan, devices[i], &place);
		if (r == 0) {
			r = read_facts(&place, facts);
			(void)close(place.directory);
		} else {
			/* Unplugged since it was found: every member stays unasked, and
			 * it says why. */
			r = place_unknown(&place, "device", ".", r);
		}
		if (r < 0)
			return fault_errno(f, r, "cannot keep what was read");
	}
	return 0;
}

void scan_free(struct scan *scan)
{
	if (!scan)
		return;
	names_free(scan->names);
	module_index_free(scan->modules);
	free(scan->locks);
	free(scan);
}
