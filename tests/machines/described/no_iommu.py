# SPDX-License-Identifier: GPL-2.0-or-later
"""A virtual machine without an IOMMU: no groups, and its modules are not installed."""

import processor
import tables
from machine import Machine


def describe():
    m = Machine("6.1.0-18-cloud-amd64", "BOOT_IMAGE=/boot/vmlinuz root=/dev/vda1 ro",
                iommu=False)
    bus = m.root_bus()
    old = {"subsystem": "1af4:1100", "conventional": True}
    bus.function("00.0", "8086:1237", "060000", revision=2, note="host bridge", **old)
    bus.function("01.0", "8086:7000", "060100", multifunction=True, note="ISA bridge", **old)
    bus.function("02.0", "1234:1111", "030000", driver="bochs-drm", module="bochs", boot_vga=1,
                 revision=2, note="display", **old)
    bus.function("03.0", "1af4:1000", "020000", driver="virtio-pci", module="virtio_pci",
                 subsystem="1af4:0001", note="network, through virtio")
    bus.function("04.0", "8086:100e", "020000", driver="e1000", net=["ens4"], revision=3,
                 note="network", **old)
    bus.function("05.0", "8086:100e", "020000", revision=3, note="its twin, driverless", **old)
    m.shows(processor.x86("intel", units=0, guest=True, remapped=False, virtualization=False,
                          kvm=False))
    m.shows(tables.shown())
    return m
