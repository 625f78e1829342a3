# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether machines are ready, and what stands against each when they are not."""

from cases import Case, DONE, NO_MATCH, USAGE, both, cannot_read

NOT_READY = 5

UNSAFE_TYPE1 = ("sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts = Y",)
NO_IOMMU_MODE = ("sys/module/vfio/parameters/enable_unsafe_noiommu_mode = Y",)

CASES = [
    *both("desktop-twins", "check", "check", DONE),
    Case("desktop-twins", "check-verbose", "check --verbose", DONE),
    Case("desktop-twins", "check-quiet", "check --quiet", DONE),
    *both("desktop-twins", "check-device", "check 04:00.0", DONE),
    Case("desktop-twins", "check-nothing", "check 1234:5678", NO_MATCH),
    Case("desktop-twins", "check-malformed", "check 01:20.0", USAGE),
    Case("desktop-twins", "check-unsafe", "check", DONE, UNSAFE_TYPE1),
    Case("desktop-twins", "check-unsafe-strict", "check --strict", NOT_READY, UNSAFE_TYPE1),
    Case("desktop-twins", "check-noiommu-mode", "check", DONE, NO_IOMMU_MODE),
    Case("desktop-twins", "check-unread-parameter", "check", NOT_READY,
         cannot_read("sys/module/vfio/parameters/enable_unsafe_noiommu_mode")),
    *both("amd-desktop", "check", "check", DONE),
    *both("arm-board", "check", "check", DONE),
    *both("laptop-vmd", "check", "check", DONE),
    Case("old-server", "check", "check", DONE),
    Case("old-server", "check-strict", "check --strict", NOT_READY),
    *both("server-numa", "check", "check", NOT_READY),
    *both("no-iommu", "check", "check", NOT_READY),
    *both("unsafe-groups", "check", "check", NOT_READY),
    *both("mediated", "check", "check", NOT_READY),
    *both("no-pci", "check", "check", NOT_READY),
    *both(None, "check", "check", NOT_READY),
]
