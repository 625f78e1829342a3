# SPDX-License-Identifier: GPL-2.0-or-later
"""No PCI at all: there is no bus of that name, and its one group holds a platform device."""

from machine import Machine


def describe():
    m = Machine("6.12.9-arm64", "console=ttyAMA0")
    m.other_member(m.new_group(kind="DMA"), "a003e00.virtio_mmio",
                   "sys/devices/platform/a003e00.virtio_mmio", driver="virtio-mmio")
    return m
