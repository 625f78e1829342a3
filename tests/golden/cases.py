# SPDX-License-Identifier: GPL-2.0-or-later
"""What is run on which machine, and the exit status it must have.

A case is a row: machine, name of its expectation, arguments, status, and lines added to
the tree. The machine None is an empty tree. With --json in the arguments the standard output is
checked against the schemas too."""

from typing import NamedTuple, Optional

import annals

DONE, FAILED, USAGE, REFUSED, NO_MATCH = 0, 1, 2, 3, 6
DESKTOP, PLAIN = "desktop-twins", "no-iommu"
ALL_COLUMNS = ("address,ids,vendor,device,subvendor,subdevice,classid,class,revision,vendorname,"
               "devicename,classname,driver,override,native,group,numa,header,bootvga,pf,reset,"
               "parent,users,name")
CUT_OFF = ("run/vfioprep/leases/0000:04:00.0 = vfioprep lease 1\\naddress\\t0000:04:00.0\\n"
           "state\\ttaking\\nowner\\tadmin\\nsince\\t2026-01-02T03:04:05Z\\nboot-id\\tunknown\\n"
           "transaction\\t20260102T030405Z-0123456789abcdef\\ndriver\\te1000e\\n"
           "back\\tlease\\t0000:04:00.0\\trun/vfioprep/leases/0000:04:00.0\\theld\\treturning"
           "\\t\\\\0\\t\\\\0",)
# Cut off between the last writes of all: what the lease of 09:00.0 says is so of both.
AT_ITS_END = (CUT_OFF[0].replace("back\\t", "mover\\t20260102T030405Z-0123456789abcdef\\n"
                                 "last\\t0000:09:00.0\\nback\\t"),)
BEFORE_IT_BEGAN = (AT_ITS_END[0].replace("state\\ttaking", "state\\treturning"),)
# A hook gave it to a guest.
IN_USE = (CUT_OFF[0].replace("0000:04:00.0", "0000:09:00.0").replace("state\\ttaking",
          "state\\theld").replace("owner\\tadmin", "owner\\thook:qemu:win11\\nuser\\twin11"),)
DONE_ONCE = (annals.record(annals.BOUND, "bind", "done"),)
DONE_TWICE = (*DONE_ONCE, annals.record(annals.RELEASED, "release", "done"))
GARBAGE = ("run/vfioprep/leases/0000:04:00.0 = not a lease",)

NIC = "sys/devices/pci0000:00/0000:00:1c.0/0000:03:00.0"
NIC_GROUP = "sys/kernel/iommu_groups/9"
ALIASES = "lib/modules/6.1.0-18-amd64/modules.alias"
# A member of the group that is no PCI function, and has a driver.
PLATFORM = (f"{NIC_GROUP}/devices/axi:dma -> ../../../../devices/platform/axi:dma",
            "sys/devices/platform/axi:dma/driver -> ../../../bus/platform/drivers/axi-dma")
# A group made by vfio's mode without IOMMU.
UNSAFE = ("sys/devices/pci0000:00/0000:00:04.0/iommu_group -> ../../../kernel/iommu_groups/0",
          "sys/kernel/iommu_groups/0/name = vfio-noiommu",
          "sys/kernel/iommu_groups/0/type = unknown",
          "sys/kernel/iommu_groups/0/reserved_regions :",
          "sys/kernel/iommu_groups/0/devices/0000:00:04.0 -> "
          "../../../../devices/pci0000:00/0000:00:04.0")

DISK = "sys/devices/pci0000:00/0000:00:1b.0/0000:02:00.0/nvme/nvme0/nvme0n1"
VMD_DISK = ("sys/devices/pci0000:00/0000:00:0e.0/pci10000:e0/10000:e0:06.0/10000:e1:00.0/nvme/nvme1/"
            "nvme1n1")

# A device id that vfio-pci has on its own list.
DENIED = (f"{NIC}/device = 0x37c8",)
DENYLIST = "sys/module/vfio_pci/parameters/disable_denylist"
# A physical function that a guest has, with virtual ones that it made.
PF_LENT = ("sys/devices/pci0000:00/0000:00:1d.0/0000:07:00.0/driver -> "
           "../../../../bus/pci/drivers/vfio-pci",)

