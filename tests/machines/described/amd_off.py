# SPDX-License-Identifier: GPL-2.0-or-later
"""An AMD machine with iommu=off, that somebody once copied from a page about NICs."""

import processor
import small
import tables


def describe():
    m = small.pc("amd", "quiet iommu=off", iommu=False)
    small.by_grub(m, "quiet iommu=off")
    m.shows(processor.x86("amd", units=0, remapped=False, bits=48))
    m.shows(tables.shown(IVRS=tables.ivrs()))
    return m
