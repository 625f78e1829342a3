/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The addresses that network cards were made with, and when that cannot be told. */
#include <string.h>

#include "model/fact.h"
#include "support/seen.h"
#include "test.h"

#define TREE                                         \
	"sys/bus/pci/devices/0000:03:00.0 -> "       \
	"../../../devices/pci0000:00/0000:03:00.0\n" \
	"sys/devices/pci0000:00/0000:03:00.0/\n"
#define CARD(name) \
	"sys/class/net/" name " -> ../../devices/pci0000:00/0000:03:00.0/net/" name "\n"
#define FILES(name, type, address)                                                       \
	"sys/devices/pci0000:00/0000:03:00.0/net/" name "/addr_assign_type = " type "\n" \
	"sys/devices/pci0000:00/0000:03:00.0/net/" name "/address = " address "\n"
#define ONE "00:00:5e:00:53:01"
#define TWO "00:00:5e:00:53:02"

static const struct row {
	const char *name, *tree;
	enum known known;
	const char *value;
} rows[] = {
	{ "no interface", "", ABSENT, NULL },
	{ "one", CARD("a") FILES("a", "0", ONE), KNOWN, ONE },
	{ "one that was made up", CARD("a") FILES("a", "1", ONE), UNKNOWN, NULL },
	{ "one that somebody set", CARD("a") FILES("a", "3", ONE), UNKNOWN, NULL },
	{ "one of two that somebody set",
	  CARD("a") FILES("a", "3", ONE) CARD("b") FILES("b", "0", TWO), UNKNOWN, NULL },
	{ "one without files", CARD("a") "sys/devices/pci0000:00/0000:03:00.0/net/a/\n",
	  UNKNOWN, NULL },
	{ "an unread list of interfaces", "sys/class/net -> net\n", UNKNOWN, NULL },
};

static void tells_what_is_for_good(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(host_freep) struct host *host = seen_devices(TREE, rows[i].tree,
		                                                       FACT_MACS);
		const struct device *device = host->devices[0];

		NOTE("%s", rows[i].name);
		CHECK_INT(device->macs.known, rows[i].known);
		CHECK_TEXT(device->macs.value, rows[i].value);
		CHECK((device->unknown != NULL) == (rows[i].known == UNKNOWN));
	}
}

/* The order of the directory is the file system's. */
static void tells_all_of_several(void)
{
	_cleanup_(host_freep) struct host *host =
		seen_devices(TREE CARD("a") FILES("a", "0", ONE),
	                     CARD("b") FILES("b", "0", TWO), FACT_MACS);
	const char *value = host->devices[0]->macs.value;

	CHECK_INT(host->devices[0]->macs.known, KNOWN);
	CHECK(strcmp(value, ONE " " TWO) == 0 || strcmp(value, TWO " " ONE) == 0);
}

TESTS(TEST(tells_what_is_for_good), TEST(tells_all_of_several))
