/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The addresses that network cards were made with. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "scan/read.h"

/* NET_ADDR_PERM of linux/netdevice.h; any other was made up, taken from another interface
 * or set by somebody. */
#define PERMANENT "0"

static int read_file(const struct scan *scan, const char *interface, const char *name,
                     char *buffer, size_t size)
{
	char path[256];
	int r = text_format(path, sizeof(path), "sys/class/net/%s/%s", interface, name);

	return r < 0 ? r : root_read(scan->root, path, buffer, size);
}

static int add_mac(struct place *place, const char *interface)
{
	struct text *macs = &place->device->macs;
	char type[16], address[128];
	int r = read_file(place->scan, interface, "addr_assign_type", type, sizeof(type));

	if (r == 0 && strcmp(type, PERMANENT) != 0)
		r = -ENODATA;
	if (r == 0)
		r = read_file(place->scan, interface, "address", address,
		              sizeof(address));
	if (r < 0) {
		macs->known = UNKNOWN;
		return place_unknown(place, "macs", "net", r);
	}
	macs->value = macs->value ? arena_printf(place->scan->host->arena, "%s %s",
	                                         macs->value, address)
	                          : arena_text(place->scan->host->arena, address);
	if (macs->known != UNKNOWN)
		macs->known = KNOWN;
	return macs->value ? 0 : -ENOMEM;
}

int read_macs(struct place *place)
{
	struct device *device = place->device;
	int r = 0;

	device->macs.known = device->attachments_known == KNOWN ? ABSENT : UNKNOWN;
	for (const struct attachment *a = device->attachments; r == 0 && a; a = a->next)
		if (a->kind == ATTACHED_NET)
			r = add_mac(place, a->name);
	if (device->macs.known == UNKNOWN)
		device->macs.value = NULL;
	return r;
}
