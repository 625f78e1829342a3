# SPDX-License-Identifier: GPL-2.0-or-later
"""A desktop that waits for a guest: no driver has its one graphics card, and simpledrm draws in its
memory what the firmware left."""

import processor
import tables
from machine import Machine

DISPLAY = {"reset": "bus", "multifunction": True, "subsystem": "1462:3281"}
PICTURE = "simple-framebuffer.0"


def describe():
    m = Machine("6.12.9-amd64", "BOOT_IMAGE=/vmlinuz root=/dev/nvme0n1p2 quiet "
                                "module_blacklist=nouveau")
    bus = m.root_bus()
    group = m.new_group()
    slot = bus.bridge("01.0", "8086:1901", 1, group=group, shared=True, note="graphics port")
    card = slot.function("00.0", "10de:1c03", "030000", boot_vga=1, note="GPU", **DISPLAY)
    slot.function("00.1", "10de:10f1", "040300", driver="snd_hda_intel", note="its audio",
                  **DISPLAY)
    slot = bus.bridge("1b.0", "8086:a340", 2, note="root port")
    slot.function("00.0", "144d:a808", "010802", driver="nvme", nvme=["nvme0"], reset="flr",
                  note="the disk")
    picture(m, f"{card.place}/{PICTURE}")
    m.file("boot/config-6.12.9-amd64", "CONFIG_VFIO_PCI=m\nCONFIG_DRM_SIMPLEDRM=y\n"
                                       "CONFIG_INTEL_IOMMU_DEFAULT_ON=y\nCONFIG_SYSFB_SIMPLEFB=y")
    m.file("lib/modules/6.12.9-amd64/modules.dep", "kernel/drivers/vfio/pci/vfio-pci.ko:\n"
                                                   "kernel/drivers/vfio/vfio_iommu_type1.ko:")
    m.file("lib/modules/6.12.9-amd64/modules.builtin", "kernel/drivers/char/hpet.ko")
    m.shows(processor.x86("intel", units=1))
    m.shows(tables.shown(DMAR=tables.dmar()))
    return m


def picture(m, place):
    """Since Linux 6.9 the platform device of the firmware's picture is a child of the card."""
    m.file(f"{place}/driver", "simple-framebuffer")
    m.file(f"{place}/drm/card0/uevent", "DEVNAME=dri/card0")
    m.link(f"sys/bus/platform/devices/{PICTURE}", place)
    m.link("sys/class/drm/card0", f"{place}/drm/card0")
    m.file("sys/class/vtconsole/vtcon1/name", "(M) frame buffer device")
    m.file("sys/class/vtconsole/vtcon1/bind", "1")
