/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which functions lose a disk that the host uses, and what of that cannot be told. */
#include <string.h>

#include "scan/scan.h"
#include "support/seen.h"
#include "support/tree.h"
#include "test.h"

/* clang-format off */
#define CLASS "sys/class/block/"
#define ROOTFS "proc/1/mountinfo = 24 1 0:22 / / rw - tmpfs tmpfs rw"
#define NO_SWAP "proc/swaps = Filename\\tType\\tSize\\tUsed\\tPriority"

/* Two NVMe controllers behind bridges, USB, a VMD with a controller of its own, a NIC. */
#define BRIDGE "0000:00:01.0"
#define ONE    "0000:01:00.0"
#define TWO    "0000:02:00.0"
#define USB    "0000:00:14.0"
#define VMD    "0000:00:0e.0"
#define CHILD  "10000:e1:00.0"
#define NIC    "0000:03:00.0"

#define BUS     "devices/pci0000:00/"
#define ONE_AT  BUS BRIDGE "/" ONE "/nvme/nvme0/nvme0n1"
#define TWO_AT  BUS "0000:00:02.0/" TWO "/nvme/nvme1/nvme1n1"
#define STICK_AT BUS USB "/usb1/1-2/1-2:1.0/host6/target6:0:0/6:0:0:0/block/sda"
#define CHILD_AT BUS VMD "/pci10000:e0/10000:e0:06.0/" CHILD "/nvme/nvme2/nvme2n1"
#define VIRTUAL(name) "devices/virtual/block/" name
#define SHARED_AT "devices/virtual/nvme-subsystem/nvme-subsys0"

#define FUNCTION(address, place) \
	"sys/bus/pci/devices/" address " -> ../../../" place "\nsys/" place "/vendor = 0x1\n"
#define DISK(name, place, number) \
	CLASS name " -> ../../" place "\nsys/" place "/dev = " number "\n"
#define PART(name, place, number) \
	DISK(name, place "/" name, number) "sys/" place "/" name "/partition = 1\n"
#define HOLDS(place, name) "sys/" place "/holders/" name " -> ../" name "\n"
#define STANDS(name, on) "sys/" VIRTUAL(name) "/slaves/" on " -> ../" on "\n"
#define MOUNTS(lines) ROOTFS lines "\n" NO_SWAP "\n"

static const char machine[] =
	FUNCTION(BRIDGE, BUS BRIDGE) FUNCTION(ONE, BUS BRIDGE "/" ONE)
	FUNCTION(TWO, BUS "0000:00:02.0/" TWO) FUNCTION(USB, BUS USB) FUNCTION(VMD, BUS VMD)
	FUNCTION(CHILD, BUS VMD "/pci10000:e0/10000:e0:06.0/" CHILD)
	FUNCTION(NIC, BUS "0000:00:03.0/" NIC)
	DISK("nvme0n1", ONE_AT, "259:0") DISK("nvme1n1", TWO_AT, "259:1");

static const char part_mounted[] = PART("nvme0n1p1", ONE_AT, "259:10")
	MOUNTS("\\n30 24 259:10 / /home rw - ext4 /dev/nvme0n1p1 rw");

/* LVM on LUKS on md over both disks. */
static const char stacked[] =
	PART("nvme0n1p1", ONE_AT, "259:10") DISK("md0", VIRTUAL("md0"), "9:0")
	DISK("dm-0", VIRTUAL("dm-0"), "253:0") DISK("dm-1", VIRTUAL("dm-1"), "253:1")
	"sys/" VIRTUAL("dm-0") "/dm/name = vault\nsys/" VIRTUAL("dm-1") "/dm/name = store-home\n"
	HOLDS(ONE_AT "/nvme0n1p1", "md0") HOLDS(TWO_AT, "md0")
	STANDS("md0", "nvme0n1p1") STANDS("md0", "nvme1n1")
	STANDS("dm-0", "md0") STANDS("dm-1", "dm-0")
	MOUNTS("\\n30 24 253:1 / / rw - ext4 /dev/mapper/store-home rw");

