/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which processes have nodes of a function open, in a tree and on a machine that lives.
 */
#include "scan/holders.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "model/fact.h"
#include "os/worker.h"
#include "support/seen.h"
#include "support/tree.h"
#include "test.h"

/* clang-format off */
#define SOUND "0000:00:1b.0"
#define GUEST "0000:03:00.0"
#define TWIN  "0000:04:00.0"
#define DISK  "0000:05:00.0"
#define BARE  "0000:06:00.0"
#define BUS   "devices/pci0000:00/"

#define FUNCTION(address, group) \
	"sys/bus/pci/devices/" address " -> ../../../" BUS address "\n" \
	"sys/" BUS address "/iommu_group -> ../../../kernel/iommu_groups/" group "\n"
#define NODE(number, place) "sys/dev/char/" number " -> ../../" place "\n"
#define VFIO(address) "sys/" BUS address "/driver -> ../../../bus/pci/drivers/vfio-pci\n"

static const char machine[] =
	FUNCTION(SOUND, "1") FUNCTION(GUEST, "7") FUNCTION(TWIN, "8") FUNCTION(DISK, "9")
	FUNCTION(BARE, "10")
	VFIO(GUEST) VFIO(TWIN)
	"sys/" BUS SOUND "/driver -> ../../../bus/pci/drivers/snd_hda_intel\n"
	NODE("116:3", BUS SOUND "/sound/card0/pcmC0D0c")
	NODE("116:4", BUS SOUND "/sound/card0/controlC0")
	NODE("1:3", BUS SOUND "/odd/null")
	"sys/" BUS SOUND "/sound/card0/pcmC0D0c/subsystem -> ../../../../../../class/sound\n"
	NODE("510:7", "devices/virtual/vfio/7") NODE("510:8", "devices/virtual/vfio/noiommu-8")
	NODE("511:0", BUS GUEST "/vfio-dev/vfio0")
	NODE("240:0", BUS DISK "/nvme/nvme0") "sys/dev/block/259:0 -> ../../" BUS DISK "/nvme0n1\n"
	NODE("5:1", "devices/virtual/tty/console");

#define OPENER(pid, comm) "vfioprep/openers/" pid "/comm = " comm "\n"
#define FD(pid, fd, text) "vfioprep/openers/" pid "/fd/" fd " = " text "\n"
#define DEVICE_FD "vfio-device"

static const char recorder[] = OPENER("41", "arecord") FD("41", "4", "char 116:3 /dev/snd/x y")
	FD("41", "5", "char 116:3 /dev/snd/x y") FD("41", "6", "char 5:1 /dev/console")
	FD("41", "7", "block 116:3 /dev/other");
static const char mapper[] = OPENER("42", "(odd) name")
	"vfioprep/openers/42/maps = char 116:4 /dev/a\\nchar 226:0 /dev/b\n";
static const char by_group[] = OPENER("43", "qemu") FD("43", "9", "char 510:7 /dev/vfio/7");
static const char by_noiommu[] = OPENER("43", "dpdk") FD("43", "9", "char 510:8 /dev/vfio/x");
static const char by_cdev[] = OPENER("44", "qemu") FD("44", "9", "char 511:0 /dev/vfio0");
static const char by_device[] = OPENER("45", "vmm")
	FD("45", "9", DEVICE_FD " /sys/" BUS GUEST);
static const char by_some_device[] = OPENER("46", "vmm") FD("46", "9", DEVICE_FD);
static const char other_guest[] = OPENER("47", "qemu") FD("47", "8", "char 510:8 /dev/vfio/8")
	FD("47", "9", DEVICE_FD);
static const char disk[] = OPENER("48", "smartd") FD("48", "3", "block 259:0 /dev/nvme0n1");
static const char broken[] = OPENER("49", "x") FD("49", "3", "char 259 /dev/nvme0n1");
static const char unseen[] = "vfioprep/openers/50/fd -> fd\n";
static const char nobody[] = "vfioprep/openers/\n";

