# SPDX-License-Identifier: GPL-2.0-or-later
"""As nearly every PC: the firmware keeps memory for USB and graphics, which the kernel lets go."""

import small
import tables


def describe():
    m = small.pc()
    small.by_grub(m)
    small.intel(m, table=tables.dmar(
        tables.drhd(tables.scope("02.0")), tables.drhd(include_all=True),
        tables.rmrr(tables.scope("02.0"), start=0x6C000000),
        tables.rmrr(tables.scope("14.0"), start=0x5D000000, size=0x20000)))
    return m