static const char btrfs[] =
	"sys/fs/btrfs/features/raid1c34 = 0\nsys/fs/btrfs/0123/label = pool\n"
	"sys/fs/btrfs/0123/devices/nvme0n1 -> ../x\nsys/fs/btrfs/0123/devices/nvme1n1 -> ../x\n"
	MOUNTS("\\n30 24 0:41 /@ /data rw - btrfs /dev/nvme1n1 rw");
static const char btrfs_nobody_knows[] =
	MOUNTS("\\n30 24 0:41 /@ /data rw - btrfs /dev/gone rw");

static const char swap_on_mapped[] =
	DISK("dm-0", VIRTUAL("dm-0"), "253:0") STANDS("dm-0", "nvme0n1") ROOTFS "\n"
	"sys/" VIRTUAL("dm-0") "/dm/name = swap\n"
	NO_SWAP "\\n/dev/mapper/swap partition 1024 0 -2\\n/file\\\\040one file 1024 0 -3\n";
static const char swap_on_gone[] = ROOTFS "\n" NO_SWAP "\\n/dev/gone partition 1024 0 -2\n";
static const char swap_garbled[] = ROOTFS "\nproc/swaps = nonsense\n";

static const char stick[] =
	DISK("sda", STICK_AT, "8:0") MOUNTS("\\n30 24 8:0 / /media rw - vfat /dev/sda rw");
static const char in_vmd[] =
	DISK("nvme2n1", CHILD_AT, "259:2") MOUNTS("\\n30 24 259:2 / /srv rw - xfs /dev/nvme2n1 rw");

/* Another process has it in a namespace of its own. */
static const char elsewhere[] =
	MOUNTS("") "proc/1/ns/mnt -> mnt:[1]\nproc/1/root -> /\n"
	"proc/7/ns/mnt -> mnt:[1]\nproc/7/root -> /\n"
	"proc/812/ns/mnt -> mnt:[2]\nproc/812/root -> /\n"
	"proc/812/mountinfo = 30 24 259:0 / /inside rw - ext4 /dev/nvme0n1 rw\n";

/* One namespace behind two controllers, and its hidden paths. */
static const char multipath[] =
	DISK("nvme3n1", SHARED_AT "/nvme3n1", "259:3")
	PART("nvme3n1p1", SHARED_AT "/nvme3n1", "259:4")
	"sys/" SHARED_AT "/nvme0 -> ../../../pci0000:00/" BRIDGE "/" ONE "/nvme/nvme0\n"
	"sys/" SHARED_AT "/nvme1 -> ../../../pci0000:00/0000:00:02.0/" TWO "/nvme/nvme1\n"
	CLASS "nvme3c0n1 -> ../../" BUS BRIDGE "/" ONE "/nvme/nvme0/nvme3c0n1\n"
	"sys/" BUS BRIDGE "/" ONE "/nvme/nvme0/nvme3c0n1/hidden = 1\n"
	MOUNTS("\\n30 24 259:4 / /shared rw - ext4 /dev/nvme3n1p1 rw");

static const char loop[] =
	DISK("loop0", VIRTUAL("loop0"), "7:0") PART("loop0p1", VIRTUAL("loop0"), "259:20")
	"sys/" VIRTUAL("loop0") "/loop/backing_file = /dev/nvme0n1\n"
	MOUNTS("\\n30 24 259:20 / /image rw - ext4 /dev/loop0p1 rw");
static const char bcache[] = "sys/" ONE_AT "/bcache/set = x\n" MOUNTS("");
static const char cycle[] =
	DISK("dm-0", VIRTUAL("dm-0"), "253:0") DISK("dm-1", VIRTUAL("dm-1"), "253:1")
	STANDS("dm-0", "dm-1") STANDS("dm-1", "dm-0") STANDS("dm-1", "nvme0n1")
	MOUNTS("\\n30 24 253:0 / /odd rw - ext4 /dev/dm-0 rw");

