/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why devices share a group: what pci_device_group() of drivers/iommu/iommu.c went by. */
#pragma once

#include "base/arena.h"
#include "model/host.h"

/* Facts that the answer needs of each member and of every bridge above it. */
unsigned reason_facts(void);

/*
 * In words, in the arena: for a group of several, what joins them; for one alone, whether
 * only a quirk of the kernel keeps it apart from what is above or beside it in HOST.
 * NULL: nothing to explain, or no memory.
 */
const char *group_reason(struct arena *arena, const struct host *host,
                         const struct iommu_group *group);
