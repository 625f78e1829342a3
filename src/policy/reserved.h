/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside policy/: for which members of a group the firmware keeps memory. */
#pragma once

#include "policy/rule.h"

/* Adds to the evidence what the firmware's tables say of GROUP, where they were read. */
void show_reservations(const struct rule_case *c, const struct iommu_group *group,
                       struct finding *draft);
