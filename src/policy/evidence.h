/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside policy/: evidence named by the file it was read from. */
#pragma once

#include "policy/rule.h"

/*
 * Adds "sys/bus/pci/devices/ADDRESS/ATTRIBUTE" with VALUE (NULL: unread). Short of memory
 * the evidence is missing, the answer is not.
 */
void device_evidence(const struct rule_case *c, const struct device *device,
                     struct finding *draft, const char *attribute, const char *value);

/* The same for a file of the device's group. */
void group_evidence(const struct rule_case *c, const struct iommu_group *group,
                    struct finding *draft, const char *attribute, const char *value);
