/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Can a VFIO user have this group? Foretold from the drivers of its members. */
#pragma once

#include "base/arena.h"
#include "model/judgement.h"

/* Facts of each member that the answer needs. */
unsigned viable_facts(void);

/*
 * Does DRIVER keep its device's group from VFIO users? The kernel gives a group away only
 * while no member has a driver that uses the DMA API (iommu_device_use_default_domain()
 * in drivers/iommu/iommu.c).
 */
enum answer driver_blocks(const struct text *driver);

/* Fills all but the reason. 0 or -ENOMEM. */
int judge_group(struct arena *arena, const struct iommu_group *group,
                struct judgement *ret);
