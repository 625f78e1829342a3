# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel was told to do without its Intel IOMMU, and GRUB tells it so again."""

import small


def describe():
    m = small.pc(words="quiet intel_iommu=off", iommu=False)
    small.by_grub(m, "quiet intel_iommu=off")
    small.intel(m, active=False)
    return m
