/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No read outside; what was told of the first half is not taken back for the whole. */
#include "fuzz/fuzz.h"

#include "model/capability.h"

static struct capabilities read_first(const uint8_t *data, size_t size)
{
	_cleanup_(freep) uint8_t *bytes = malloc(size ? size : 1);

	HOLDS(bytes);
	if (size)
		memcpy(bytes, data, size);
	return capabilities_read(bytes, size);
}

static void grows(enum known before, enum known after)
{
	HOLDS(before == UNKNOWN || before == after);
	HOLDS(after != NOT_ASKED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct capabilities half = read_first(data, size / 2);
	struct capabilities whole = read_first(data, size);

	(void)capabilities_isolate(&whole);
	grows(half.buses, whole.buses);
	grows(half.express, whole.express);
	grows(half.flr, whole.flr);
	grows(half.power, whole.power);
	grows(half.msi, whole.msi);
	grows(half.msix, whole.msix);
	grows(half.acs, whole.acs);
	grows(half.sriov, whole.sriov);
	grows(half.serial, whole.serial);
	HOLDS(half.express != KNOWN || half.port == whole.port);
	HOLDS(half.acs != KNOWN || half.acs_control == whole.acs_control);
	return 0;
}
