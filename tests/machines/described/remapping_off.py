# SPDX-License-Identifier: GPL-2.0-or-later
"""The IOMMU translates and interrupts are not remapped: the firmware says that it cannot, and the
kernel attaches no device to a guest."""

import processor
import small
import tables


def describe():
    m = small.pc()
    small.by_grub(m)
    m.shows(processor.x86("intel", remapped=False))
    m.shows(tables.shown(DMAR=tables.dmar(remaps=False)))
    return m
