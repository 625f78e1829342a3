# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether machines are ready, and what stands against each when they are not."""

import tables
from cases import Case, DONE, NO_MATCH, USAGE, both, cannot_read

NOT_READY = 5

UNSAFE_TYPE1 = ("sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts = Y",)
NO_IOMMU_MODE = ("sys/module/vfio/parameters/enable_unsafe_noiommu_mode = Y",)

PC = "proc/cpuinfo = processor\\t: 0\\nvendor_id\\t: {}\\nflags\\t\\t: fpu {}\\n"
DMAR = f"{tables.DIRECTORY}/DMAR"
SANE = tables.dmar(tables.drhd(include_all=True),
                   tables.rmrr(tables.scope("1c.0", "00.0"), tables.scope("1c.4", "00.0")),
                   tables.rmrr(tables.scope("19.0")))
NIC_RMRR = tables.lines({DMAR: SANE})
ENDLESS = tables.lines({DMAR: tables.spoilt(SANE, tables.HEADER + 2, 0)})
CUT_TABLE = tables.lines({DMAR: SANE[:60]})
UNSUMMED = tables.lines({DMAR: tables.unsummed(SANE)})
EMPTY_TABLE = (f"{DMAR} :",)
VIRTUAL = tables.lines({f"{tables.DIRECTORY}/VIOT": tables.viot()})
IVMD = tables.lines({f"{tables.DIRECTORY}/IVRS": tables.ivrs(
    tables.ivhd(), tables.ivmd("03:00.0", "04:1f.7"))})
DISABLED = tables.lines(tables.devicetree(
    {"axi/iommu@2b400000": {"compatible": "arm,smmu-v3", "status": "disabled"}}))
NOT_FOR_PCI = tables.lines(tables.devicetree(
    {"axi/iommu@2b400000": {"compatible": "qcom,sc8280xp-smmu-500 arm,mmu-500"}}))
LEADS_NOWHERE = tables.lines({f"{tables.DIRECTORY}/IORT": tables.iort(
    tables.smmu(), tables.root_complex(49))})
MEMORY = ("proc/meminfo = MemTotal:       33554432 kB\\nMemAvailable:   16777216 kB",
          "proc/self/limits = Limit  Soft Limit  Hard Limit  Units\\n"
          "Max locked memory         8388608              8388608              bytes",
          "etc/passwd = root:x:0:0::/root:/bin/sh\\nalice:x:1000:1000::/:/bin/sh\\n"
          "bob:x:1001:100::/:/bin/sh",
          "etc/group = root:x:0:\\nusers:x:100:\\nkvm:x:36:alice",
          "proc/self/status = CapEff:\\t0000000000000000",
          "etc/security/limits.conf = # nothing",
          "etc/security/limits.d/kvm.conf = @kvm - memlock unlimited\\n* hard memlock 65536")
VM_UNIT = ("usr/lib/systemd/system/vm@.service = [Service]\\nUser=alice\\nLimitMEMLOCK=9G",)
# A number that systemd knows and vfioprep does not.
ODD = ("etc/systemd/system/vm@.service.d/odd.conf = [Service]\\nLimitMEMLOCK=1G 512M\\nUser=a",)
SHORT = ("etc/systemd/system/vm@.service.d/limit.conf = [Service]\\nLimitMEMLOCK=4G",)
UNSAID = ("usr/lib/systemd/system/vm@.service = [Service]\\nUser=alice",)
POOL = ("sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages = 5000",
        "sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages = 4096")
LOCK = "vfioprep/msr/{} = {}"
SECURE_BOOT = ("sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c : "
               "06000000{}")
LOCKED_DOWN = ("sys/kernel/security/lockdown = none [integrity] confidentiality",
               "sys/module/module/parameters/sig_enforce = N", SECURE_BOOT.format("01"))
DMI = "sys/class/dmi/id/{} = {}"


def by_maker(board, vendor="GenuineIntel", flag="vmx"):
    """A PC whose firmware tells of no IOMMU, with what it says of its maker."""
    return (PC.format(vendor, flag), DMI.format("sys_vendor", "System manufacturer"),
            DMI.format("board_vendor", board))