/* HOLDERS: each as "pid command node certainty;", in order. */
static const struct row {
	const char *tree, *address, *holders;
	enum use use;
	bool is_whole;
} rows[] = {
	{ nobody, SOUND, "", USE_OPEN, true },
	{ recorder, SOUND, "41 arecord pcmC0D0c 0;", USE_OPEN, true },
	{ recorder, DISK, "", USE_OPEN, true },
	{ mapper, SOUND, "42 (odd) name controlC0 0;", USE_OPEN, true },
	{ disk, DISK, "48 smartd nvme0n1 0;", USE_OPEN, true },
	{ by_group, GUEST, "43 qemu 7 0;", USE_VFIO, true },
	{ by_group, TWIN, "", USE_VFIO, true },
	{ by_noiommu, TWIN, "43 dpdk noiommu-8 0;", USE_VFIO, true },
	{ by_cdev, GUEST, "44 qemu vfio0 0;", USE_VFIO, true },
	{ by_cdev, TWIN, "", USE_VFIO, true },
	{ by_device, GUEST, "45 vmm vfio-device 0;", USE_VFIO, true },
	{ by_device, TWIN, "", USE_VFIO, true },
	{ by_some_device, GUEST, "46 vmm vfio-device 1;", USE_VFIO, true },
	{ by_some_device, SOUND, "", USE_VFIO, true },
	{ other_guest, GUEST, "47 qemu vfio-device 2;", USE_VFIO, true },
	{ other_guest, TWIN, "47 qemu noiommu-8 0;47 qemu vfio-device 2;", USE_VFIO, true },
	{ broken, DISK, "", USE_OPEN, false },
	{ unseen, SOUND, "", USE_OPEN, false },
	/* A tree that says nothing of processes; what has no node needs none. */
	{ "", SOUND, "", USE_OPEN, false },
	{ "", BARE, "", USE_OPEN, true },
};
/* clang-format on */

static void describe(const struct device *device, char *buffer, size_t size)
{
	size_t used = 0;

	buffer[0] = '\0';
	for (const struct holder *h = device->holders.first; h; h = h->next) {
		CHECK_INT(text_format(buffer + used, size - used, "%d %s %s %d;",
		                      (int)h->pid, h->command, h->node,
		                      (int)h->certainty),
		          0);
		used = strlen(buffer);
	}
}

static void check_row(const struct row *row)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(machine);
	_cleanup_(scan_freep) struct scan *scan = scan_new(&fixture->root, NULL);
	_cleanup_(host_freep) struct host *host = NULL;
	struct device *device;
	char text[512];

	fixture_add(fixture, row->tree);
	CHECK_INT(scan_host(scan, &host, NULL), 0);
	device = seen_at(host, row->address);
	CHECK_INT(scan_facts(scan, host, &device, 1, FACT_OPENERS, NULL), 0);
	describe(device, text, sizeof(text));
	CHECK_TEXT(text, row->holders);
	CHECK_INT(device->holders.is_whole, row->is_whole);
	CHECK_INT(!!(device->uses_known & 1U << row->use), row->is_whole);
	CHECK_INT(!unknown_find(device->unknown, "users"), row->is_whole);
	CHECK_INT(!device->holders.gap, row->is_whole);
	for (const struct holder *h = device->holders.first; h; h = h->next)
		CHECK_INT(h->use, row->use);
	/* Only those who are sure are users. */
	CHECK_INT(!device->users,
	          !device->holders.first || device->holders.first->certainty != CERTAIN);
}

static void names_who_has_nodes_open(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		NOTE("row %zu: %s", i, rows[i].tree);
		check_row(&rows[i]);
	}
}

static void tells_all_of_one(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(machine);
	_cleanup_(scan_freep) struct scan *scan = scan_new(&fixture->root, NULL);
	_cleanup_(host_freep) struct host *host = NULL;
	const struct holder *holder;
	struct device *device;

	fixture_add(fixture, recorder);
	CHECK_INT(scan_host(scan, &host, NULL), 0);
	device = seen_at(host, SOUND);
	CHECK_INT(scan_facts(scan, host, &device, 1, FACT_OPENERS, NULL), 0);
	holder = device->holders.first;
	CHECK(holder && !holder->next);
	CHECK_TEXT(holder->subsystem, "sound");
	CHECK_TEXT(holder->target, "/dev/snd/x y");
	CHECK(text_starts(holder->path, "vfioprep/openers/41/fd/"));
	CHECK_TEXT(device->users->kind, "process");
	CHECK_TEXT(device->users->name, "41 (arecord)");
	CHECK_TEXT(device->users->detail, "pcmC0D0c");
	CHECK_TEXT(use_rule(device->users->use), "host.open");
}

