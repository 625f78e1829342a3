/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the IOMMU's switch is called in the firmware setup of each maker: a table. */
#pragma once

#include "policy/rule.h"

/* How it is turned on, on this machine. NULL: no memory. */
const char *setup_remedy(struct arena *arena, const struct platform *platform);

/* Adds who made the machine, where that is known. */
void setup_show(const struct rule_case *c, struct finding *draft);
