# SPDX-License-Identifier: GPL-2.0-or-later
"""What the kernel was told, and what it makes of it on each machine."""

import tables
from cases import Case, DONE, both, cannot_read

NOT_READY = 5


def told(*words):
    """The running kernel's command line."""
    return ("proc/cmdline = " + " ".join(("BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet",) + words),)


DMAR = tables.lines({f"{tables.DIRECTORY}/DMAR": tables.dmar()})
IVRS = tables.lines({f"{tables.DIRECTORY}/IVRS": tables.ivrs()})
MODULES = "lib/modules/6.1.0-18-amd64"
BUILT_IN = (f"{MODULES}/modules.builtin = kernel/drivers/vfio/pci/vfio-pci.ko",)
CONFIG = ("boot/config-6.1.0-18-amd64 = CONFIG_VFIO_PCI=m\\nCONFIG_FB_EFI=y\\nCONFIG_KALLSYMS=y",)

CASES = [
    *both("desktop-twins", "check-cmdline-misspelt", "check",
          DONE, told("intel_iomu=on", "vfio-pci.id=8086:10d3", "kvm.ignore__msrs=1")),
    Case("desktop-twins", "check-cmdline-plain", "check --verbose", DONE,
         told("splash", "mitigations=off", "modprobe.blacklist=nouveau")),
    # The kernel shows that it did not heed these.
    Case("desktop-twins", "check-cmdline-in-spite", "check", DONE,
         told("intel_iommu=on", "iommu=off", "nointremap")),
    *both("no-iommu", "check-cmdline-off", "check", NOT_READY,
          told("intel_iommu=off", "nointremap") + DMAR),
    *both("no-iommu", "check-cmdline-iommu-off", "check", NOT_READY,
          told("intel_iommu=on", "iommu=off") + DMAR),
    Case("no-iommu", "check-cmdline-other-off", "check", NOT_READY, told("amd_iommu=off") + DMAR),
    Case("desktop-twins", "check-cmdline-overruled", "check --verbose", DONE,
         told("intel_iommu=off", "intel_iommu=on", "iommu=pt", "iommu.passthrough=0")),
    Case("desktop-twins", "check-cmdline-duplicate", "check", DONE,
         told("intel_iommu=on", "intel_iommu=on", "intel_iommu=sm_on,fast")),
    *both("desktop-twins", "check-cmdline-override", "check", DONE,
          told("pcie_acs_override=downstream,multifunction")),
    Case("desktop-twins", "check-cmdline-ids", "check --verbose", DONE,
         told("vfio-pci.ids=8086:10d3, 10de:2684", "pci-stub.ids=8086:10d3")),
    Case("desktop-twins", "check-cmdline-obsolete", "check", DONE,
         told("rd.driver.pre=vfio_virqfd", "intel_iommu=strict") +
         ("proc/sys/kernel/osrelease = 6.12.9-amd64",)),
    Case("desktop-twins", "check-cmdline-built-in", "check", DONE,
         told("modprobe.blacklist=vfio-pci", "module_blacklist=vfio") + BUILT_IN),
    Case("desktop-twins", "check-cmdline-config", "check --verbose", DONE,
         told("video=efifb:off", "video=vesafb:off,efifb:off", "initcall_blacklist=sysfb_init") +
         CONFIG),
    *both("desktop-twins", "check-cmdline-unread", "check", DONE, cannot_read("proc/cmdline")),
    Case("amd-desktop", "check-cmdline-folklore", "check", DONE,
         told("amd_iommu=on", "iommu=pt", "iommu=1", "intel_iommu=on")),
    Case("no-iommu", "check-cmdline-amd-off", "check", NOT_READY,
         told("amd_iommu=off") + IVRS),
    Case("arm-board", "check-cmdline-x86", "check", DONE,
         told("iommu=pt", "intel_iommu=on", "iommu.passthrough=1")),
]


def grub_cfg(*words, name="grub"):
    """What update-grub makes of it."""
    return (f"boot/{name}/grub.cfg = set default=0\\nmenuentry 'Linux' {{\\n\\tlinux /vmlinuz "
            f"root=/dev/sda1 ro {' '.join(words)}\\n\\tinitrd /initrd.img\\n}}",)


def efivar(name, text):
    """A variable that a boot loader left."""
    value = b"\x06\0\0\0" + text.encode("utf-16-le") + b"\0\0"
    return (f"sys/firmware/efi/efivars/{name}-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f : "
            f"{value.hex()}",)