# A lit screen at the second display.
GPU = "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0"
STATUS = f"{GPU}/drm/card1/card1-DP-1/status"
SCREEN = (f"sys/class/drm/card1-DP-1 -> ../../{GPU[4:]}/drm/card1/card1-DP-1",
          f"{STATUS} = connected")
FIRMWARE = "simple-framebuffer.0"
# A picture of the firmware's on a display that is no VGA device, as since Linux 6.9.
PICTURE = (f"{GPU}/class = 0x038000",
           f"sys/bus/platform/devices/{FIRMWARE} -> ../../../{GPU[4:]}/{FIRMWARE}",
           f"{GPU}/{FIRMWARE}/driver -> ../../../../../bus/platform/drivers/{FIRMWARE[:-2]}")
# A keyboard at a USB port, and an old one beside it.
KEYS = "402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe"
INPUT = "sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/0003:046A:0011.0001/input/input5"
KEYBOARD = (f"sys/class/input/input5 -> ../../{INPUT[4:]}", f"{INPUT}/name = USB keyboard",
            f"{INPUT}/capabilities/key = {KEYS}")
PS2 = "sys/devices/platform/i8042/serio0/input/input4"
SPARE = (f"sys/class/input/input4 -> ../../{PS2[4:]}", f"{PS2}/capabilities/key = {KEYS}")


def mountinfo(*lines):
    """The mount table of process 1."""
    return "proc/1/mountinfo = " + "\\n".join(lines)


ROOTFS = "24 1 0:22 / / rw shared:1 - tmpfs tmpfs rw"
PARTITION = (f"sys/class/block/nvme0n1p2 -> ../../{DISK[4:]}/nvme0n1p2",
             f"{DISK}/nvme0n1p2/dev = 259:7", f"{DISK}/nvme0n1p2/partition = 2")
MOUNTED = (*PARTITION, mountinfo(ROOTFS, "30 24 259:7 / /home rw - ext4 /dev/nvme0n1p2 rw"))
ENCRYPTED = (*PARTITION, f"{DISK}/nvme0n1p2/holders/dm-0 -> ../../dm-0",
             "sys/class/block/dm-0 -> ../../devices/virtual/block/dm-0",
             "sys/devices/virtual/block/dm-0/dev = 253:0",
             "sys/devices/virtual/block/dm-0/dm/name = crypt",
             "sys/devices/virtual/block/dm-0/slaves/nvme0n1p2 -> ../../nvme0n1p2",
             mountinfo(ROOTFS, "30 24 253:0 / / rw - xfs /dev/mapper/crypt rw"))
SWAP = (*PARTITION, "proc/swaps = Filename\\t\\t\\t\\tType\\t\\tSize\\t\\tUsed\\t\\tPriority\\n"
        "/dev/nvme0n1p2 partition 1048572 0 -2")

def process(pid, command, *descriptors):
    """A process with what it has open: the form in which a tree keeps it."""
    below = f"vfioprep/openers/{pid}"
    return (f"{below}/comm = {command}",
            *(f"{below}/fd/{number} = {text}" for number, text in enumerate(descriptors, 3)))


COMPOSITOR = process(812, "Xorg", "char 226:1 /dev/dri/card1", "char 226:0 /dev/dri/card0")
MONITOR = process(901, "smartd", "block 259:0 /dev/nvme0n1")
MAPPED = (*process(812, "Xorg"), "vfioprep/openers/812/maps = char 226:1 /dev/dri/card1")
GUEST = process(955, "qemu-system-x86", "char 510:21 /dev/vfio/21", "vfio-device")
DEVICE_ONLY = process(956, "vmm", "vfio-device")
OTHER_GUEST = (*process(957, "qemu-system-x86", "char 510:99 /dev/vfio/99", "vfio-device"),
               "sys/dev/char/510:99 -> ../../devices/virtual/vfio/99")
NAMED_DEVICE = process(958, "vmm", "vfio-device /sys/devices/pci0000:00/0000:00:1d.5/0000:09:00.0")
CARD = "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0"
NVIDIA = (f"{CARD}/driver -> ../../../../bus/pci/drivers/nvidia",
          "proc/driver/nvidia/gpus/0000:01:00.0/information = Model: \\t\\t GeForce\\n"
          "Device Minor: \\t 0",
          "sys/module/nvidia/holders/nvidia_modeset -> ../../nvidia_modeset")
