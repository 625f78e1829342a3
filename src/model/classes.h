/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Base classes of PCI functions in one word each (PCI Code and ID Assignment 1.11). */
#pragma once

#include <stdint.h>

#define CLASS_NETWORK 0x02
#define CLASS_DISPLAY 0x03
#define CLASS_BRIDGE  0x06

/* With the subclass. */
#define CLASS_INFINIBAND 0x0207

/* The word for a base class, or NULL: not a known one. */
const char *class_word(unsigned base_class);

/* The base class of a word; -EINVAL. */
int class_parse(const char *word, uint32_t *ret);
