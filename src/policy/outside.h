/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether this is a virtual machine, and how the one outside gives it an IOMMU. */
#pragma once

#include "policy/rule.h"

/* By the processor's flag, or by who made the machine: ARM has no such flag. */
bool outside_is_there(const struct platform *platform);

/* How it is given an IOMMU. */
const char *outside_remedy(const struct platform *platform);

/* Adds what shows it. */
void outside_show(const struct rule_case *c, struct finding *draft);
