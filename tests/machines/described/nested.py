# SPDX-License-Identifier: GPL-2.0-or-later
"""A guest that was given an IOMMU, in which guests are to have devices: processor and firmware are
QEMU's, one of its devices is virtio, and its kernel is locked down."""

import processor
import tables
from machine import Machine


def describe():
    m = Machine("6.12.9-amd64", "BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro intel_iommu=on")
    bus = m.root_bus()
    bus.function("00.0", "8086:29c0", "060000", note="host bridge")
    bus.function("01.0", "1234:1111", "030000", driver="bochs-drm", module="bochs", boot_vga=1,
                 drm=["card0"], note="display")
    for slot, number, ids, code, driver, net in (
            ("02.0", 1, "1af4:1041", "020000", "virtio-pci", []),
            ("03.0", 2, "8086:10d3", "020000", "e1000e", ["enp2s0"])):
        port = bus.bridge(slot, "1b36:000c", number, note="port")
        port.function("00.0", ids, code, driver=driver, net=net, note="NIC",
                      **({"module": "virtio_pci"} if driver == "virtio-pci" else {}))
    m.shows(processor.x86("intel", guest=True, bits=40, width=39,
                          product=("QEMU", "Standard PC (Q35 + ICH9, 2009)")))
    m.claims("e1000e", "8086:10d3")
    m.shows(tables.shown(DMAR=tables.dmar()))
    m.file("sys/kernel/security/lockdown", "none [integrity] confidentiality")
    return m
