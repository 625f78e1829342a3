# SPDX-License-Identifier: GPL-2.0-or-later
"""A GPU whose driver makes mediated devices: each is a group without any PCI function."""

from machine import Machine

BLANK = "00000000-0000-0000-0000-00000000000"


def describe():
    m = Machine("6.1.0-28-amd64", "BOOT_IMAGE=/vmlinuz intel_iommu=on i915.enable_gvt=1")
    bus = m.root_bus()
    bus.function("00.0", "8086:5910", "060000", note="host bridge")
    gpu = bus.function("02.0", "8086:5912", "030000", driver="i915", boot_vga=1, drm=["card0"],
                       note="GPU, parent of mediated devices")
    for number in range(1, 4):
        name = f"{BLANK}{number}"
        m.other_member(m.new_group(kind="unknown"), name, f"{gpu.place}/{name}",
                       driver="vfio_mdev" if number < 3 else None)
    m.claims("i915", "8086:5912")
    return m
