/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the next boot will have against what is live, and how a word is added to it. */
#pragma once

#include "policy/loader.h"
#include "policy/rule.h"

/* How to add WORD to the kernel command line of this machine. NULL: no memory. */
const char *add_to_cmdline(const struct rule_case *c, const char *word);

/* How to be rid of TOKEN: the file it stands in, where that is known. NULL: no memory. */
const char *take_off_cmdline(const struct rule_case *c, const struct token *token);

/* Adds a finding for each word that matters and that the next boot will have otherwise. 0
 * or -ENOMEM. */
int check_next_boot(const struct rule_case *c, struct findings *findings);
