/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows; addresses and groups are made up. */
#include "apply/scenario.h"

#include <string.h>

#define NIC  "0000:03:00.0"
#define TWIN "0000:04:00.0"
#define DISK "0000:05:00.0"
#define WIFI "0000:06:00.0"
#define CARD "0000:07:00.0"

/* clang-format off */
static const struct part two_nics[] = {
	{ .address = NIC, .group = 11, .native = "e1000e", .module = "e1000e", .node = "net/eth0",
	  .driver = "e1000e" },
	{ .address = TWIN, .group = 12, .native = "e1000e", .module = "e1000e", .node = "net/eth1",
	  .driver = "e1000e" },
};

static const struct part driverless[] = {
	{ .address = WIFI, .group = 4 },
};

static const struct part shared[] = {
	{ .address = NIC, .group = 9, .native = "8139too", .module = "8139too", .node = "net/eth0",
	  .driver = "8139too" },
	{ .address = TWIN, .group = 9, .native = "8139too", .module = "8139too", .node = "net/eth1",
	  .driver = "8139too" },
};

static const struct part overridden[] = {
	{ .address = NIC, .group = 11, .native = "e1000e", .module = "e1000e", .node = "net/eth0",
	  .driver = "e1000e", .override = "pci-stub" },
};

static const struct part built_in[] = {
	{ .address = NIC, .group = 11, .native = "virtio-pci", .driver = "virtio-pci" },
};

static const struct part foreign[] = {
	{ .address = NIC, .group = 11, .native = "e1000e", .module = "e1000e", .node = "net/eth0",
	  .is_unloaded = true, .driver = "vfio-pci", .override = "vfio-pci" },
};

static const struct part taught[] = {
	{ .address = NIC, .group = 11, .native = "e1000e", .module = "e1000e", .node = "net/eth0",
	  .is_unloaded = true, .driver = "vfio-pci" },
};

static const struct part disk[] = {
	{ .address = DISK, .group = 14, .native = "nvme", .module = "nvme", .class = 0x010802,
	  .node = "nvme/nvme0/nvme0n1", .is_async = true, .driver = "nvme" },
};

static const struct part same_ids[] = {
	{ .address = NIC, .group = 11, .native = "e1000e", .module = "e1000e", .node = "net/eth0",
	  .driver = "e1000e" },
	{ .address = TWIN, .group = 12, .native = "e1000e", .module = "e1000e", .node = "net/eth1",
	  .driver = "e1000e" },
	{ .address = WIFI, .group = 4 },
};

static const struct part firmware_display[] = {
	{ .address = CARD, .group = 15, .class = 0x038000, .framebuffer = "simple-framebuffer.0" },
};

static const struct part three[] = {
	{ .address = NIC, .group = 11, .native = "e1000e", .module = "e1000e", .node = "net/eth0",
	  .driver = "e1000e" },
	{ .address = DISK, .group = 14, .native = "nvme", .module = "nvme", .class = 0x010802,
	  .node = "nvme/nvme0/nvme0n1", .is_async = true, .driver = "nvme" },
	{ .address = WIFI, .group = 4 },
};
/* clang-format on */

#define MACHINE(parts, vfio)                                    \
	{                                                       \
		parts, sizeof(parts) / sizeof((parts)[0]), vfio \
	}

static const struct owner guest = { .uid = 4711, .gid = 4712 };
static const struct owner other = { .uid = 4713, .gid = 4714 };

static const struct move bind_nic = { .goal = GOAL_BIND,
	                              .addresses = { NIC },
	                              .owner = &guest };
static const struct move bind_disk = { .goal = GOAL_BIND,
	                               .addresses = { DISK },
	                               .owner = &guest };
static const struct move teach_nic = {
	.goal = GOAL_BIND, .addresses = { NIC }, .new_id = true, .owner = &guest
};
static const struct move teach_two = { .goal = GOAL_BIND,
	                               .addresses = { NIC, TWIN },
	                               .new_id = true };
static const struct move bind_card = { .goal = GOAL_BIND,
	                               .addresses = { CARD },
	                               .owner = &guest };
static const struct move bind_first = { .goal = GOAL_BIND,
	                                .addresses = { NIC },
	                                .owner = NULL };
static const struct move bind_three = { .goal = GOAL_BIND,
	                                .addresses = { NIC, DISK, WIFI },
	                                .owner = NULL };
static const struct move bind_wifi = { .goal = GOAL_BIND,
	                               .addresses = { WIFI },
	                               .owner = &guest };
static const struct move release_three = { .goal = GOAL_RESTORE,
	                                   .addresses = { NIC, DISK, WIFI } };
