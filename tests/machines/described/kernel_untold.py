# SPDX-License-Identifier: GPL-2.0-or-later
"""A kernel that uses its Intel IOMMU only when told to, as upstream has it; nobody did. It boots by
systemd-boot, from entries that are edited by hand."""

import small

VENDOR = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"


def describe():
    config = small.CONFIG.replace("CONFIG_INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF=y\n", "")
    m = small.pc(release="6.12.9-arch1-1", config=config, iommu=False)
    m.file(f"sys/firmware/efi/efivars/LoaderInfo-{VENDOR}",
           b"\x06\0\0\0" + "systemd-boot 257.2-2-arch".encode("utf-16-le") + b"\0\0")
    m.file("boot/loader/entries/arch.conf",
           "title Arch Linux\nlinux /vmlinuz-linux\noptions root=/dev/nvme0n1p2 rw quiet")
    small.intel(m, active=False)
    return m
