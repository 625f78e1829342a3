# SPDX-License-Identifier: GPL-2.0-or-later
"""A server of two sockets with four root buses, each with its NUMA node: accelerators, a NIC
of two functions, and disks that are each their own group."""

import processor
import tables
from machine import Machine

BUSES = ((0x00, 0), (0x40, 0), (0x80, 1), (0xc0, 1))


def describe():
    m = Machine("6.1.0-28-amd64", "BOOT_IMAGE=/vmlinuz root=LABEL=root iommu=pt")
    for number, node in BUSES:
        root(m, number, node)
    m.claims("nvme", "class=010802")
    m.claims("mlx5_core", "15b3:101d")
    m.shows(processor.x86("intel", units=4, remapped=False))
    m.shows(tables.shown(DMAR=tables.dmar(
        *(tables.drhd(tables.scope("01.1", bus=number, kind=tables.BRIDGE), include_all=not number,
                      base=0xC0000000 + number) for number, _ in BUSES),
        width=46, remaps=False, opt_out=True)))
    return m


def root(m, number, node):
    bus = m.root_bus(0, number)
    bus.function("00.0", "1022:1480", "060000", numa=node, note=f"host bridge, node {node}",
                 groupless=True)
    slot = bus.bridge("01.1", "1022:1483", number + 1, numa=node, note="port")
    slot.function("00.0", "10de:20b5", "030200", driver="nvidia", numa=node, reset="flr bus",
                  note="accelerator")
    slot = bus.bridge("03.1", "1022:1483", number + 2, numa=node, note="port")
    if number == 0x80:
        for function in range(2):
            slot.function(f"00.{function}", "15b3:101d", "020000", driver="mlx5_core", numa=node,
                          multifunction=True, reset="flr",
                          net=[f"enp130s0f{function}np{function}"], note="NIC")
    else:
        disk = f"nvme{number >> 6}"
        slot.function("00.0", "144d:a80a", "010802", driver="nvme", numa=node, nvme=[disk],
                      reset="flr", note="disk")
