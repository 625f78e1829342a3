/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether vfio-pci has been told to take devices that it denies otherwise. */
#include <errno.h>

#include "scan/read.h"

#define PARAMETER "sys/module/vfio_pci/parameters/disable_denylist"

int read_denylist(struct place *place)
{
	struct number *off = &place->device->denylist_off;
	struct host *host = place->scan->host;
	char text[16];
	int r = root_read(place->scan->root, PARAMETER, text, sizeof(text));

	off->known = r == 0 ? KNOWN : r == -ENOENT ? ABSENT : UNKNOWN;
	off->value = r == 0 && text[0] == 'Y';
	return off->known == UNKNOWN ? host_unknown(host, &place->device->unknown,
	                                            "denylist", PARAMETER, r)
	                             : 0;
}
