# SPDX-License-Identifier: GPL-2.0-or-later
"""VT-d is off in the firmware setup: Debian would use it by itself, and nothing is said of it."""

import processor
import small
import tables


def describe():
    m = small.pc(iommu=False)
    small.by_grub(m)
    small.board(m, "ASUSTeK COMPUTER INC.")
    m.shows(processor.x86("intel", units=0, remapped=False))
    m.shows(tables.shown())
    return m
