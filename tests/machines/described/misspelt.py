# SPDX-License-Identifier: GPL-2.0-or-later
"""Words that no kernel knows, each nearly one that it does; the IOMMU is on all the same."""

import small

WORDS = "quiet intel_iomu=on vfio-pci.id=8086:125c kvm.ignore__msrs=1 iommu=on"


def describe():
    m = small.pc(words=WORDS)
    small.by_grub(m, WORDS)
    small.intel(m)
    return m
