/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks of the kernel command line: a finding for each of its words. */
#pragma once

#include "policy/rule.h"
#include "policy/words.h"

/* Of enum platform_fact. */
#define CMDLINE_FACTS                                                             \
	(PLATFORM_BOOTED | PLATFORM_CPU | PLATFORM_IOMMUS | PLATFORM_INTERRUPTS | \
	 PLATFORM_BOOT)

/* The words of any line, judged for this machine as if it were to boot. 0 or -ENOMEM. */
int cmdline_judge(const struct rule_case *c, const struct cmdline *line,
                  struct words *ret);

/* The words of the running kernel, judged for this machine. 0 or -ENOMEM. */
int cmdline_words(const struct rule_case *c, struct words *ret);

/* The word that makes the kernel do without the machine's IOMMU, or NULL. */
const struct word *cmdline_told_off(const struct rule_case *c);

/* Is it one of those words? */
bool cmdline_turns_off(const struct word *word);

/* The word that turns the remapping of interrupts off, or NULL. */
const struct word *cmdline_told_not_to_remap(const struct rule_case *c);

/* Does some word turn it on, in effect or not? */
bool cmdline_turns_on(const struct rule_case *c, enum boot_switch which);

/* Does an Intel IOMMU lie idle only because the kernel wants to be told? False where the
 * kernel's configuration is not known. */
bool cmdline_needs_intel_on(const struct rule_case *c);

/* Adds a finding for each word that matters for VFIO. 0 or -ENOMEM. */
int check_cmdline(const struct rule_case *c, struct findings *findings);