def default_grub(*words):
    return (f'etc/default/grub = GRUB_DEFAULT=0\\nGRUB_CMDLINE_LINUX_DEFAULT="{" ".join(words)}"',)


DEBIAN = (*default_grub("quiet"), "etc/default/grub.d/README = x", "usr/sbin/update-grub = x")
SDBOOT = efivar("LoaderInfo", "systemd-boot 252.5-2")
ENTRY = "boot/loader/entries/linux.conf = title Linux\\nlinux /vmlinuz\\noptions root=/dev/sda1 "
NOT_TOLD = ("boot/config-6.1.0-18-cloud-amd64 = CONFIG_INTEL_IOMMU=y\\n"
            "CONFIG_VFIO_PCI=m\\n# CONFIG_INTEL_IOMMU_DEFAULT_ON is not set", *DMAR)

# Loaders, by the files that show which booted.
LOADERS = {
    "debian": (*DEBIAN, *grub_cfg("quiet")),
    "grub": (*default_grub("quiet"), *grub_cfg("quiet")),
    "grub2": (*default_grub("quiet"), *grub_cfg("quiet", name="grub2")),
    "grubby": (*default_grub("quiet"), ENTRY, "usr/sbin/grubby = x"),
    "systemd-boot": (*SDBOOT, ENTRY),
    "kernel-install": (*SDBOOT, ENTRY, "etc/kernel/cmdline = root=/dev/sda1",
                       "usr/bin/kernel-install = x"),
    "kernelstub": (*SDBOOT, ENTRY, "etc/kernelstub/configuration = {}"),
    "sdbootutil": (*SDBOOT, ENTRY, "usr/bin/sdbootutil = x"),
    "uki": (*efivar("StubInfo", "systemd-stub 255"), "usr/bin/mkinitcpio = x",
            "etc/kernel/cmdline = root=/dev/sda1"),
    "limine": (*efivar("LoaderInfo", "Limine 8.0"),
               "boot/limine.conf = /Linux\\n    protocol: linux\\n    cmdline: root=/dev/sda1"),
    "limine-tool": (*efivar("LoaderInfo", "Limine 8.0"), "etc/limine-entry-tool.d/README = x"),
    "rpm-ostree": ("run/ostree-booted :", "usr/bin/rpm-ostree = x", *default_grub("quiet")),
    "proxmox": ("proc/cmdline = initrd=\\\\EFI\\\\proxmox\\\\6.8.12-4-pve\\\\initrd.img-6.8.12 quiet",
                "etc/kernel/proxmox-boot-uuids = ABCD-1234", "etc/kernel/cmdline = quiet",
                *DEBIAN),
    "nixos": ("etc/NIXOS :",),
    "istoreos": ("etc/openwrt_release = DISTRIB_ID='iStoreOS'", "etc/grub.cfg.d/README = x",
                 *grub_cfg("quiet")),
    "openwrt": ("etc/openwrt_release = DISTRIB_ID='OpenWrt'", *grub_cfg("quiet")),
    "extlinux": ("proc/cmdline = BOOT_IMAGE=vmlinuz-lts quiet",
                 "etc/update-extlinux.conf = default_kernel_opts=\"quiet\""),
    # GRUB is installed, and something else booted that left no name.
    "unknown": ("proc/cmdline = quiet", *DEBIAN, *grub_cfg("quiet")),
    # Limine's files lie there too, and nothing tells who came first.
    "several": (*DEBIAN, *grub_cfg("quiet"), "boot/limine.conf = cmdline: quiet"),
}

CASES += [Case("no-iommu", f"check-loader-{name}", "check --verbose", NOT_READY, NOT_TOLD + files)
          for name, files in LOADERS.items()]

EDITED = ("etc/openwrt_release = DISTRIB_ID='iStoreOS'", "etc/grub.cfg.d/README = x",
          *grub_cfg("intel_iommu=on", "${cmdline_ext}"))