/* A machine whose numbers cannot be listed: any process might have it. */
static void says_what_it_cannot_see(void)
{
	static const char *const trees[] = {
		"sys/dev/char/116:9 -> 116:9\n",
		"sys/dev/block -> block\n",
	};

	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
		_cleanup_(fixture_freep) struct fixture *fixture =
			fixture_new(FUNCTION(SOUND, "1"));
		_cleanup_(scan_freep) struct scan *scan = scan_new(&fixture->root, NULL);
		_cleanup_(host_freep) struct host *host = NULL;

		fixture_add(fixture, trees[i]);
		CHECK_INT(scan_host(scan, &host, NULL), 0);
		CHECK_INT(scan_facts(scan, host, host->devices, 1, FACT_OPENERS, NULL),
		          0);
		CHECK(!host->devices[0]->holders.is_whole);
		CHECK(unknown_find(host->devices[0]->unknown, "users") != NULL);
	}
}

/* Descriptors lead to nodes that every machine has; only their numbers are looked at. */
static const char living[] =
	"dev/null -> /dev/null\n"
	"proc/1/fd/\nproc/1/maps = \nproc/1/map_files/\n"
	"proc/51/comm = player\nproc/51/fd/0 -> /dev/zero\nproc/51/fd/3 -> /dev/null\n"
	"proc/51/fd/4 -> /nowhere/at/all\nproc/51/fd/5 -> anon_inode:[eventfd]\n"
	"proc/52/comm = mapper\nproc/52/exe -> /usr/bin/mapper\nproc/52/fd/\n"
	"proc/52/maps = 00400000-00401000 rw-s 0 00:05 9 /dev/odd\n"
	"proc/52/map_files/400000-401000 -> /dev/null\n"
	"proc/self -> 51\n";

static void reads_a_machine_that_lives(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(machine);
	_cleanup_(worker_freep) struct worker *worker = NULL;
	_cleanup_(scan_freep) struct scan *scan = NULL;
	_cleanup_(host_freep) struct host *host = NULL;
	struct device *device;

	fixture_add(fixture, living);
	fixture->root.live = true;
	worker = worker_new(&fixture->root);
	scan = scan_new(&fixture->root, worker);
	CHECK_INT(scan_host(scan, &host, NULL), 0);
	device = seen_at(host, SOUND);
	CHECK_INT(scan_facts(scan, host, &device, 1, FACT_OPENERS, NULL), 0);
	CHECK(device->holders.is_whole);
	for (const struct holder *h = device->holders.first; h; h = h->next) {
		NOTE("pid %d", (int)h->pid);
		CHECK(h->pid == 51 || h->pid == 52);
		CHECK_INT(h->is_mapped, h->pid == 52);
		CHECK_TEXT(h->command, h->pid == 51 ? "player" : "mapper");
		CHECK_TEXT(h->target, h->pid == 51 ? "/dev/null" : "/dev/odd");
		CHECK_TEXT(h->path, h->pid == 51 ? "proc/51/fd/3" : "proc/52/maps");
	}
	CHECK(device->holders.first && device->holders.first->next);
	CHECK(!device->holders.first->next->next);
}

/* Without the first process the others are hidden too: hidepid= of proc(5). */
static void sees_that_others_are_hidden(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(machine);
	_cleanup_(scan_freep) struct scan *scan = scan_new(&fixture->root, NULL);
	_cleanup_(host_freep) struct host *host = NULL;
	struct device *device;

	fixture_add(fixture, "proc/51/fd/\n");
	fixture->root.live = true;
	CHECK_INT(scan_host(scan, &host, NULL), 0);
	device = seen_at(host, SOUND);
	CHECK_INT(scan_facts(scan, host, &device, 1, FACT_OPENERS, NULL), 0);
	CHECK(!device->holders.is_whole);
	CHECK_TEXT(device->holders.gap, "proc/1");
}

TESTS(TEST(names_who_has_nodes_open), TEST(tells_all_of_one),
      TEST(says_what_it_cannot_see), TEST(reads_a_machine_that_lives),
      TEST(sees_that_others_are_hidden))
