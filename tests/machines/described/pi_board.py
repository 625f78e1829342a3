# SPDX-License-Identifier: GPL-2.0-or-later
"""A board like a Raspberry Pi: a devicetree, IOMMUs for its displays alone, and none for PCI."""

import processor
import tables
from machine import Machine


def describe():
    m = Machine("6.12.9-arm64", "root=/dev/mmcblk0p2 rootwait", iommu=False)
    slot = m.root_bus().bridge("00.0", "14e4:2712", 1, note="the port")
    slot.function("00.0", "144d:a809", "010802", driver="nvme", nvme=["nvme0"], note="disk")
    m.shows(processor.arm(units=0))
    m.shows(tables.devicetree({
        "": {"compatible": "raspberrypi,5-model-b brcm,bcm2712"},
        "axi/pcie@1000110000": {"compatible": "brcm,bcm2712-pcie"},
        "axi/iommu@5100": {"compatible": "brcm,bcm2712-iommu"}}))
    return m
