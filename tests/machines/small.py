# SPDX-License-Identifier: GPL-2.0-or-later
"""A small PC, of which only what a description says is out of the ordinary: graphics, USB, a NIC
and a disk, each in a group of its own, with Debian's kernel, its configuration and its GRUB."""

import processor
import tables
from machine import Machine

DEBIAN_6_1, DEBIAN_6_12 = "6.1.0-28-amd64", "6.12.9-amd64"
# As Debian has built both: CONFIG_INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF is its own patch.
CONFIG = """CONFIG_INTEL_IOMMU=y
# CONFIG_INTEL_IOMMU_DEFAULT_ON is not set
CONFIG_INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF=y
CONFIG_AMD_IOMMU=y
CONFIG_VIRTIO_IOMMU=m
CONFIG_IRQ_REMAP=y
CONFIG_IOMMUFD=m
CONFIG_VFIO=m
CONFIG_VFIO_GROUP=y
CONFIG_VFIO_CONTAINER=y
CONFIG_VFIO_IOMMU_TYPE1=m
CONFIG_VFIO_NOIOMMU=y
CONFIG_VFIO_PCI=m
CONFIG_PCI_STUB=m
CONFIG_SYSFB_SIMPLEFB=y
CONFIG_DRM_SIMPLEDRM=y
CONFIG_FB_EFI=y
CONFIG_FB_VESA=y
CONFIG_KALLSYMS=y"""
GRUB_CFG = """menuentry 'Debian GNU/Linux' {{
\tlinux /vmlinuz-{release} root=/dev/nvme0n1p2 ro {words}
\tinitrd /initrd.img-{release}
}}"""
INTEL = {"host": "8086:a700", "graphics": "8086:a780", "usb": "8086:7a60", "port": "8086:7ab8"}
AMD = {"host": "1022:14d8", "graphics": "1002:164e", "usb": "1022:15b6", "port": "1022:14db"}


def pc(vendor="intel", words="quiet", *, release=DEBIAN_6_1, config=CONFIG, nic_memory=None,
       iommu=True):
    """NIC_MEMORY: reserved regions of the NIC's group. IOMMU: the kernel uses it."""
    m = Machine(release, f"BOOT_IMAGE=/vmlinuz-{release} root=/dev/nvme0n1p2 ro {words}",
                iommu=iommu)
    ids = INTEL if vendor == "intel" else AMD
    bus = m.root_bus()
    bus.function("00.0", ids["host"], "060000", note="host bridge")
    bus.function("02.0", ids["graphics"], "030000", boot_vga=1, drm=["card0"],
                 driver="i915" if vendor == "intel" else "amdgpu", note="graphics of the processor")
    bus.function("14.0", ids["usb"], "0c0330", driver="xhci_hcd", module="xhci_pci", note="USB")
    slot = bus.bridge("1c.0", ids["port"], 1, note="port")
    options = {"group": m.new_group(reserved=nic_memory)} if nic_memory else {}
    slot.function("00.0", "8086:125c", "020000", driver="igc", net=["enp1s0"], note="NIC",
                  **options)
    slot = bus.bridge("1c.4", ids["port"], 2, note="port")
    slot.function("00.0", "144d:a80a", "010802", driver="nvme", nvme=["nvme0"], note="the disk")
    m.claims("igc", "8086:125c")
    m.file(f"boot/config-{release}", config)
    m.file("sys/class/misc/kvm/dev", "10:232")
    m.file("sys/kernel/security/lockdown", "[none] integrity confidentiality")
    return m


def by_grub(m, words="quiet", edited=None):
    """Debian's GRUB: what boots next, and what that was made of (the same, unless told)."""
    m.file("etc/default/grub", f'GRUB_CMDLINE_LINUX_DEFAULT="{words if edited is None else edited}"')
    m.file("etc/default/grub.d/README", "snippets that are read after /etc/default/grub")
    m.file("usr/sbin/update-grub", "")
    m.file("boot/grub/grub.cfg", GRUB_CFG.format(release=m.release, words=words))


def board(m, maker):
    """A board that somebody put into a case."""
    m.file("sys/class/dmi/id/board_vendor", maker)
    m.file("sys/class/dmi/id/sys_vendor", "System manufacturer")


def intel(m, *, active=True, table=None, **options):
    """The processor and its IOMMU; TABLE: the firmware's DMAR, where it is not the usual one."""
    m.shows(processor.x86("intel", units=1 if active else 0, remapped=active, **options))
    m.shows(tables.shown(DMAR=table or tables.dmar(
        tables.drhd(tables.scope("02.0")), tables.drhd(include_all=True, base=0xFED91000))))