static const struct move release_nic = { .goal = GOAL_RESTORE, .addresses = { NIC } };
static const struct move own_nic = { .goal = GOAL_BIND,
	                             .addresses = { NIC },
	                             .owner = &other };

const struct scenario scenarios[] = {
	{ .name = "bind one NIC of twins",
	  .machine = MACHINE(two_nics, true),
	  .move = { .goal = GOAL_BIND, .addresses = { NIC }, .owner = &guest } },
	{ .name = "bind, vfio-pci to be loaded first",
	  .machine = MACHINE(two_nics, false),
	  .move = { .goal = GOAL_BIND, .addresses = { TWIN } } },
	{ .name = "bind a driverless device",
	  .machine = MACHINE(driverless, true),
	  .move = { .goal = GOAL_BIND, .addresses = { WIFI }, .owner = &guest },
	  .is_for_all = true },
	{ .name = "bind both members of a shared group",
	  .machine = MACHINE(shared, true),
	  .move = { .goal = GOAL_BIND, .addresses = { NIC, TWIN }, .owner = &guest } },
	{ .name = "bind the second member of a group that VFIO has",
	  .machine = MACHINE(shared, true),
	  .before = &bind_first,
	  .move = { .goal = GOAL_BIND, .addresses = { TWIN }, .owner = &guest } },
	{ .name = "bind over a foreign override",
	  .machine = MACHINE(overridden, true),
	  .move = { .goal = GOAL_BIND, .addresses = { NIC }, .owner = &guest } },
	{ .name = "bind from a driver that is built in",
	  .machine = MACHINE(built_in, true),
	  .move = { .goal = GOAL_BIND, .addresses = { NIC } } },
	{ .name = "bind a disk",
	  .machine = MACHINE(disk, true),
	  .move = { .goal = GOAL_BIND, .addresses = { DISK }, .owner = &guest } },
	{ .name = "bind a display of the firmware's",
	  .machine = MACHINE(firmware_display, true),
	  .move = { .goal = GOAL_BIND, .addresses = { CARD }, .owner = &guest },
	  .is_for_all = true },
	{ .name = "release a display to the firmware's picture",
	  .machine = MACHINE(firmware_display, true),
	  .before = &bind_card,
	  .move = { .goal = GOAL_RESTORE, .addresses = { CARD } },
	  .goes_on = true,
	  .is_for_all = true },
	{ .name = "bind by its ids, which a driverless one has too",
	  .machine = MACHINE(same_ids, true),
	  .move = { .goal = GOAL_BIND,
	            .addresses = { NIC },
	            .new_id = true,
	            .owner = &guest },
	  .is_for_all = true,
	  .is_about_ids = true },
	{ .name = "release what was bound by its ids",
	  .machine = MACHINE(same_ids, true),
	  .before = &teach_nic,
	  .move = { .goal = GOAL_RESTORE, .addresses = { NIC } },
	  .is_for_all = true,
	  .is_about_ids = true },
	{ .name = "bind two by the ids that both have",
	  .machine = MACHINE(same_ids, true),
	  .move = { .goal = GOAL_BIND, .addresses = { NIC, TWIN }, .new_id = true },
	  .is_for_all = true,
	  .is_about_ids = true },
	{ .name = "bind by ids what had no driver, beside one that has",
	  .machine = MACHINE(same_ids, true),
	  .move = { .goal = GOAL_BIND, .addresses = { NIC, WIFI }, .new_id = true },
	  .is_for_all = true,
	  .is_about_ids = true },
	{ .name = "release two that were bound by their ids",
	  .machine = MACHINE(same_ids, true),
	  .before = &teach_two,
	  .move = { .goal = GOAL_RESTORE, .addresses = { NIC, TWIN } },
	  .is_for_all = true,
	  .is_about_ids = true },
	{ .name = "undo a bind of two by their ids",
	  .machine = MACHINE(same_ids, true),
	  .before = &teach_two,
	  .move = { .goal = GOAL_RESTORE, .addresses = { NIC, TWIN } },
	  .undoes = true,
	  .is_done_once = true,
	  .is_for_all = true,
	  .is_about_ids = true },
	{ .name = "undo a release of what was bound by its ids",
	  .machine = MACHINE(same_ids, true),
	  .first = &teach_nic,
	  .before = &release_nic,
	  .move = { .goal = GOAL_BIND, .addresses = { NIC } },
	  .undoes = true,
	  .is_done_once = true,
	  .is_for_all = true,
	  .is_about_ids = true },
	{ .name = "bind three at once",
	  .machine = MACHINE(three, true),
	  .move = { .goal = GOAL_BIND,
	            .addresses = { NIC, DISK, WIFI },
	            .owner = &guest },
	  .is_for_all = true },
	{ .name = "bind two, each with an owner of its own",
	  .machine = MACHINE(two_nics, true),
	  .move = { .goal = GOAL_BIND,
	            .addresses = { NIC, TWIN },
	            .owners = { &guest, &other } } },
	{ .name = "give a held device to another owner",
	  .machine = MACHINE(two_nics, true),
	  .before = &bind_nic,
	  .move = { .goal = GOAL_BIND, .addresses = { NIC }, .owner = &other } },
	{ .name = "release by the lease",
	  .machine = MACHINE(two_nics, true),
	  .before = &bind_nic,
	  .move = { .goal = GOAL_RESTORE, .addresses = { NIC } } },
	{ .name = "release by the lease, to an override",
	  .machine = MACHINE(overridden, true),
	  .before = &bind_nic,
	  .move = { .goal = GOAL_RESTORE, .addresses = { NIC } } },
	{ .name = "release by the lease, to a driver that is built in",
	  .machine = MACHINE(built_in, true),
	  .before = &bind_nic,
	  .move = { .goal = GOAL_RESTORE, .addresses = { NIC } } },
	{ .name = "release by the lease, to no driver",
	  .machine = MACHINE(driverless, true),
	  .before = &bind_wifi,
	  .move = { .goal = GOAL_RESTORE, .addresses = { WIFI } },
	  .goes_on = true,
	  .is_for_all = true },
	{ .name = "release a disk and wait for it",
	  .machine = MACHINE(disk, true),
	  .before = &bind_disk,
	  .move = { .goal = GOAL_RESTORE, .addresses = { DISK } } },
	{ .name = "release three at once",
	  .machine = MACHINE(three, true),
	  .before = &bind_three,
	  .move = { .goal = GOAL_RESTORE, .addresses = { NIC, DISK, WIFI } },
	  .goes_on = true,
	  .is_for_all = true },
	{ .name = "undo a bind of three",
	  .machine = MACHINE(three, true),
	  .before = &bind_three,
	  .move = { .goal = GOAL_RESTORE, .addresses = { NIC, DISK, WIFI } },
	  .undoes = true,
	  .is_done_once = true,
	  .is_for_all = true },
	{ .name = "undo a release of three",
	  .machine = MACHINE(three, true),
	  .first = &bind_three,
	  .before = &release_three,
	  .move = { .goal = GOAL_BIND, .addresses = { NIC, DISK, WIFI } },
	  .undoes = true,
	  .is_done_once = true,
	  .is_for_all = true },
	{ .name = "undo another owner",
	  .machine = MACHINE(two_nics, true),
	  .first = &bind_nic,
	  .before = &own_nic,
	  .move = { .goal = GOAL_RESTORE, .addresses = { NIC } },
	  .undoes = true,
	  .is_done_once = true },
	{ .name = "undo a release without a lease",
	  .machine = MACHINE(foreign, true),
	  .before = &release_nic,
	  .move = { .goal = GOAL_BIND, .addresses = { NIC } },
	  .undoes = true,
	  .native_modules = "e1000e",
	  .is_done_once = true },
	{ .name = "release a held device to native",
	  .machine = MACHINE(two_nics, true),
	  .before = &bind_nic,
	  .move = { .goal = GOAL_NATIVE, .addresses = { NIC } } },
	{ .name = "release without a lease",
	  .machine = MACHINE(foreign, true),
	  .move = { .goal = GOAL_RESTORE, .addresses = { NIC } },
	  .native_modules = "e1000e" },
	{ .name = "release what another tool taught vfio-pci",
	  .machine = MACHINE(taught, true),
	  .move = { .goal = GOAL_RESTORE, .addresses = { NIC } },
	  .native_modules = "e1000e" },
	{ .name = "release a held device to none",
	  .machine = MACHINE(two_nics, true),
	  .before = &bind_nic,
	  .move = { .goal = GOAL_NONE, .addresses = { NIC } },
	  .is_for_all = true },
	{ .name = "release to none without a lease",
	  .machine = MACHINE(foreign, true),
	  .move = { .goal = GOAL_NONE, .addresses = { NIC } },
	  .is_for_all = true },
};

const size_t n_scenarios = sizeof(scenarios) / sizeof(scenarios[0]);

const struct scenario *scenario_find(const char *name)
{
	for (size_t i = 0; i < n_scenarios; i++)
		if (strcmp(scenarios[i].name, name) == 0)
			return &scenarios[i];
	return NULL;
}
