# SPDX-License-Identifier: GPL-2.0-or-later
"""vfio-pci is part of the kernel: the ids that modprobe.d has for it never reach it."""

import modules
import small


def describe():
    m = small.pc(release="6.12.9-gentoo", config=small.CONFIG.replace("=m", "=y"))
    small.by_grub(m)
    m.file("etc/modprobe.d/vfio.conf", "options vfio-pci ids=8086:125c\nsoftdep igc pre: vfio-pci\n"
           "blacklist igc")
    m.built_in = modules.VFIO
    small.intel(m)
    return m