CASES += [
    # Edited, and update-grub forgotten; then done, and not yet booted; then gone from the file.
    *both("desktop-twins", "check-next-written", "check", DONE,
          told() + default_grub("intel_iommu=on") + DEBIAN[1:] + grub_cfg("quiet")),
    Case("desktop-twins", "check-next-staged", "check", DONE,
         told() + default_grub("intel_iommu=on") + DEBIAN[1:] + grub_cfg("intel_iommu=on")),
    *both("desktop-twins", "check-next-lost", "check", DONE,
          told("intel_iommu=on", "iommu=pt") + DEBIAN + grub_cfg("iommu=pt")),
    Case("desktop-twins", "check-next-some", "check", DONE,
         told("intel_iommu=on") + SDBOOT + (
             "boot/loader/entries/a.conf = options root=/dev/sda1 intel_iommu=on",
             "boot/loader/entries/b.conf = options root=/dev/sda1",
             "boot/loader/entries/rescue.conf = options single")),
    Case("desktop-twins", "check-next-edited", "check", DONE, told("intel_iommu=on") + EDITED),
    Case("desktop-twins", "check-next-kept", "check --verbose", DONE,
         told("intel_iommu=on") + EDITED[:1] + (
             "etc/grub.cfg.d/50-x.cfg = set cmdline_ext=\"$cmdline_ext intel_iommu=on\"",
             "boot/grub/grub.ext.cfg = set cmdline_ext=\"$cmdline_ext intel_iommu=on\"",
             *grub_cfg("${cmdline_ext}"))),
    # Nobody is told to have folklore again, and what does harm is announced.
    Case("desktop-twins", "check-next-folklore", "check", DONE,
         told("amd_iommu=on", "pcie_acs_override=downstream") + default_grub("iommu=1") +
         DEBIAN[1:] + grub_cfg("intel_iommu=off")),
    # A file of a loader that did not boot tells nothing of the next boot.
    Case("desktop-twins", "check-next-other", "check", DONE,
         told("intel_iommu=on") + SDBOOT + (ENTRY + "intel_iommu=on",) + grub_cfg("quiet")),
    Case("desktop-twins", "check-next-unread", "check", DONE,
         told("intel_iommu=on") + DEBIAN + cannot_read("boot/grub/grub.cfg")),
    Case("no-iommu", "check-cmdline-off-file", "check", NOT_READY,
         told("intel_iommu=off") + DMAR + default_grub("intel_iommu=off") + DEBIAN[1:] +
         grub_cfg("intel_iommu=off")),
]

PCI_CONF = "etc/modprobe.d/vfio.conf = "
BUILT_IN_PCI = (f"{MODULES}/modules.builtin = kernel/drivers/vfio/pci/vfio-pci.ko\\n"
                "kernel/drivers/vfio/vfio.ko\\nkernel/drivers/gpu/drm/ast/ast.ko",)
VIRQFD = ("etc/dracut.conf.d/vfio.conf = force_drivers+=\" vfio vfio_pci vfio_virqfd \"",
          "etc/dracut.conf.d/forgotten = force_drivers+=\" vfio_pci \"",
          "etc/initramfs-tools/modules = # vfio_virqfd\\nvfio_pci")

CASES += [
    *both("desktop-twins", "check-module-built-in", "check", DONE,
          BUILT_IN_PCI + DEBIAN + (
              "proc/cmdline = BOOT_IMAGE=/vmlinuz quiet",
              PCI_CONF + "options vfio-pci ids=8086:10d3 disable_vga=1\\nblacklist ast\\n"
              "softdep e1000e pre: vfio-pci")),
    Case("desktop-twins", "check-module-ids", "check", DONE,
         (PCI_CONF + "options vfio-pci ids=8086:10d3, 10de:2684",)),
    Case("desktop-twins", "check-module-ids-comma", "check", DONE,
         (PCI_CONF + "options vfio_pci ids=8086,10d3",)),
    Case("desktop-twins", "check-module-good", "check --verbose", DONE,
         (PCI_CONF + "options vfio-pci \\\\\\n  ids=8086:10d3,10de:2684\\nblacklist nouveau",)),
    *both("desktop-twins", "check-module-virqfd", "check", DONE,
          VIRQFD + ("proc/sys/kernel/osrelease = 6.12.9-amd64",)),
    # There the kernel still has it.
    Case("desktop-twins", "check-module-virqfd-then", "check", DONE,
         VIRQFD + ("proc/sys/kernel/osrelease = 6.1.0-18-amd64",)),
    Case("desktop-twins", "check-module-blacklist", "check", DONE,
         ("etc/modprobe.d/x.conf = blacklist vfio-pci", "etc/modprobe.d/y = blacklist vfio")),
    Case("laptop-vmd", "check-module-missing", "check", NOT_READY,
         ("lib/modules/6.12.9-amd64/modules.dep = kernel/drivers/e1000e.ko:",)),
    Case("desktop-twins", "check-module-unread", "check", DONE, cannot_read("etc/dracut.conf")),
]
