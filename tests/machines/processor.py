# SPDX-License-Identifier: GPL-2.0-or-later
"""What a kernel shows of its processor, its IOMMUs and its interrupts."""

CLASS = "sys/class/iommu"
VENDORS = {"intel": ("GenuineIntel", "vmx"), "amd": ("AuthenticAMD", "svm")}
# Registers as drivers/iommu shows them; of Intel's, bits 21:16 are the address width less one.
AMD_UNIT = {"amd-iommu/cap": "40023c0b", "amd-iommu/features": "246577efa2254afa"}


def x86(vendor, *, units=1, width=48, bits=46, remapped=True, virtualization=True, guest=False,
        kvm=True, product=None):
    """{path: text} of a PC with so many IOMMUs in use, each WIDTH bits wide."""
    name, flag = VENDORS[vendor]
    flags = ["fpu", "pae", *[flag] * virtualization, *["hypervisor"] * guest, "lm"]
    made = {"proc/cpuinfo": f"processor\t: 0\nvendor_id\t: {name}\nflags\t\t: {' '.join(flags)}\n"
                            f"address sizes\t: {bits} bits physical, 48 bits virtual\n"}
    for number in range(units):
        if vendor == "intel":
            made[f"{CLASS}/dmar{number}/intel-iommu/cap"] = f"{(width - 1) << 16 | 0x660462:x}"
            made[f"{CLASS}/dmar{number}/intel-iommu/ecap"] = "f020df"
        else:
            made |= {f"{CLASS}/ivhd{number}/{name}": text for name, text in AMD_UNIT.items()}
    chip = "PCI-MSI" if not remapped else "IR-PCI-MSI"
    made["sys/kernel/irq/1/chip_name"] = "IR-IO-APIC" if remapped else "IO-APIC"
    made["sys/kernel/irq/24/chip_name"] = f"{chip}-0000:00:1c.0"
    return made | _nodes(kvm) | _board(product)


def arm(*, units=1, kvm=True):
    """{path: text} of an ARM machine with so many SMMUs in use."""
    made = {"proc/cpuinfo": "processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd\n"
                            "CPU implementer\t: 0x41\nCPU part\t: 0xd0b\n",
            "sys/kernel/irq/12/chip_name": "GICv3"}
    for number in range(units):
        made[f"{CLASS}/smmu3.0x{0x2b400000 + number:016x}/devices/.keep"] = ""
    return made | _nodes(kvm)


def _nodes(kvm):
    return {"dev/kvm": ""} if kvm else {"dev/null": ""}


def _board(product):
    return dict(zip(("sys/class/dmi/id/sys_vendor", "sys/class/dmi/id/product_name"), product or ()))
