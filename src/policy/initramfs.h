/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside policy/: what several checks ask of the initramfs. */
#pragma once

#include "policy/rule.h"

/* Is it known that the initramfs has MODULE, and vfio-pci is neither there nor built in?
 */
bool initramfs_has_alone(const struct rule_case *c, const char *module);

/* How the initramfs, which was read, is made anew. */
const char *initramfs_remake(const struct rule_case *c);
