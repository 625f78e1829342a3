/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What policy/ makes of a group: data between the verb that judges and the view that
 * shows. */
#pragma once

#include "model/host.h"

struct judgement {
	const struct iommu_group *group;
	enum answer viable; /* may a VFIO user have it now? */
	/* Members whose drivers stand in the way; borrowed from the host. */
	const struct device **blockers;
	size_t n_blockers;
	const char *other_blocker; /* a member that is no PCI device; NULL: none */
	const char *reason; /* why its members share it; NULL: alone, or not looked at */
};

/* Everything known of one device. */
struct portrait {
	const struct device *device;
	const struct judgement *group; /* NULL: in none, or not known */
};