/* A subsystem that serves a disk, one that is turned off, and one that serves a file. */
#define SERVES(name, id, path, enable) \
	"sys/kernel/config/nvmet/subsystems/" name "/namespaces/" id "/device_path = " path "\n" \
	"sys/kernel/config/nvmet/subsystems/" name "/namespaces/" id "/enable = " enable "\n"
static const char served[] =
	PART("nvme0n1p1", ONE_AT, "259:10") SERVES("here", "1", "/dev/nvme0n1p1", "1")
	SERVES("there", "1", "/dev/nvme1n1", "0") SERVES("there", "2", "/srv/image", "1")
	MOUNTS("");
static const char served_by_nobody_knows_what[] = SERVES("x", "1", "/dev/gone", "1") MOUNTS("");
static const char unread_service[] =
	"sys/kernel/config/nvmet/subsystems/x/namespaces -> namespaces\n" MOUNTS("");
static const char unread_switch[] = SERVES("x", "1", "/dev/nvme0n1", "1")
	"sys/kernel/config/nvmet/subsystems/x/namespaces/2/enable -> enable\n" MOUNTS("");
static const char unread_services[] =
	"sys/kernel/config/nvmet/subsystems -> subsystems\n" MOUNTS("");

static const char idle[] = MOUNTS("");
static const char no_tables[] = "";
static const char unread_table[] = "proc/1/mountinfo -> mountinfo\n" NO_SWAP "\n";
static const char garbled_table[] = ROOTFS "\\nnonsense\n" NO_SWAP "\n";
static const char unread_holders[] = "sys/" ONE_AT "/holders -> holders\n" MOUNTS("");
static const char unread_number[] =
	PART("nvme0n1p1", ONE_AT, "259:x") MOUNTS("");
static const char unread_slaves[] =
	DISK("dm-0", VIRTUAL("dm-0"), "253:0")
	"sys/" VIRTUAL("dm-0") "/slaves -> slaves\n" MOUNTS("");
static const char unread_pool[] = "sys/fs/btrfs/0123/devices -> devices\n" MOUNTS("");
static const char unread_block[] = CLASS "sdz -> sdz\n" MOUNTS("");

