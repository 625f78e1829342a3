# SPDX-License-Identifier: GPL-2.0-or-later
"""The firmware of a server keeps memory for its NIC, to look at its temperature: no guest can have
it, on which every start of a guest fails with "Invalid argument"."""

import small
import tables

START, SIZE = 0xBDF7C000, 0x21000


def describe():
    m = small.pc(nic_memory=[f"{START:#018x} {START + SIZE - 1:#018x} direct"])
    small.by_grub(m)
    small.board(m, "HP")
    small.intel(m, table=tables.dmar(
        tables.drhd(include_all=True),
        tables.rmrr(tables.scope("1c.0", "00.0"), start=START, size=SIZE),
        tables.rmrr(tables.scope("14.0"), start=0xBDF00000, size=0x20000)))
    return m
