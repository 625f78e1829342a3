# SPDX-License-Identifier: GPL-2.0-or-later
"""An IOMMU of 39 bits beside a processor that has 46."""

import small


def describe():
    m = small.pc()
    small.by_grub(m)
    small.intel(m, width=39, bits=46)
    return m
