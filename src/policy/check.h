/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is this machine ready to hand devices over, and if not, why not? The table of checks,
 * whose rows are those of rule.h, asked of the machine. */
#pragma once

#include "policy/rule.h"

extern const struct rule checks[];
extern const size_t n_checks;

/* The facts of the platform (of enum platform_fact) that all checks together need. */
unsigned check_facts(void);

/*
 * Adds a finding for each check that has something to say of the machine: its weight
 * where it applies, FINDING_UNKNOWN where its evidence could not be read, FINDING_OK
 * where it looked and all is well. 0 or -ENOMEM.
 */
int check_platform(const struct rule_case *c, struct findings *findings);

/* The same for one device that is named: by all rules that ask before it is taken, and by
 * the checks of devices. 0 or -ENOMEM. */
int check_device(const struct rule_case *c, const struct device *device,
                 struct findings *findings);

enum verdict {
	VERDICT_READY,
	VERDICT_WARNINGS,
	VERDICT_UNKNOWN, /* one that decides could not be told */
	VERDICT_NOT_READY,
};

/* What the findings come to. Deciding are those of iommu.*, and rules. */
enum verdict check_verdict(const struct findings *findings);

const char *verdict_text(enum verdict verdict);
