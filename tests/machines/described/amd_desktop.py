# SPDX-License-Identifier: GPL-2.0-or-later
"""An AMD desktop: the IOMMU's own function is in no group, the chipset's switch is one group,
and two GPUs of one kind differ by their subsystem only."""

import processor
import tables
from machine import Machine


def describe():
    m = Machine("6.12.9-amd64", "BOOT_IMAGE=/vmlinuz amd_iommu=on")
    bus = m.root_bus()
    bus.function("00.0", "1022:14d8", "060000", note="host bridge")
    bus.function("00.2", "1022:14d9", "080600", groupless=True, note="the IOMMU: in no group")
    for port, number, board, boot in (("01.1", 1, "1da2:e445", 1), ("01.3", 4, "148c:2414", 0)):
        slot = bus.bridge(port, "1022:14db", number, last=number + 2, note="port")
        up = slot.bridge("00.0", "1002:1478", number + 1, last=number + 2, note="upstream")
        down = up.bridge("00.0", "1002:1479", number + 2, note="downstream")
        down.function("00.0", "1002:744c", "030000", driver="amdgpu", boot_vga=boot,
                      subsystem=board, multifunction=True, reset="bus", drm=[f"card{number}"],
                      note="GPU")
        down.function("00.1", "1002:ab30", "040300", driver="snd_hda_intel", subsystem=board,
                      multifunction=True, note="its audio")
    chipset(m, bus)
    m.claims("amdgpu", "1002:744c")
    m.shows(processor.x86("amd", bits=48))
    m.shows(tables.shown(IVRS=tables.ivrs()))
    return m


def chipset(m, bus):
    group = m.new_group()
    slot = bus.bridge("02.1", "1022:14db", 7, last=10, note="port of the chipset")
    up = slot.bridge("00.0", "1022:43f4", 8, last=10, group=group, shared=True, note="its switch")
    for port, number, ids, code, driver in (
            ("00.0", 9, "10ec:8125", "020000", "r8169"), ("08.0", 10, "14c3:0616", "028000",
                                                          "mt7921e")):
        below = up.bridge(port, "1022:43f5", number, shared=True, note="port without ACS")
        below.function("00.0", ids, code, driver=driver, net=[f"net{number}"], note="network")