static const struct row {
	const char *tree, *address;
	enum use use;
	enum answer answer;
	const char *kind, *name, *detail; /* of a user of that use */
} rows[] = {
	{ part_mounted, ONE, USE_MOUNTED, YES, "mount", "/home", "nvme0n1p1" },
	{ part_mounted, ONE, USE_HOLDER, NO, 0, 0, 0 },
	{ part_mounted, ONE, USE_SWAP, NO, 0, 0, 0 },
	{ part_mounted, BRIDGE, USE_MOUNTED, NO, 0, 0, 0 },
	{ part_mounted, TWO, USE_MOUNTED, NO, 0, 0, 0 },
	{ part_mounted, NIC, USE_MOUNTED, NO, 0, 0, 0 },
	{ stacked, ONE, USE_MOUNTED, YES, "mount", "/", "nvme0n1p1" },
	{ stacked, TWO, USE_MOUNTED, YES, "mount", "/", "nvme1n1" },
	{ stacked, ONE, USE_HOLDER, YES, "md", "md0", "nvme0n1p1" },
	{ stacked, TWO, USE_HOLDER, YES, "md", "md0", "nvme1n1" },
	{ btrfs, ONE, USE_MOUNTED, YES, "mount", "/data", "nvme0n1" },
	{ btrfs, TWO, USE_MOUNTED, YES, "mount", "/data", "nvme1n1" },
	{ btrfs, ONE, USE_HOLDER, YES, "btrfs", "pool", "nvme0n1" },
	{ btrfs, NIC, USE_HOLDER, NO, 0, 0, 0 },
	{ btrfs_nobody_knows, ONE, USE_MOUNTED, UNSURE, 0, 0, 0 },
	{ swap_on_mapped, ONE, USE_SWAP, YES, "swap", "/dev/mapper/swap", "nvme0n1" },
	{ swap_on_mapped, TWO, USE_SWAP, NO, 0, 0, 0 },
	{ swap_on_gone, ONE, USE_SWAP, UNSURE, 0, 0, 0 },
	{ swap_garbled, ONE, USE_SWAP, UNSURE, 0, 0, 0 },
	{ swap_garbled, ONE, USE_MOUNTED, NO, 0, 0, 0 },
	{ stick, USB, USE_MOUNTED, YES, "mount", "/media", "sda" },
	{ in_vmd, CHILD, USE_MOUNTED, YES, "mount", "/srv", "nvme2n1" },
	{ in_vmd, VMD, USE_MOUNTED, YES, "mount", "/srv", "nvme2n1" },
	{ elsewhere, ONE, USE_MOUNTED, YES, "mount", "/inside", "nvme0n1" },
	{ elsewhere, TWO, USE_MOUNTED, NO, 0, 0, 0 },
	{ multipath, ONE, USE_MOUNTED, YES, "mount", "/shared", "nvme3n1p1" },
	{ multipath, TWO, USE_MOUNTED, YES, "mount", "/shared", "nvme3n1p1" },
	{ multipath, ONE, USE_SWAP, NO, 0, 0, 0 },
	{ loop, ONE, USE_HOLDER, YES, "loop", "loop0", "nvme0n1" },
	{ loop, ONE, USE_MOUNTED, YES, "mount", "/image", "nvme0n1" },
	{ bcache, ONE, USE_HOLDER, YES, "bcache", "cache", "nvme0n1" },
	{ served, ONE, USE_HOLDER, YES, "nvmet", "here", "nvme0n1p1" },
	{ served, ONE, USE_MOUNTED, NO, 0, 0, 0 },
	{ served, TWO, USE_HOLDER, NO, 0, 0, 0 },
	{ served_by_nobody_knows_what, ONE, USE_HOLDER, UNSURE, 0, 0, 0 },
	{ served_by_nobody_knows_what, NIC, USE_HOLDER, NO, 0, 0, 0 },
	{ unread_service, ONE, USE_HOLDER, UNSURE, 0, 0, 0 },
	{ unread_switch, ONE, USE_HOLDER, YES, "nvmet", "x", "nvme0n1" },
	{ unread_switch, TWO, USE_HOLDER, UNSURE, 0, 0, 0 },
	{ unread_services, TWO, USE_HOLDER, UNSURE, 0, 0, 0 },
	{ cycle, ONE, USE_MOUNTED, YES, "mount", "/odd", "nvme0n1" },
	{ idle, ONE, USE_MOUNTED, NO, 0, 0, 0 },
	{ idle, ONE, USE_SWAP, NO, 0, 0, 0 },
	{ no_tables, ONE, USE_MOUNTED, UNSURE, 0, 0, 0 },
	{ no_tables, ONE, USE_SWAP, UNSURE, 0, 0, 0 },
	{ no_tables, ONE, USE_HOLDER, NO, 0, 0, 0 },
	{ no_tables, NIC, USE_MOUNTED, NO, 0, 0, 0 },
	{ no_tables, NIC, USE_SWAP, NO, 0, 0, 0 },
	{ unread_table, ONE, USE_MOUNTED, UNSURE, 0, 0, 0 },
	{ unread_table, NIC, USE_MOUNTED, NO, 0, 0, 0 },
	{ garbled_table, ONE, USE_MOUNTED, UNSURE, 0, 0, 0 },
	{ unread_holders, ONE, USE_HOLDER, UNSURE, 0, 0, 0 },
	{ unread_holders, TWO, USE_HOLDER, NO, 0, 0, 0 },
	{ unread_number, ONE, USE_MOUNTED, UNSURE, 0, 0, 0 },
	{ unread_number, TWO, USE_MOUNTED, NO, 0, 0, 0 },
	{ unread_slaves, TWO, USE_MOUNTED, UNSURE, 0, 0, 0 },
	{ unread_slaves, TWO, USE_HOLDER, NO, 0, 0, 0 },
	{ unread_pool, TWO, USE_HOLDER, UNSURE, 0, 0, 0 },
	{ unread_block, TWO, USE_HOLDER, UNSURE, 0, 0, 0 },
};
/* clang-format on */

