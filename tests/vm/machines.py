# SPDX-License-Identifier: GPL-2.0-or-later
"""The machines of the tests: rows of QEMU arguments, and where each device of note sits.

A place is a path of slots from bus 0 down, never an address: bus numbers are the firmware's.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

BASE = ["-machine", "q35", "-m", "2048", "-smp", "2", "-display", "none", "-vga", "none",
        "-nic", "none", "-no-reboot", "-audiodev", "none,id=none",
        "-device", "VGA,addr=01.0"]


def port(slot, *devices):
    """A PCIe root port at 00:SLOT.0 with devices on the bus behind it."""
    name = f"port{slot:x}"
    args = ["-device", f"pcie-root-port,id={name},chassis={slot},addr={slot:02x}.0"]
    for device in devices:
        args += ["-device", f"{device},bus={name}"]
    return args


def nic(model, number):
    """A NIC on a network of its own that leads nowhere."""
    return ["-netdev", f"hubport,id=net{number},hubid={number}"], \
        f"{model},netdev=net{number},mac=52:54:00:00:00:{number:02x}"


def root(image):
    """The disk with the guest's root, at a slot of its own."""
    return ["-drive", f"if=none,id=root,format=raw,readonly=on,file={image}",
            "-device", "virtio-blk-pci,drive=root,addr=12.0"]


def share(tag, folder, slot, readonly):
    """A folder of the host that the guest mounts by its tag."""
    return ["-fsdev", f"local,id={tag},path={folder},security_model=none"
                      + (",readonly=on" if readonly else ""),
            "-device", f"virtio-9p-pci,fsdev={tag},mount_tag={tag},addr={slot:x}.0"]


def desk():
    """Two NICs and a disk: what the demonstration shows."""
    args = []
    for number in (1, 2):
        net, card = nic("e1000e", number)
        args += net + port(2 + number, card)
    return args + disk()


def paravirtual():
    """The same, and a virtio device that nobody needs."""
    return [*desk(), "-device", "virtio-balloon-pci,addr=13.0"]


def disk():
    """An NVMe disk that reads as zeros."""
    return ["-drive", "if=none,id=disk,format=raw,file=null-co://,file.size=64M",
            *port(5, "nvme,serial=disk,drive=disk")]


def sriov_disk(slot, name, vfs):
    """An NVMe controller with virtual functions, offline until they are given queues."""
    queues = 2 * vfs
    return ["-device", f"nvme-subsys,id=of-{name}",
            *port(slot, f"nvme,id={name},serial={name},subsys=of-{name},sriov_max_vfs={vfs},"
                        f"sriov_vq_flexible={queues},sriov_vi_flexible={vfs},"
                        f"max_ioqpairs={queues + 18},msix_qsize={queues + 19}")]


def namespace(name):
    """A disk that reads as zeros, and that all controllers of a subsystem share."""
    return ["-drive", f"if=none,id=on-{name},format=raw,file=null-co://,file.size=64M",
            "-device", f"nvme-ns,drive=on-{name},bus={name},nsid=1,shared=on"]


def stick(controller):
    """A USB disk at the first port."""
    return ["-drive", "if=none,id=stick,format=raw,file=null-co://,file.size=64M",
            "-device", f"usb-storage,drive=stick,bus={controller}.0,port=1,serial=stick"]


def kept(name):
    """A disk in memory and temporary files, that keeps what is written to it."""
    return ["-drive", f"if=none,id={name},format=raw,snapshot=on,file.driver=null-co,"
                      "file.size=256M,file.read-zeroes=on"]


def cards():
    """Three cards; the first two are on one wire."""
    args = []
    for number, wire in ((1, 1), (2, 1), (3, 3)):
        args += ["-netdev", f"hubport,id=net{number},hubid={wire}"]
        args += port(2 + number, f"e1000e,netdev=net{number},mac=52:54:00:00:00:{number:02x}")
    return args


def disks():
    """Two NVMe disks, and a stick behind a USB controller."""
    return [*kept("first"), *port(3, "nvme,serial=first,drive=first"),
            *kept("second"), *port(4, "nvme,serial=second,drive=second"),
            *port(8, "qemu-xhci,id=usb"),
            *kept("stick"), "-device", "usb-storage,bus=usb.0,drive=stick"]


def kept_history():
    """Three that move together, and a disk for what a reset must not take away."""
    args = []
    for number in (1, 2):
        net, card = nic("e1000e", number)
        args += net + port(2 + number, card)
    return [*args, *disk(), *kept("kept"),
            "-device", "virtio-blk-pci,drive=kept,addr=13.0,serial=kept"]


def desktop():
    """What people sit before: sound, a USB keyboard, a serial port, a disk and a display."""
    return [*disk(), *port(8, "qemu-xhci,id=usb"), "-device", "usb-kbd,bus=usb.0",
            "-chardev", "null,id=nowhere", "-device", "pci-serial,chardev=nowhere,addr=0b.0",
            "-device", "ich9-intel-hda,addr=1b.0", "-device", "hda-duplex,audiodev=none"]