PERSISTENT = (*NVIDIA, "sys/module/nvidia/refcnt = 2")
DAEMON = (*PERSISTENT, *process(640, "nvidia-persiste", "char 195:0 /dev/nvidia0"))
LINKS = "link enp3s0 up\\nlink enp4s0 up\\nlink enp7s0v0 up\\nlink down0 down"
PORT = "sys/devices/pci0000:00/0000:00:1c.4/0000:04:00.0/net/enp4s0"


def network(*lines):
    """What rtnetlink tells of the first twins and a VF."""
    return ("vfioprep/net = " + "\\n".join((LINKS, *lines)),)


def stacked(name, *lines):
    """An interface on enp4s0."""
    return (f"sys/class/net/{name} -> ../../devices/virtual/net/{name}",
            f"sys/devices/virtual/net/{name}/operstate = up",
            f"{PORT}/upper_{name} -> ../../../../../virtual/net/{name}",
            *network(f"link {name} up", *lines))


VLAN = stacked("lan5", "address lan5 192.0.2.5/24")
BOND = (*stacked("bond0", "route bond0 default in table 77"),
        "sys/devices/virtual/net/bond0/bonding/mode = active-backup 1",
        f"{PORT}/master -> ../../../../../virtual/net/bond0")
VMD_MOUNTED = (mountinfo(ROOTFS, "30 24 259:1 / /srv rw - ext4 /dev/nvme1n1 rw"),)


def cannot_read(path):
    """A link to itself stands for what gives an error."""
    return (f"{path} -> {path.rsplit('/', 1)[1]}",)


class Case(NamedTuple):
    machine: Optional[str]
    name: str
    args: str
    status: int = DONE
    added: tuple = ()


def both(machine, name, args, status=DONE, added=()):
    """The same for people and for programs."""
    return [Case(machine, name, args, status, added),
            Case(machine, f"{name}-json", f"{args} --json", status, added)]