static struct host *read_host(const char *tree)
{
	return seen_devices(machine, tree, FACT_STORAGE);
}

static const struct user *find_user(const struct device *device, enum use use,
                                    const char *kind)
{
	for (const struct user *u = device->users; u; u = u->next)
		if (u->use == use && (!kind || strcmp(u->kind, kind) == 0))
			return u;
	return NULL;
}

static void finds_users(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		_cleanup_(host_freep) struct host *host = read_host(row->tree);
		const struct device *device = seen_at(host, row->address);
		const struct user *user = find_user(device, row->use, row->kind);
		bool is_known = device->uses_known & 1U << row->use;

		NOTE("row %zu: %s of %s", i, use_rule(row->use), row->address);
		CHECK_INT(user ? YES : is_known ? NO : UNSURE, row->answer);
		CHECK(is_known || unknown_find(device->unknown, "users"));
		if (!user)
			continue;
		CHECK_TEXT(user->kind, row->kind);
		CHECK_TEXT(user->name, row->name);
		CHECK_TEXT(user->detail, row->detail);
	}
}

/* The same mount in many namespaces is one user. */
static void tells_each_user_once(void)
{
	static const char tree[] = MOUNTS(
		"\\n30 24 259:0 / /home rw - ext4 /dev/x rw") "proc/2/mountinfo = 30 24 "
							      "259:0 / /home rw - ext4 "
							      "/dev/x rw\n";
	_cleanup_(host_freep) struct host *host = read_host(tree);
	const struct device *device = seen_at(host, ONE);

	CHECK(device->users && !device->users->next);
}

/* Tables of mounts are a look at every process: not for who has no disk. */
static void looks_at_mounts_for_who_has_a_disk(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(machine);
	_cleanup_(scan_freep) struct scan *scan = scan_new(&fixture->root, NULL);
	_cleanup_(host_freep) struct host *host = NULL;
	struct device *nic, *disk;

	CHECK_INT(scan_host(scan, &host, NULL), 0);
	nic = seen_at(host, NIC);
	disk = seen_at(host, ONE);
	CHECK_INT(scan_facts(scan, host, &nic, 1, FACT_STORAGE, NULL), 0);
	CHECK(nic->uses_known && !nic->users && !unknown_find(nic->unknown, "users"));
	/* Had they been read, this would come too late. */
	fixture_add(fixture, MOUNTS("\\n30 24 259:0 / /home rw - ext4 /dev/x rw"));
	CHECK_INT(scan_facts(scan, host, &disk, 1, FACT_STORAGE, NULL), 0);
	CHECK_TEXT(disk->users->name, "/home");
}

/* The first is what is shown where there is room for one. */
static void keeps_the_order_of_the_table(void)
{
	_cleanup_(host_freep) struct host *host =
		read_host(MOUNTS("\\n30 24 259:0 / /one rw - ext4 /dev/nvme0n1 rw"
	                         "\\n31 24 259:0 / /two rw - ext4 /dev/nvme0n1 rw"));
	const struct device *device = seen_at(host, ONE);

	CHECK_TEXT(device->users->name, "/one");
	CHECK_TEXT(device->users->next->name, "/two");
	CHECK_TEXT(device->users->path, "proc/1/mountinfo");
}

TESTS(TEST(finds_users), TEST(tells_each_user_once),
      TEST(looks_at_mounts_for_who_has_a_disk), TEST(keeps_the_order_of_the_table))
