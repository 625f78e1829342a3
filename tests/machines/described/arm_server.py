# SPDX-License-Identifier: GPL-2.0-or-later
"""An ARM server with ACPI: two SMMUs, two domains of PCI, and memory that the firmware keeps for
a NIC."""

import processor
import tables
from machine import Machine

SMMU_SIZE = 60
DIRECT = "0x0000000080000000 0x000000008000ffff direct"


def describe():
    m = Machine("6.12.9-arm64", "BOOT_IMAGE=/vmlinuz root=/dev/nvme0n1p2")
    for domain in range(2):
        bus = m.root_bus(domain)
        bus.function("00.0", "19e5:a120", "060000", note="host bridge", groupless=True)
        slot = bus.bridge("01.0", "19e5:a120", 1, note="port")
        if domain:
            slot.function("00.0", "144d:a80a", "010802", driver="nvme", nvme=["nvme0"], note="disk")
        else:
            slot.function("00.0", "15b3:1017", "020000", driver="mlx5_core", net=["enp1s0"],
                          group=m.new_group(reserved=[DIRECT]), note="NIC")
    first, second = tables.HEADER, tables.HEADER + SMMU_SIZE
    m.shows(processor.arm(units=2))
    m.shows(tables.shown(IORT=tables.iort(
        tables.smmu(), tables.smmu(base=0x2B600000), tables.root_complex(first),
        tables.root_complex(second, segment=1), tables.reserved(first, "01:00.0"))))
    return m
