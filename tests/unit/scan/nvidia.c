/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the driver nvidia counts: by whom, and what nobody explains. */
#include <string.h>

#include "base/text.h"
#include "model/fact.h"
#include "scan/scan.h"
#include "support/seen.h"
#include "support/tree.h"
#include "test.h"

/* clang-format off */
#define ONE   "0000:01:00.0"
#define TWO   "0000:02:00.0"
#define OTHER "0000:03:00.0"
#define BUS   "devices/pci0000:00/"

#define FUNCTION(address, driver) \
	"sys/bus/pci/devices/" address " -> ../../../" BUS address "\n" \
	"sys/" BUS address "/driver -> ../../../bus/pci/drivers/" driver "\n"
#define GPU(address, minor) "proc/driver/nvidia/gpus/" address "/information = " \
	"Model: \\t\\t GeForce\\nDevice Minor: \\t " minor "\\nGPU Excluded:\\t No\n"
#define COUNT(n) "sys/module/nvidia/refcnt = " n "\n"
#define BUILDS(name) "sys/module/nvidia/holders/" name " -> ../../" name "\n"
#define OPENER(pid, comm, number) "vfioprep/openers/" pid "/comm = " comm "\n" \
	"vfioprep/openers/" pid "/fd/4 = char " number " /dev/nvidia\n"

#define BASE FUNCTION(ONE, "nvidia") FUNCTION(OTHER, "nouveau") \
	"sys/dev/char/\nsys/dev/block/\nvfioprep/openers/\n"
#define TWINS BASE FUNCTION(TWO, "nvidia") GPU(ONE, "0") GPU(TWO, "1")

static const char idle[] = BASE GPU(ONE, "0") COUNT("2")
	BUILDS("nvidia_drm") BUILDS("nvidia_uvm");
static const char kept[] = BASE GPU(ONE, "0") COUNT("3") BUILDS("nvidia_modeset");
static const char persistent[] = BASE GPU(ONE, "0") COUNT("2")
	OPENER("41", "nvidia-persiste", "195:0");
static const char control[] = BASE GPU(ONE, "0") COUNT("1") OPENER("41", "nvtop", "195:255");
static const char twins[] = TWINS COUNT("1");
static const char twin_used[] = TWINS COUNT("1") OPENER("41", "Xorg", "195:1");
static const char no_number[] = BASE COUNT("0");
static const char garbled[] = BASE GPU(ONE, "none") COUNT("0");
static const char no_count[] = BASE GPU(ONE, "0");

static const struct row {
	const char *tree, *address;
	enum known known;
	unsigned users;
	bool is_shared;
	const char *holder; /* NULL: none */
} rows[] = {
	{ idle, ONE, KNOWN, 0, false, NULL },
	{ idle, OTHER, ABSENT, 0, false, NULL },
	{ kept, ONE, KNOWN, 2, false, NULL },
	{ kept, OTHER, ABSENT, 0, false, NULL },
	{ persistent, ONE, KNOWN, 0, false, "nvidia-persiste nvidia0" },
	{ control, ONE, KNOWN, 0, false, NULL },
	{ twins, ONE, KNOWN, 1, true, NULL },
	{ twin_used, ONE, KNOWN, 0, true, NULL },
	{ twin_used, TWO, KNOWN, 0, true, "Xorg nvidia1" },
	{ no_number, ONE, UNKNOWN, 0, false, NULL },
	{ garbled, ONE, UNKNOWN, 0, false, NULL },
	{ no_count, ONE, UNKNOWN, 0, false, NULL },
};
/* clang-format on */

static void check_row(const struct row *row)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(row->tree);
	_cleanup_(scan_freep) struct scan *scan = scan_new(&fixture->root, NULL);
	_cleanup_(host_freep) struct host *host = NULL;
	struct device *device;
	const struct holder *holder;
	char text[128];

	CHECK_INT(scan_host(scan, &host, NULL), 0);
	device = seen_at(host, row->address);
	CHECK_INT(scan_facts(scan, host, &device, 1, FACT_COUNTED, NULL), 0);
	CHECK_INT(device->driver_use.known, row->known);
	CHECK_INT(device->driver_use.users, row->users);
	CHECK_INT(device->driver_use.is_shared, row->is_shared);
	CHECK_INT(!device->unknown, row->known != UNKNOWN);
	CHECK_INT(!!device->driver_use.path, row->known != ABSENT);
	holder = device->holders.first;
	CHECK_INT(!holder, !row->holder);
	if (!holder)
		return;
	CHECK_INT(holder->use, USE_DRIVER);
	CHECK_INT(text_format(text, sizeof(text), "%s %s", holder->command, holder->node),
	          0);
	CHECK_TEXT(text, row->holder);
}

static void counts_what_nobody_explains(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		NOTE("row %zu, %s", i, rows[i].address);
		check_row(&rows[i]);
	}
}

TESTS(TEST(counts_what_nobody_explains))
