# SPDX-License-Identifier: GPL-2.0-or-later
"""The override of ACS on Debian's own kernel, which never had the patch."""

import small

WORDS = "intel_iommu=on pcie_acs_override=downstream,multifunction"


def describe():
    m = small.pc(words=WORDS, release=small.DEBIAN_6_12)
    small.by_grub(m, WORDS)
    small.intel(m)
    return m
