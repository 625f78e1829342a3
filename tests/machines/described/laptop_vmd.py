# SPDX-License-Identifier: GPL-2.0-or-later
"""A laptop: its disk below VMD in a domain of five digits, a discrete GPU that sleeps and
whose configuration space is not to be read, and ports of Thunderbolt without anything behind."""

import processor
import tables
from machine import Machine


def describe():
    m = Machine("6.12.9-amd64", "BOOT_IMAGE=/vmlinuz quiet intel_iommu=on")
    bus = m.root_bus()
    bus.function("00.0", "8086:4641", "060000", note="host bridge", revision=2)
    bus.function("02.0", "8086:46a6", "030000", driver="i915", boot_vga=1, drm=["card1"],
                 note="boot display", reset="flr")
    slot = bus.bridge("06.0", "8086:464d", 1, note="graphics port")
    gpu = slot.function("00.0", "10de:25a2", "030200", driver="nvidia", asleep=True,
                        multifunction=True, note="asleep, and only waking it would show more")
    slot.function("00.1", "10de:2291", "040300", driver="snd_hda_intel", group=gpu.group,
                  asleep=True, multifunction=True, note="its audio")
    m.cannot_read(gpu, "config")
    bus.bridge("07.0", "8086:466e", 0x20, last=0x49, note="Thunderbolt", asleep=True)
    bus.bridge("07.2", "8086:462f", 0x50, last=0x79, note="Thunderbolt", asleep=True)
    vmd = bus.function("0e.0", "8086:467f", "010400", driver="vmd", note="VMD")
    below = m.domain_below(vmd, 0x10000, 0xe0)
    below.function("1d.0", "8086:09ab", "088000", note="dummy function")
    port = below.bridge("1d.4", "8086:51b4", 0xe1, shared=True, note="VMD's port")
    port.function("00.0", "1c5c:174a", "010802", driver="nvme", nvme=["nvme0"], note="the disk")
    bus.function("14.0", "8086:51ed", "0c0330", driver="xhci_hcd", module="xhci_pci", note="USB",
                 usb={"3-10": "8087:0033"})
    m.claims("nvme", "class=010802")
    m.claims("nvidia", "10de:25a2")
    m.shows(processor.x86("intel", width=39, bits=39))
    # As on nearly every laptop: the firmware keeps memory for graphics and USB.
    m.shows(tables.shown(DMAR=tables.dmar(
        tables.drhd(tables.scope("02.0")),
        tables.drhd(tables.scope("1e.7", kind=tables.IOAPIC, number=2), include_all=True),
        tables.rmrr(tables.scope("02.0"), start=0x6C000000),
        tables.rmrr(tables.scope("14.0"), start=0x5D000000, size=0x20000), opt_in=True)))
    return m