NO_SMMU = tables.lines({f"{tables.DIRECTORY}/IORT": tables.iort()})

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
    *both("pi-board", "check", "check", NOT_READY),
    *both("arm-server", "check", "check", DONE),
    *both(None, "check", "check", NOT_READY),

    # The firmware: what it tells, what it does not, and what nobody should believe.
    Case("no-iommu", "check-firmware-off", "check", NOT_READY,
         (PC.format("GenuineIntel", "vmx"),)),
    Case("no-iommu", "check-firmware-off-amd", "check", NOT_READY,
         (PC.format("AuthenticAMD", "svm"),)),
    *both("no-iommu", "check-firmware-off-asus", "check", NOT_READY,
          by_maker("ASUSTeK COMPUTER INC.")),
    Case("no-iommu", "check-firmware-off-supermicro-amd", "check", NOT_READY,
         by_maker("Supermicro", "AuthenticAMD", "svm")),
    Case("no-iommu", "check-guest-of-qemu", "check", NOT_READY,
         (DMI.format("sys_vendor", "QEMU"),)),
    Case("no-iommu", "check-guest-of-vmware", "check", NOT_READY,
         (DMI.format("sys_vendor", "VMware, Inc."),)),
    # Locked off: one warning says who did it. Without root, or the module msr, nobody knows.
    *both("no-iommu", "check-locked-off", "check", NOT_READY,
          (PC.format("GenuineIntel", "pae"), LOCK.format("3a", "0x1"))),
    Case("no-iommu", "check-locked-off-amd", "check", NOT_READY,
         (PC.format("AuthenticAMD", "pae"), LOCK.format("c0010114", "0x18"))),
    Case("no-iommu", "check-lock-not-shown", "check", NOT_READY,
         (PC.format("GenuineIntel", "pae"),)),
    Case("no-iommu", "check-lock-unread", "check", NOT_READY,
         (PC.format("GenuineIntel", "pae"), *cannot_read("vfioprep/msr/3a"))),
    Case("no-iommu", "check-kvm-node-alone", "check", NOT_READY,
         (PC.format("GenuineIntel", "vmx"), "dev/kvm :", "sys/class/misc/fuse/dev = 10:229")),
    *both("desktop-twins", "check-locked-down", "check", DONE,
          LOCKED_DOWN),
    Case("desktop-twins", "check-not-locked-down", "check --verbose", DONE,
         ("sys/kernel/security/lockdown = [none] integrity confidentiality",
          "sys/module/module/parameters/sig_enforce = N", SECURE_BOOT.format("00"))),
    Case("desktop-twins", "check-lockdown-unread", "check", DONE,
         (*cannot_read("sys/kernel/security/lockdown"), SECURE_BOOT.format("0000"),
          *cannot_read("sys/module/module/parameters/sig_enforce"))),
    # How much memory a guest may have, by whoever asks and by users of the tree.
    *both("desktop-twins", "check-guest-memory", "check --guest-memory 8G", NOT_READY, MEMORY),
    Case("desktop-twins", "check-guest-memory-as-alice",
         "check --as alice --guest-memory=8G --verbose", DONE, MEMORY),
    *both("desktop-twins", "check-guest-memory-as-bob", "check --as bob --guest-memory 20G",
          NOT_READY, MEMORY),
    Case("desktop-twins", "check-guest-memory-as-root", "check --as root --guest-memory 8G", DONE,
         MEMORY),
    Case("desktop-twins", "check-as-bob", "check --as bob", DONE, MEMORY),
    *both("desktop-twins", "check-as-nobody-known", "check --as carol", USAGE, MEMORY),
    Case("desktop-twins", "check-guest-memory-malformed", "check --guest-memory 8", USAGE, MEMORY),
    Case("desktop-twins", "check-guest-memory-huge-pages", "check --verbose --guest-memory 8G",
         NOT_READY, MEMORY + POOL),
    # Nothing of it can be read: it is unknown, and nothing says that all is well.
    Case("desktop-twins", "check-guest-memory-unread", "check --as bob --guest-memory 8G", DONE,
         (*cannot_read("proc/meminfo"), *cannot_read("etc/security/limits.conf"), *MEMORY[2:5])),
    Case("desktop-twins", "check-guest-memory-nothing", "check --guest-memory 8G", DONE),
    # The same of services: by their own files, by systemd's default, and by what they run as.
    *both("desktop-twins", "check-unit", "check --unit vm@win11 --guest-memory 8G", NOT_READY,
          MEMORY + VM_UNIT + SHORT),
    Case("desktop-twins", "check-unit-enough", "check -v --unit=vm@win11.service --guest-memory 8G",
         DONE, MEMORY + VM_UNIT),
    Case("desktop-twins", "check-unit-of-root", "check -v --unit vm@win11 --guest-memory 8G", DONE,
         MEMORY + SHORT[:1] + ("usr/lib/systemd/system/vm@.service = [Service]\\nUser=root",)),
    Case("desktop-twins", "check-unit-by-default", "check --unit vm@win11 --guest-memory 8G",
         NOT_READY, MEMORY + UNSAID + (
             "usr/lib/systemd/system.conf.d/a.conf = [Manager]\\nDefaultLimitMEMLOCK=16M",)),
    Case("desktop-twins", "check-unit-unsaid", "check --unit vm@win11 --guest-memory 8G", DONE,
         MEMORY + UNSAID),
    Case("desktop-twins", "check-unit-limit", "check --unit vm@win11", DONE, MEMORY + VM_UNIT),
    Case("desktop-twins", "check-unit-unread", "check --unit vm@win11", DONE,
         MEMORY + ("usr/lib/systemd/system/vm@.service -> /opt/vm",) + cannot_read("opt/vm")),
    *both("desktop-twins", "check-unit-odd", "check --unit vm@win11 --guest-memory 8G", DONE,
          MEMORY + VM_UNIT + ODD),
    Case("desktop-twins", "check-unit-odd-limit", "check --unit vm@win11", DONE,
         MEMORY + VM_UNIT + ODD),
    *both("desktop-twins", "check-unit-none", "check --unit vm@win11", USAGE, MEMORY),
    Case("desktop-twins", "check-unit-masked", "check --unit vm@win11", USAGE,
         MEMORY + VM_UNIT + ("etc/systemd/system/vm@win11.service -> /dev/null",)),
    Case("desktop-twins", "check-unit-no-service", "check --unit a.scope", USAGE),
    *both("desktop-twins", "check-unit-no-name", "check --unit a%b", USAGE),
    Case("desktop-twins", "check-unit-template", "check --unit vm@", USAGE, MEMORY + VM_UNIT),
    Case("desktop-twins", "check-unit-dangling", "check --unit vm@win11", USAGE,
         MEMORY + VM_UNIT + ("etc/systemd/system/vm@win11.service -> /nonexistent",)),
    Case("desktop-twins", "check-unit-and-user", "check --as bob --unit vm@win11", USAGE,
         MEMORY + VM_UNIT),
    Case("no-iommu", "check-virtio-iommu", "check -v", NOT_READY, VIRTUAL),
    *both("desktop-twins", "check-rmrr-of-nics", "check -v", DONE, NIC_RMRR),
    *both("desktop-twins", "check-endless-table", "check", DONE, ENDLESS),
    Case("desktop-twins", "check-cut-table", "check", DONE, CUT_TABLE),
    Case("desktop-twins", "check-empty-table", "check", DONE, EMPTY_TABLE),
    Case("desktop-twins", "check-wrong-sum", "check", DONE, UNSUMMED),
    *both("desktop-twins", "check-unread-table", "check", DONE, cannot_read(DMAR)),
    Case("laptop-vmd", "check-firmware-verbose", "check -v", DONE),
    Case("amd-desktop", "check-ivmd", "check", DONE, IVMD),
    Case("pi-board", "check-disabled-smmu", "check", NOT_READY, DISABLED),
    Case("pi-board", "check-smmu-not-for-pci", "check", NOT_READY, NOT_FOR_PCI),
    Case("old-server", "check-kept-device", "check 02:00.0", NOT_READY),
    Case("arm-server", "check-dangling-node", "check", DONE, LEADS_NOWHERE),
    Case("arm-server", "check-no-smmu-in-iort", "check", DONE, NO_SMMU),
]
