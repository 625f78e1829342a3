# SPDX-License-Identifier: GPL-2.0-or-later
"""Hundreds of groups: four root buses with a PF of 64 virtual functions each. Too long to be
kept: made when it is needed."""

from machine import Machine

COMMITTED = False


def describe():
    m = Machine("6.12.9-amd64", "BOOT_IMAGE=/vmlinuz amd_iommu=on")
    for number in (0x00, 0x40, 0x80, 0xc0):
        slot = m.root_bus(0, number).bridge("01.1", "1022:1483", number + 1, numa=number >> 7,
                                            note="port")
        pf = slot.function("00.0", "15b3:101d", "020000", driver="mlx5_core", numa=number >> 7,
                           autoprobe=0, reset="flr", note="PF", net=[f"port{number >> 6}"])
        slots = [f"{1 + n // 8:02x}.{n % 8}" for n in range(64)]
        vfs = m.virtual_functions(pf, slots, "101e", numa=number >> 7, reset="flr")
        for place, vf in enumerate(vfs[:4]):
            vf.options.update(driver="mlx5_core", net=[f"port{number >> 6}v{place}"])
    m.claims("mlx5_core", "15b3:101d")
    return m
