# SPDX-License-Identifier: GPL-2.0-or-later
"""A board whose groups hold platform devices beside PCI functions and without any, and whose
second root bus is a domain of its own."""

import processor
import tables
from machine import Machine

PLATFORM = "sys/devices/platform"


def describe():
    m = Machine("6.12.9-arm64", "root=/dev/mmcblk0p2 rootwait")
    gpu = m.new_group(kind="DMA")
    m.other_member(gpu, "axi:gpu", f"{PLATFORM}/axi/axi:gpu", driver="v3d")
    display = m.new_group(kind="identity")
    m.other_member(display, "1000480000.dma", f"{PLATFORM}/axi/1000480000.dma")
    m.other_member(display, "axi:display", f"{PLATFORM}/axi/axi:display", driver="vc4-drm")
    first, second = m.root_bus(), m.root_bus(1)
    slot = first.bridge("00.0", "14e4:2712", 1, note="the first port")
    slot.function("00.0", "144d:a809", "010802", driver="nvme", nvme=["nvme0"], note="disk")
    mixed = m.new_group(kind="DMA")
    m.other_member(mixed, "1f00050000.mailbox", f"{PLATFORM}/1f00050000.mailbox",
                   driver="rp1-mailbox")
    m.other_member(mixed, "1f00188000.dma", f"{PLATFORM}/1f00188000.dma")
    slot = second.bridge("00.0", "14e4:2712", 1, group=mixed, shared=True, note="the second")
    slot.function("00.0", "1de4:0001", "020000", driver="rp1", net=["eth0"],
                  note="with platform devices")
    m.claims("nvme", "class=010802")
    m.shows(processor.arm())
    m.shows(tables.devicetree({
        "": {"compatible": "example,board"},
        "axi/pcie@1000110000": {"compatible": "brcm,bcm2712-pcie", "iommu-map": "0"},
        "axi/iommu@2b400000": {"compatible": "arm,smmu-v3", "status": "okay"},
        "axi/iommu@5100": {"compatible": "brcm,bcm2712-iommu"}}))
    return m