def zoo():
    """A device of every kind that the cases ask for."""
    args = []
    cards = []
    for number, model in enumerate(["e1000e", "e1000e", "rtl8139", "rtl8139", "vmxnet3"], 1):
        net, card = nic(model, number)
        args += net
        cards.append(card)
    # Slot 2 stays free: amd-iommu takes the first free one, and cannot be told another.
    args += port(3, cards[0]) + port(4, cards[1])
    args += disk()
    args += sriov_disk(6, "pf", 4) + namespace("pf")
    args += port(7, "pcie-pci-bridge,id=pci")
    args += ["-device", f"{cards[2]},bus=pci,addr=01.0", "-device", f"{cards[3]},bus=pci,addr=02.0"]
    args += port(8, "qemu-xhci,id=usb") + stick("usb") + port(9, cards[4])
    return args + ["-device", "ich9-intel-hda,addr=1b.0", "-device", "hda-duplex,audiodev=none"]


def screen():
    """Keyboards behind two USB controllers and nowhere else, and a card that has picture
    and USB in one slot."""
    return ["-machine", "i8042=off",
            *port(3, "qemu-xhci,id=left"), "-device", "usb-kbd,bus=left.0",
            *port(4, "qemu-xhci,id=right"), "-device", "usb-kbd,bus=right.0",
            "-device", "qxl,multifunction=on,addr=0a.0",
            "-device", "qemu-xhci,id=socket,addr=0a.1"]


def firmware_picture():
    """A display of the class 0380, on which the firmware has set a mode, and a NIC."""
    net, card = nic("e1000e", 1)
    return [*net, *port(3, card)]


def many():
    """A NIC, and four disks that can have 120 virtual functions each."""
    net, card = nic("e1000e", 1)
    args = net + port(3, card)
    for number in (1, 2, 3, 4):
        args += sriov_disk(3 + number, f"pf{number}", 120)
    return args


PLACES = {
    # Of the machines storage and network.
    "first": "03.0/00.0", "second": "04.0/00.0", "third": "05.0/00.0",
    "left": "03.0/00.0", "right": "04.0/00.0",      # of the machine display
    "picture": "0a.0", "socket": "0a.1",
    "nic": "03.0/00.0", "twin": "04.0/00.0", "disk": "05.0/00.0", "pf": "06.0/00.0",
    "bridge": "07.0/00.0", "shared": "07.0/00.0/01.0", "sibling": "07.0/00.0/02.0",
    "pf1": "04.0/00.0", "pf2": "05.0/00.0", "pf3": "06.0/00.0", "pf4": "07.0/00.0",
    "usb": "08.0/00.0", "rmrr": "09.0/00.0", "sound": "1b.0", "display": "01.0",
    "serial": "0b.0", "balloon": "13.0",
    "port": "03.0", "isa": "1f.0", "host": "00.0",
}


@dataclass(frozen=True)
class Machine:
    iommu: list = field(default_factory=list)
    cpu: str = "max"
    cmdline: str = ""
    rmrr: str | None = None     # the place that gets a reserved region
    devices: Callable = zoo
    resets: bool = False        # a reset boots it anew, and does not end it
    display: str = "VGA"        # which QEMU device the firmware finds

    def args(self, image, work, modules):
        """Every boot has all of these: the firmware's tables name each device on bus 0."""
        base = [arg.replace("VGA,", f"{self.display},") for arg in BASE
                if not (self.resets and arg == "-no-reboot")]
        return [*base, "-cpu", self.cpu, *self.iommu, *self.devices(), *root(image),
                *share("work", work, 0x10, False), *share("modules", modules, 0x11, True)]

    def rmrr_path(self):
        steps = [step.split(".") for step in PLACES[self.rmrr].split("/")]
        return [(int(device, 16), int(function, 16)) for device, function in steps]


VTD = ["-device", "intel-iommu,intremap=on"]
VTD_CMDLINE = "intel_iommu=on iommu=pt"

MACHINES = {
    "vtd": Machine(VTD, "max", VTD_CMDLINE, "rmrr"),
    # Without iommu=pt the translated DMA of QEMU 7.2's amd-iommu does not work.
    "amdvi": Machine(["-device", "amd-iommu,intremap=on"], "EPYC", "iommu=pt"),
    "none": Machine(),
    # As a user has it who never heard of the kernel command line, and one who heard wrongly.
    "unasked": Machine(VTD, rmrr="twin", devices=paravirtual),
    "told-off": Machine(VTD, cmdline="intel_iommu=off", rmrr="twin", devices=desk),
    "network": Machine(VTD, "max", VTD_CMDLINE, None, cards),
    "storage": Machine(VTD, "max", VTD_CMDLINE, None, disks),
    "desktop": Machine(VTD, "max", VTD_CMDLINE, None, desktop),
    # The firmware's picture stays, as with a display that no driver knows.
    "display": Machine(VTD, "max", f"{VTD_CMDLINE} vga=0x318 module_blacklist=bochs", None, screen),
    # The one mode that the BIOS of this display knows.
    "picture": Machine(VTD, "max", f"{VTD_CMDLINE} vga=0x340 module_blacklist=bochs", None,
                       firmware_picture, display="bochs-display"),
    "reset": Machine(VTD, "max", VTD_CMDLINE, None, kept_history, True),
    "demo": Machine(VTD, "max", VTD_CMDLINE, None, desk),
    "bench": Machine(VTD, "max", VTD_CMDLINE, None, many),
}
