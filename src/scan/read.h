/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside scan/: one attribute to one value, absent and unknown told apart. */
#pragma once

#include "scan/scan.h"

#include "os/modules.h"
#include "os/names.h"

#define DEVICE_DIRECTORY "sys/bus/pci/devices"
#define GROUP_DIRECTORY  "sys/kernel/iommu_groups"

struct scan {
	const struct root *root;
	struct worker *worker;
	bool wake;
	bool tell;         /* what cannot be looked at must be unknown */
	bool claim;        /* look for uses by opening disks exclusively too */
	bool open;         /* and by opening the nodes of VFIO groups */
	struct host *host; /* the one being filled */
	struct names *names;
	struct module_index *modules; /* opened at first need */
	int modules_error;
	char *locks; /* proc/locks; NULL until first need */
	bool attached_read;
	int attached_error; /* why something may be missing; 0: nothing is */
	/* NULL until first need; the host's arena has them. */
	struct storage *storage;
	struct openers *openers;
	struct network *network;
	const char *peer; /* SSH_CONNECTION; NULL: not set */
};

/* One device while it is looked at. */
struct place {
	struct scan *scan;
	struct device *device;
	int directory; /* of the device, O_PATH */
};

/* A fact's reader: 0 or -ENOMEM; everything else it notes as unknown itself. */
int read_ids(struct place *place);
int read_detail(struct place *place);
int read_driver(struct place *place);
int read_override(struct place *place);
int read_group(struct place *place);
int read_header(struct place *place);
int read_capabilities(struct place *place);
int read_sriov(struct place *place);
int read_place(struct place *place);
int read_vfio(struct place *place);
int read_lease(struct place *place);
int read_busy(struct place *place);
int read_members(struct place *place);
int read_regions(struct place *place);
int read_modules(struct place *place);
int read_names(struct place *place);
int read_nodes(struct place *place);
int read_attached(struct place *place);
int read_storage(struct place *place);
int read_denylist(struct place *place);
int read_openers(struct place *place);
int read_in_use(struct place *place);
int read_counted(struct place *place);
int read_network(struct place *place);
int read_sight(struct place *place);
int read_display(struct place *place);
int read_keyboards(struct place *place);
int read_macs(struct place *place);
int read_power(struct place *place);
int read_room(struct place *place);

/*
 * FACT_OVERRIDE of those that lack it, through the worker with few messages. Who has no
 * such file is left to its own turn. 0, -ENOMEM, or -errno if the worker cannot be asked.
 */
int read_overrides(struct scan *scan, struct device *const *devices, size_t n);

/* Type and reserved regions of a group, once. 0 or -ENOMEM. */
int group_regions(struct scan *scan, struct iommu_group *group);

/* Notes MEMBER as unknown because NAME (an attribute, NULL: none) gave ERROR. */
int place_unknown(struct place *place, const char *member, const char *name, int error);

/* Attribute NAME as text; ABSENT if there is no such file. */
int place_text(struct place *place, const char *name, const char *member,
               struct text *ret);

/* Attribute NAME as number of the base (16: with 0x); -1 in decimal counts as absent. */
int place_number(struct place *place, const char *name, const char *member, int base,
                 uint32_t max, struct number *ret);

/* The last part of what link NAME points to. */
int place_link(struct place *place, const char *name, const char *member,
               struct text *ret);
