/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why the kernel uses no IOMMU: one cause, and the one thing to do about it. */
#pragma once

#include "policy/cmdline.h"
#include "policy/rule.h"

/* Of enum platform_fact: what must have been read to tell. */
#define CAUSE_FACTS (CMDLINE_FACTS | PLATFORM_GROUPS | PLATFORM_FIRMWARE | PLATFORM_BOARD)

/* Of a kernel that uses none: summary, remedy and evidence. */
void cause_explain(const struct rule_case *c, struct finding *draft);

/* Does the kernel use none because words of its command line say so? */
bool cause_is_cmdline(const struct rule_case *c);
