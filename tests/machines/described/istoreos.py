# SPDX-License-Identifier: GPL-2.0-or-later
"""A router with iStoreOS, whose grub.cfg somebody edited: the word is live, and the next upgrade
overwrites the file. Its kernel has vfio-pci by a package of its own."""

import small

GRUB_CFG = """set default="0"
menuentry "iStoreOS" {
\tlinux /boot/vmlinuz root=PARTUUID=x rootwait intel_iommu=on ${cmdline_ext}
}"""
CONFIG = small.CONFIG.replace("CONFIG_INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF=y\n", "")


def describe():
    m = small.pc(words="rootwait intel_iommu=on", release="6.6.119", config=CONFIG)
    m.file("etc/openwrt_release", "DISTRIB_ID='iStoreOS'\nDISTRIB_RELEASE='24.10.2'")
    m.file("etc/grub.cfg.d/README", "files here are put before the menu")
    m.file("boot/grub/grub.cfg", GRUB_CFG)
    small.intel(m)
    return m
