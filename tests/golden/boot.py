# SPDX-License-Identifier: GPL-2.0-or-later
"""What the kernel was told, and what it makes of it on each machine."""

from cases import Case, DONE, both, cannot_read

NOT_READY = 5


def told(*words):
    """The running kernel's command line."""
    return ("proc/cmdline = " + " ".join(("BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet",) + words),)


DMAR = ("sys/firmware/acpi/tables/DMAR : 00",)
BUILT_IN = ("lib/modules/6.1.0-18-amd64/modules.builtin = kernel/drivers/vfio/pci/vfio-pci.ko",)
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
         told("amd_iommu=off") + ("sys/firmware/acpi/tables/IVRS : 00",)),
    Case("arm-board", "check-cmdline-x86", "check", DONE,
         told("iommu=pt", "intel_iommu=on", "iommu.passthrough=1")),
]
