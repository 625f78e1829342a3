/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every word of the kernel command line that matters for VFIO, judged for this machine.
 */
#pragma once

#include "policy/boot_options.h"

/* Words in the order of the line; those of others are left out. 0 or -ENOMEM. */
int words_judge(const struct cmdline_case *c, struct words *ret);

/* The word that turns the switch off in the end, or NULL: none does. */
const struct word *words_off(const struct words *words, enum boot_switch which);

const char *word_class_text(enum word_class class);
