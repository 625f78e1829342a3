# SPDX-License-Identifier: GPL-2.0-or-later
"""An old server: four twins in one multifunction device share a group, the firmware reserves
memory of a controller and of a USB port, and some attributes give errors."""

import processor
import tables
from machine import Machine

DIRECT = "0x00000000bdf7c000 0x00000000bdf9cfff direct"
RELAXABLE = "0x00000000bdf00000 0x00000000bdf1ffff direct-relaxable"


def describe():
    m = Machine("6.1.0-28-amd64", "BOOT_IMAGE=/vmlinuz intel_iommu=on")
    bus = m.root_bus()
    bus.function("00.0", "8086:3403", "060000", note="host bridge", conventional=True)
    slot = bus.bridge("01.0", "8086:3408", 1, note="port")
    group = m.new_group()
    for number in range(4):
        slot.function(f"00.{number}", "14e4:1657", "020000", driver="tg3", revision=1,
                      subsystem="103c:169d", group=group, multifunction=True,
                      net=[f"eno{number + 1}"], note=f"twin {number + 1} of 4")
    slot = bus.bridge("03.0", "8086:340a", 2, note="port")
    slot.function("00.0", "103c:323a", "010400", driver="hpsa", note="firmware memory",
                  reset="bus", group=m.new_group(reserved=[DIRECT]))
    bus.function("1d.0", "8086:3a34", "0c0300", driver="uhci_hcd", note="firmware keyboard",
                 conventional=True, group=m.new_group(reserved=[RELAXABLE]))
    slot = bus.bridge("07.0", "8086:340e", 3, note="port")
    broken = slot.function("00.0", "102b:0533", "030000", driver="mgag200", boot_vga=1,
                           drm=["card0"], note="attributes that cannot be read")
    for name in ("class", "iommu_group", "boot_vga", "revision"):
        m.cannot_read(broken, name)
    m.claims("tg3", "14e4:1657")
    m.shows(processor.x86("intel", width=39, bits=46))
    m.shows(tables.shown(DMAR=tables.dmar(
        tables.drhd(include_all=True),
        tables.rmrr(tables.scope("03.0", "00.0"), start=0xBDF7C000, size=0x21000),
        tables.rmrr(tables.scope("1d.0"), start=0xBDF00000, size=0x20000))))
    return m
