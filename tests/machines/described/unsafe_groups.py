# SPDX-License-Identifier: GPL-2.0-or-later
"""A guest without an IOMMU whose NICs were given to vfio-pci in its mode without one: those two
have a group each, named vfio-noiommu, and all others have none."""

from machine import Machine

NIC = {"subsystem": "1af4:1100", "conventional": True, "revision": 3}


def describe():
    m = Machine("6.1.0-28-cloud-amd64", "vfio.enable_unsafe_noiommu_mode=1", iommu=False)
    bus = m.root_bus()
    bus.function("00.0", "8086:1237", "060000", note="host bridge", conventional=True)
    bus.function("02.0", "1013:00b8", "030000", driver="cirrus", boot_vga=1, note="display",
                 conventional=True)
    for slot in ("03.0", "04.0"):
        group = m.new_group(kind="unknown", name="vfio-noiommu")
        bus.function(slot, "8086:100e", "020000", driver="vfio-pci", override="vfio-pci",
                     group=group, note="on vfio-pci without an IOMMU", **NIC)
        m.file(f"dev/vfio/noiommu-{group.number}", "")
    bus.function("05.0", "8086:100e", "020000", driver="e1000", net=["ens5"], note="as it was",
                 **NIC)
    m.file("dev/vfio/vfio", "")
    return m
