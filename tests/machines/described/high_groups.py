# SPDX-License-Identifier: GPL-2.0-or-later
"""After many devices came and went: groups above 1000, and domains of four, five and eight
digits."""

from machine import Machine


def describe():
    m = Machine("6.12.9-amd64", "BOOT_IMAGE=/vmlinuz", first_group=998)
    for domain in (0, 0x7fff, 0x10000, 0x10001, 0xdeadbeef):
        bus = m.root_bus(domain, 0xfe)
        slot = bus.bridge("1f.7", "8086:a0b0", 0xff, note="port")
        slot.function("00.0", "144d:a80a", "010802", driver="nvme", reset="flr", note="disk")
    m.claims("nvme", "class=010802")
    return m