CASES = [
    *both(DESKTOP, "list", "list"),
    *both(DESKTOP, "list-address", "list 0000:04:00.0"),
    Case(DESKTOP, "list-in-order", "list 10000:e1:00.0 04:00.0 0000:03:00.0"),
    Case(DESKTOP, "list-columns-few", "list -o address,driver,override,native,pf"),
    Case(DESKTOP, "list-columns-all", f"list -o {ALL_COLUMNS}"),
    Case(DESKTOP, "list-columns-any-case", "list --output=Address,GROUP 04:00.0"),
    Case(DESKTOP, "list-colour", "list --color=always 03:00.0 09:00.0"),
    Case(DESKTOP, "list-colour-never", "list --color=never 03:00.0 09:00.0"),
    *both(DESKTOP, "list-lease-garbled", "list 04:00.0", added=GARBAGE),
    *both(DESKTOP, "list-used", "list 02:00.0 03:00.0 04:00.0", added=(*MOUNTED, *BOND)),
    *both(DESKTOP, "list-users-unknown", "list 02:00.0 04:00.0",
          added=(*cannot_read("proc/1/mountinfo"), *cannot_read("vfioprep/net"))),
    *both(DESKTOP, "list-no-match", "list 0000:55:00.0", NO_MATCH),
    *both(DESKTOP, "list-one-of-two-matches", "list 04:00.0 55:00.0", NO_MATCH),
    *both(DESKTOP, "list-no-address", "list 04:00.9", USAGE),
    *both(DESKTOP, "list-no-column", "list -o address,colour", USAGE),

    *both(DESKTOP, "bind-twin", "bind 04:00.0"),
    Case(DESKTOP, "bind-twin-dry", "bind --dry-run 0000:04:00.0"),
    *both(DESKTOP, "bind-owner", "bind --owner=0:0 04:00.0"),
    *both(DESKTOP, "bind-two", "bind 04:00.0 03:00.0"),
    *both(DESKTOP, "bind-vmd-child", "bind --group 10000:e1:00.0", REFUSED),
    Case(DESKTOP, "bind-vmd", "bind 00:0e.0"),
    Case(DESKTOP, "bind-vmd-group", "bind --group 00:0e.0"),
    *both(DESKTOP, "bind-boot-display", "bind 00:02.0", REFUSED),
    Case(DESKTOP, "bind-boot-display-overridden", "bind --override=host.display 00:02.0"),
    *both(DESKTOP, "bind-screen", "bind 01:00.*", REFUSED, added=SCREEN),
    *both(DESKTOP, "show-screen", "show 01:00.0", added=SCREEN),
    *both(DESKTOP, "bind-picture", "bind --override=host.display 01:00.*", added=PICTURE),
    Case(DESKTOP, "bind-picture-vga", "bind --override=host.display 01:00.*", added=PICTURE[1:]),
    Case(DESKTOP, "bind-picture-kept", "bind 01:00.*", REFUSED, added=PICTURE),
    Case(DESKTOP, "bind-screen-dark", "bind 01:00.*", added=(SCREEN[0], f"{STATUS} = disconnected")),
    Case(DESKTOP, "bind-screen-unknown", "bind 01:00.*", REFUSED,
         added=(SCREEN[0], *cannot_read(STATUS))),
    Case(DESKTOP, "bind-displays", "bind --group class=display", REFUSED),
    *both(DESKTOP, "bind-keyboard", "bind 00:14.0", REFUSED, added=KEYBOARD),
    Case(DESKTOP, "bind-keyboard-overridden", "bind --override=host.input 00:14.0",
         added=KEYBOARD),
    Case(DESKTOP, "bind-keyboard-spare", "bind 00:14.0", added=(*KEYBOARD, *SPARE)),
    Case(DESKTOP, "bind-keyboards-unknown", "bind 00:14.0", REFUSED,
         added=(*KEYBOARD[:2], *cannot_read(f"{INPUT}/capabilities/key"))),
    *both(DESKTOP, "bind-denied", "bind 03:00.0", REFUSED, added=DENIED),
    Case(DESKTOP, "bind-denied-overridden", "bind --override=device.denylisted 03:00.0",
         added=DENIED),
    Case(DESKTOP, "bind-denied-allowed", "bind 03:00.0", added=(*DENIED, f"{DENYLIST} = Y")),
    Case(DESKTOP, "bind-denied-unknown", "bind 03:00.0", REFUSED,
         added=(*DENIED, *cannot_read(DENYLIST))),
    *both(DESKTOP, "bind-sound-of-card", "bind --override=group.shared 01:00.1", REFUSED),
    Case(DESKTOP, "bind-sound-of-card-overridden",
         "bind --override=group.shared --override=slot.split 01:00.1"),
    *both(DESKTOP, "bind-vf-token", "bind 07:10.4", added=PF_LENT),
    Case(DESKTOP, "bind-no-rule-token", "bind --override=device.vf-token 07:10.4", USAGE),
    *both(DESKTOP, "release-pf", "release 07:00.0", REFUSED, added=PF_LENT),
    Case(DESKTOP, "release-pf-overridden", "release --override=device.sriov-pf 07:00.0",
         added=PF_LENT),
    Case(DESKTOP, "bind-asleep", "bind 00:16.0"),
    *both(DESKTOP, "bind-driverless-variant", "bind 07:10.4"),
    Case(DESKTOP, "bind-driver", "bind --driver=vfio-pci 07:10.4"),
    Case(DESKTOP, "bind-variant-not-in-text", "bind 07:10.4", added=(f"{ALIASES} = alias x y",)),
    *both(DESKTOP, "show-variant-unknown", "show 07:10.4", added=cannot_read(ALIASES)),
    *both(DESKTOP, "bind-disk", "bind 02:00.0"),
    *both(DESKTOP, "bind-mounted", "bind 02:00.0", REFUSED, added=MOUNTED),
    *both(DESKTOP, "show-mounted", "show 02:00.0", added=MOUNTED),
    Case(DESKTOP, "bind-mounted-overridden", "bind --override=host.mounted 02:00.0",
         added=MOUNTED),
    Case(DESKTOP, "bind-mounted-elsewhere", "bind 04:00.0", added=MOUNTED),
    *both(DESKTOP, "bind-encrypted", "bind 02:00.0", REFUSED, added=ENCRYPTED),
    *both(DESKTOP, "bind-swap", "bind 02:00.0", REFUSED, added=SWAP),
    Case(DESKTOP, "bind-mounts-unknown", "bind 02:00.0", REFUSED,
         cannot_read("proc/1/mountinfo")),
    Case(DESKTOP, "bind-mounts-do-not-matter", "bind 04:00.0",
         added=cannot_read("proc/1/mountinfo")),
    Case(DESKTOP, "show-mounts-unknown", "show 02:00.0", added=cannot_read("proc/1/mountinfo")),
    Case(DESKTOP, "bind-vmd-mounted", "bind --group 00:0e.0", REFUSED, added=VMD_MOUNTED),
    Case(DESKTOP, "bind-vmd-child-mounted", "bind --group 10000:e1:00.0", REFUSED,
         added=VMD_MOUNTED),
    *both(DESKTOP, "bind-open", "bind 01:00.0 01:00.1", REFUSED, added=COMPOSITOR),
    *both(DESKTOP, "bind-open-disk", "bind 02:00.0", REFUSED, added=MONITOR),
    Case(DESKTOP, "bind-open-by-two", "bind 01:00.0 01:00.1", REFUSED,
         (*COMPOSITOR, *process(813, "nvtop", "char 226:1 /dev/dri/card1"))),
    Case(DESKTOP, "bind-open-mapped", "bind 01:00.0 01:00.1", REFUSED, MAPPED),
    Case(DESKTOP, "bind-open-overridden", "bind --override=host.open 01:00.0 01:00.1",
         added=COMPOSITOR),
    Case(DESKTOP, "bind-open-elsewhere", "bind 04:00.0", added=COMPOSITOR),
    *both(DESKTOP, "bind-open-unknown", "bind 02:00.0", REFUSED,
          cannot_read("vfioprep/openers/1/fd")),
    Case(DESKTOP, "bind-open-does-not-matter", "bind 04:00.0",
         added=cannot_read("vfioprep/openers/1/fd")),
    *both(DESKTOP, "show-open", "show 01:00.0", added=COMPOSITOR),
    *both(DESKTOP, "show-open-guest", "show 09:00.0", added=GUEST),
    Case(DESKTOP, "show-open-mapped", "show 01:00.0", added=MAPPED),
    *both(DESKTOP, "show-open-unknown", "show 02:00.0",
          added=cannot_read("vfioprep/openers/1/fd")),
    *both(DESKTOP, "bind-driver-busy", "bind 01:00.0 01:00.1", REFUSED, added=PERSISTENT),
    *both(DESKTOP, "bind-driver-busy-daemon", "bind 01:00.0 01:00.1", REFUSED, added=DAEMON),
    Case(DESKTOP, "bind-driver-idle", "bind 01:00.0 01:00.1",
         added=(*NVIDIA, "sys/module/nvidia/refcnt = 1")),
    Case(DESKTOP, "bind-driver-uncounted", "bind 01:00.0 01:00.1", REFUSED, NVIDIA),
    Case(DESKTOP, "show-driver-busy", "show 01:00.0", added=DAEMON),
    *both(DESKTOP, "release-open", "release 09:00.0", REFUSED, added=GUEST),
    Case(DESKTOP, "release-open-named", "release 09:00.0", REFUSED, NAMED_DEVICE),
    *both(DESKTOP, "release-open-perhaps", "release 09:00.0", REFUSED, added=DEVICE_ONLY),
    Case(DESKTOP, "release-open-elsewhere", "release 09:00.0", added=OTHER_GUEST),
    Case(DESKTOP, "release-open-overridden", "release --override=vfio.in-use 09:00.0",
         added=GUEST),
    Case(DESKTOP, "release-open-unknown", "release 09:00.0", REFUSED,
         cannot_read("vfioprep/openers/1/fd")),
    Case(DESKTOP, "bind-open-held", "bind 09:00.0", added=GUEST),
    *both(DESKTOP, "bind-route", "bind 04:00.0", REFUSED, network("route enp4s0 default")),
    Case(DESKTOP, "bind-route-overridden", "bind --override=host.network 04:00.0",
         added=network("route enp4s0 default")),
    Case(DESKTOP, "bind-route-elsewhere", "bind 04:00.0", added=network("route enp3s0 default")),
    Case(DESKTOP, "bind-address", "bind 04:00.0", REFUSED,
         network("address enp4s0 2001:db8::4/64")),
    Case(DESKTOP, "bind-session", "bind 04:00.0", REFUSED, network("session enp4s0 fe80::9")),
    Case(DESKTOP, "bind-bond-port", "bind 04:00.0", REFUSED, BOND),
    *both(DESKTOP, "show-bond-port", "show 04:00.0", added=BOND),
    Case(DESKTOP, "bind-vlan", "bind 04:00.0", REFUSED, VLAN),
    Case(DESKTOP, "bind-vlan-bare", "bind 04:00.0", added=stacked("lan5")),
    Case(DESKTOP, "bind-vf-address", "bind 07:10.0", REFUSED,
         network("address enp7s0v0 192.0.2.7/24")),
    *both(DESKTOP, "bind-interface-elsewhere", "bind 07:10.4", REFUSED,
          added=("sys/devices/pci0000:00/0000:00:1d.0/0000:07:10.4/driver -> "
                 "../../../../../bus/pci/drivers/igbvf",)),
    *both(DESKTOP, "bind-network-unknown", "bind 04:00.0", REFUSED, cannot_read("vfioprep/net")),
    Case(DESKTOP, "bind-network-garbled", "bind 04:00.0", REFUSED, network("address enp4s0")),
    Case(DESKTOP, "bind-network-does-not-matter", "bind 02:00.0",
         added=cannot_read("vfioprep/net")),
    Case(DESKTOP, "show-network-unknown", "show 04:00.0", added=cannot_read("vfioprep/net")),
    *both(DESKTOP, "bind-held", "bind 09:00.0"),
    Case(DESKTOP, "bind-held-owner", "bind --owner=12:34 09:00.0"),
    *both(DESKTOP, "bind-held-other-driver", "bind --driver=mlx5_vfio_pci 09:00.0", FAILED),
    *both(DESKTOP, "bind-shared", "bind 06:00.0", REFUSED),
    *both(DESKTOP, "bind-shared-group", "bind --group 06:00.0"),
    *both(DESKTOP, "bind-shared-overridden", "bind --override=group.shared 06:00.0"),
    Case(DESKTOP, "bind-gpu", "bind 01:00.0", REFUSED),
    Case(DESKTOP, "bind-gpu-and-audio", "bind 01:00.0 01:00.1"),
    *both(DESKTOP, "bind-bridge", "bind 00:1c.4", REFUSED),
    Case(DESKTOP, "bind-host-bridge", "bind 00:00.0", REFUSED),
    *both(DESKTOP, "bind-pf", "bind 07:00.0", REFUSED),
    *both(DESKTOP, "bind-rmrr", "bind 08:00.0", REFUSED),
    Case(DESKTOP, "bind-rmrr-relaxable", "bind 00:14.0"),
    Case(DESKTOP, "bind-rmrr-overridden", "bind --override=device.rmrr 08:00.0"),
    Case(DESKTOP, "bind-other-rule-overridden", "bind --override=device.busy 08:00.0", REFUSED),
    *both(DESKTOP, "bind-unreadable", "bind 0a:00.0", REFUSED),
    Case(DESKTOP, "bind-unreadable-overridden", "bind --override=device.busy 0a:00.0", FAILED),
    Case(DESKTOP, "bind-one-refused", "bind 04:00.0 08:00.0 07:00.0", REFUSED),
    *both(DESKTOP, "bind-platform-member", "bind 03:00.0", REFUSED, added=PLATFORM),
    Case(DESKTOP, "bind-platform-member-group", "bind --group 03:00.0", REFUSED, added=PLATFORM),
    *both(DESKTOP, "groups-platform-member", "groups 03:00.0", added=PLATFORM),
    Case(DESKTOP, "bind-class-unknown", "bind 03:00.0", REFUSED, cannot_read(f"{NIC}/class")),
    Case(DESKTOP, "bind-header-unknown", "bind 03:00.0", REFUSED, cannot_read(f"{NIC}/config")),
    Case(DESKTOP, "bind-group-unknown", "bind 03:00.0", REFUSED,
         cannot_read(f"{NIC}/iommu_group")),
    *both(DESKTOP, "bind-regions-unknown", "bind 03:00.0", REFUSED,
          cannot_read(f"{NIC_GROUP}/reserved_regions")),
    Case(DESKTOP, "bind-driver-unknown", "bind 03:00.0", FAILED, cannot_read(f"{NIC}/driver")),
    Case(DESKTOP, "bind-sibling-unknown", "bind 01:00.0", REFUSED,
         cannot_read("sys/devices/pci0000:00/0000:00:01.0/0000:01:00.1/driver")),
    *both(DESKTOP, "list-driver-unknown", "list 03:00.0", added=cannot_read(f"{NIC}/driver")),
    *both(DESKTOP, "bind-cut-off", "bind 03:00.0", added=CUT_OFF),
    Case(DESKTOP, "bind-cut-off-at-its-end", "bind 03:00.0", added=AT_ITS_END),
    Case(DESKTOP, "bind-cut-off-before-it-began", "bind 03:00.0", added=BEFORE_IT_BEGAN),
    *both(DESKTOP, "bind-in-use", "bind 09:00.0", REFUSED, added=IN_USE),
    *both(DESKTOP, "release-in-use", "release 09:00.0", REFUSED, added=IN_USE),
    Case(DESKTOP, "release-in-use-overridden", "release --override=lease.held 09:00.0",
         added=IN_USE),
    Case(DESKTOP, "bind-lease-garbled", "bind 03:00.0", FAILED, added=GARBAGE),
    *both(DESKTOP, "bind-no-match", "bind 55:00.0", NO_MATCH),
    *both(DESKTOP, "bind-nothing", "bind", USAGE),
    Case(DESKTOP, "bind-no-rule", "bind --override=all 04:00.0", USAGE),
    Case(DESKTOP, "bind-no-vfio-driver", "bind --driver=e1000e 04:00.0", USAGE),
    Case(DESKTOP, "bind-no-user", "bind --owner=no-such-user:0 04:00.0", USAGE),
    Case(DESKTOP, "bind-no-time", "bind --timeout=0 04:00.0", USAGE),
    Case(DESKTOP, "bind-bad-wait", "bind --wait=soon 04:00.0", USAGE),
    Case(DESKTOP, "bind-no-value", "bind 04:00.0 --timeout", USAGE),

    *both(DESKTOP, "release-held", "release 09:00.0"),
    *both(DESKTOP, "release-native", "release --to=native 09:00.0"),
    *both(DESKTOP, "release-none", "release --to=none 09:00.0"),
    *both(DESKTOP, "release-nothing-to-do", "release 04:00.0"),
    Case(DESKTOP, "release-driverless", "release 07:10.4"),
    *both(DESKTOP, "release-no-match", "release 55:00.0", NO_MATCH),
    Case(DESKTOP, "release-nothing", "release", USAGE),
    Case(DESKTOP, "release-elsewhere", "release --to=vfio 09:00.0", USAGE),
    Case(DESKTOP, "release-no-owner-option", "release --owner=0:0 09:00.0", USAGE),

    *both(DESKTOP, "history", "history", added=DONE_TWICE),
    *both(DESKTOP, "history-none", "history"),
    Case(DESKTOP, "history-too-many-words", "history now", USAGE),
    Case(DESKTOP, "history-broken", "history", added=(
        *DONE_ONCE, f"var/lib/vfioprep/history/{annals.NEVER} = vfioprep history 2")),
    *both(DESKTOP, "undo-bind", "undo", added=DONE_ONCE),
    Case(DESKTOP, "undo-named", f"undo {annals.BOUND}", added=(
        *DONE_ONCE, annals.record(annals.RELEASED, "release", "rolled-back"))),
    Case(DESKTOP, "undo-skips-what-was-taken-back", "undo", added=(
        *DONE_ONCE, annals.record(annals.RELEASED, "release", "rolled-back"))),
    *both(DESKTOP, "undo-moved-on", "undo", REFUSED, added=DONE_TWICE),
    Case(DESKTOP, "undo-partial", "undo", added=(
        annals.record(annals.RELEASED, "release", "partial"),)),
    *both(DESKTOP, "undo-rebooted", "undo", added=(
        annals.record(annals.BOUND, "bind", "done", annals.OTHER_BOOT),)),
    Case(DESKTOP, "undo-release-rebooted", "undo", REFUSED, added=(
        annals.record(annals.RELEASED, "release", "done", annals.OTHER_BOOT),)),
    *both(DESKTOP, "undo-nothing", "undo", NO_MATCH),
    *both(DESKTOP, "undo-no-such", f"undo {annals.NEVER}", NO_MATCH, added=DONE_ONCE),
    *both(DESKTOP, "undo-no-name", "undo yesterday", USAGE),
    Case(DESKTOP, "undo-two-names", f"undo {annals.BOUND} {annals.RELEASED}", USAGE),

    *both(DESKTOP, "groups", "groups"),
    *both(DESKTOP, "groups-of-one", "groups 06:00.0"),
    Case(DESKTOP, "groups-verbose-ascii", "groups --verbose --ascii group=19 group=24"),
    *both(DESKTOP, "groups-no-match", "groups group=99", NO_MATCH),
    *both(DESKTOP, "show-held", "show 09:00.0"),
    *both(DESKTOP, "show-shared", "show 06:00.0"),
    *both(DESKTOP, "show-unreadable", "show 0a:00.0"),
    *both(DESKTOP, "show-pf", "show 07:00.0"),
    Case(DESKTOP, "show-asleep", "show 00:16.0"),
    Case(DESKTOP, "show-awake", "show --wake 00:16.0"),
    Case(DESKTOP, "show-nothing", "show", USAGE),
    *both(DESKTOP, "resolve", "resolve class=network,!driver=igb"),
    Case(DESKTOP, "resolve-all", "resolve *"),
    Case(DESKTOP, "resolve-ids", "resolve 8086:10d3 10de:*"),
    Case(DESKTOP, "resolve-slot", "resolve 01:00"),
    Case(DESKTOP, "resolve-wildcards", "resolve 0000:0[34]:00.?"),
    Case(DESKTOP, "resolve-interface", "resolve iface=enp4s0 block=nvme0n1 vf-of=07:00.0"),
    Case(DESKTOP, "resolve-card", "resolve drm=card1"),
    Case(DESKTOP, "resolve-attached", "resolve usb=1a86:* slot=3 serial=*-NVME1"),
    Case(DESKTOP, "resolve-sysfs", "resolve --format=sysfs 04:00.0"),
    Case(DESKTOP, "resolve-libvirt", "resolve -f libvirt 04:00.0"),
    Case(DESKTOP, "resolve-one", "resolve --one iface=enp4s0"),
    *both(DESKTOP, "resolve-one-of-two", "resolve --one 8086:10d3", NO_MATCH),
    Case(DESKTOP, "resolve-bad-key", "resolve colour=green", USAGE),
    Case(DESKTOP, "resolve-bad-slot", "resolve 10:20", USAGE),
    Case(DESKTOP, "bind-selected", "bind 8086:10d3,iface=enp4s0"),
    *both(DESKTOP, "bind-all", "bind *", USAGE),
    Case(DESKTOP, "bind-only-not", "bind !driver=e1000e", USAGE),
    Case(DESKTOP, "bind-new-id", "bind --method=new_id 04:00.0"),
    *both(DESKTOP, "bind-new-id-beside", "bind --method=new_id 04:00.0",
          added=cannot_read(f"{NIC}/driver")),

    *both(PLAIN, "list", "list"),
    *both(PLAIN, "groups", "groups"),
    Case(PLAIN, "list-columns", "list -o ADDRESS,DRIVER,GROUP,NATIVE,NAME"),
    *both(PLAIN, "bind", "bind 00:04.0", REFUSED),
    *both(PLAIN, "bind-overridden", "bind --override=device.no-iommu-group 00:04.0"),
    *both(PLAIN, "bind-unsafe", "bind 00:04.0", REFUSED, added=UNSAFE),
    Case(PLAIN, "bind-unsafe-overridden", "bind --override=device.no-iommu-group 00:04.0",
         added=UNSAFE),
    *both(PLAIN, "groups-unsafe", "groups", added=UNSAFE),
    Case(PLAIN, "bind-host-bridge", "bind 00:00.0", REFUSED),
    Case(PLAIN, "release-native-driver", "release 00:04.0"),
    Case(PLAIN, "release-driverless", "release 00:05.0"),

    *both(None, "list", "list"),
    *both(None, "list-no-match", "list 00:00.0", NO_MATCH),
    Case(None, "help", "--help"),
    Case(None, "help-list", "list --help"),
    Case(None, "help-groups", "groups --help"),
    Case(None, "help-show", "show --help"),
    Case(None, "help-resolve", "resolve --help"),
    Case(None, "help-bind", "bind --help"),
    Case(None, "help-release", "release --help"),
    Case(None, "columns", "list --list-columns"),
    *both(None, "no-command", "", USAGE),
    Case(None, "unknown-command", "frobnicate", USAGE),
    Case(None, "unknown-command-json", "--json frobnicate", USAGE),
    Case(None, "unknown-option", "list --frobnicate", USAGE),
    Case(None, "unknown-option-json", "list --json --frobnicate", USAGE),
    Case(None, "unknown-letter", "list -x", USAGE),
    Case(None, "value-not-wanted", "list --list-columns=yes", USAGE),
    Case(None, "bad-colour", "list --color=blue", USAGE),
]
