# SPDX-License-Identifier: GPL-2.0-or-later
"""A machine described by its buses, bridges and functions; made into a tree.

Addresses and groups are given or counted on: a function gets a group of its own unless
it is told one. Every path, link and header follows from the description."""

import os

import config
import modules
from tree import Tree

DEVICES, DRIVERS = "sys/bus/pci/devices", "sys/bus/pci/drivers"
GROUPS = "sys/kernel/iommu_groups"
MSI_REGION = "0x00000000fee00000 0x00000000feefffff msi"
BUILT_IN = {"pcieport"}
CLASS_BRIDGE = "060400"
# Numbers of device nodes; those that the kernel chooses are counted down from 511.
USB_MAJOR, DRM_MAJOR, BLOCK_EXTENDED = 189, 226, 259
VFIO_DEVICES, VFIO_GROUPS, NVME_MAJOR = 511, 510, 240
VFIO = ("vfio-pci", "mlx5-vfio-pci")


def _ids(text):
    return tuple(int(part, 16) for part in text.split(":"))


class Group:
    def __init__(self, number, kind="DMA-FQ", reserved=(), name=None):
        """NAME: what stands in its file of that name; vfio-noiommu has no regions."""
        self.number, self.kind, self.name = number, kind, name
        self.reserved = [] if name else [*reserved, MSI_REGION]
        self.members = []   # names and where they stand


class Function:
    """One PCI function; PLACE is its directory below sys/devices."""

    def __init__(self, bus, slot, ids, class_code, options):
        self.bus, self.slot = bus, slot
        self.address = f"{bus.domain:04x}:{bus.number:02x}:{slot}"
        self.place = f"{bus.place}/{self.address}"
        self.ids, self.class_code = _ids(ids), class_code
        self.options = options
        self.group = None
        self.virtual = []
        self.physical = None


class Bus:
    def __init__(self, machine, domain, number, place, group=None):
        self.machine, self.domain, self.number = machine, domain, number
        self.place, self.group = place, group

    def function(self, slot, ids, class_code, **options):
        """SLOT: "1f.3". Options: see Machine.add()."""
        return self.machine.add(Function(self, slot, ids, class_code, options))

    def bridge(self, slot, ids, number, **options):
        """A PCI-to-PCI bridge; returns the bus below it."""
        options = {"driver": "pcieport", "revision": 1, **options}
        last = options.pop("last", number)
        shared = options.pop("shared", False)
        options["buses"] = (self.number, number, last)
        function = self.function(slot, ids, CLASS_BRIDGE, **options)
        return Bus(self.machine, self.domain, number, function.place,
                   function.group if shared else self.group)


class Machine:
    def __init__(self, release, cmdline, iommu=True, first_group=0):
        self.release, self.cmdline, self.iommu = release, cmdline, iommu
        self.first_group = first_group
        self.functions, self.groups = [], []
        self.aliases, self.names, self.files = [], {}, []
        self.unreadable, self.links = [], []
        self.built_in = ()  # of modules.VFIO

    def root_bus(self, domain=0, number=0):
        return Bus(self, domain, number, f"sys/devices/pci{domain:04x}:{number:02x}")

    def domain_below(self, function, domain, number):
        """A root bus that a function makes, as VMD does; in that function's group."""
        return Bus(self, domain, number,
                   f"{function.place}/pci{domain:04x}:{number:02x}", function.group)

    def new_group(self, **options):
        self.groups.append(Group(self.first_group + len(self.groups), **options))
        return self.groups[-1]

    def add(self, function):
        """Options: group (a Group), subsystem "v:d", revision, driver, module (None: built
        in), override, multifunction, numa, boot_vga, reset, conventional, buses, asleep, net,
        drm and nvme (names that the driver made), usb {port: ids}, seat (its slot's name),
        cdev, autoprobe, files {name: text}, groupless, layout, whole (arguments of
        config.whole()), gone (it answers with all ones)."""
        group = function.options.get("group") or function.bus.group
        if (self.iommu or group) and not function.options.get("groupless"):
            function.group = group or self.new_group()
            function.group.members.append((function.address, function.place))
        self.functions.append(function)
        return function

    def virtual_functions(self, physical, slots, device, **options):
        """One each slot, in their own groups, with links both ways."""
        vendor = f"{physical.ids[0]:04x}"
        for slot in slots:
            function = physical.bus.function(slot, f"{vendor}:{device}", physical.class_code,
                                             **options)
            function.physical = physical
            physical.virtual.append(function)
        return physical.virtual

    def other_member(self, group, name, place, driver=None):
        """A group's member that is no PCI function."""
        group.members.append((name, place))
        self.files.append((f"{place}/modalias", f"of:N{name}"))
        if driver:
            self.files.append((f"{place}/driver", driver))

    def claims(self, module, *ids, prefix="pci"):
        """MODULE's table of ids."""
        self.aliases += [modules.pci_alias(one, module, prefix) for one in ids]

    def name(self, ids, words):
        """A line of the tree's own pci.ids: "8086", "8086:10d3" or "C 02", "C 02:00"."""
        self.names[ids] = words

    def file(self, path, text):
        self.files.append((path, text))

    def link(self, path, to):
        """A link of sysfs to another place of the tree."""
        self.links.append((path, to))

    def shows(self, files):
        """{path: text or bytes}, such as processor.x86() and tables.shown() make."""
        self.files += files.items()

    def cannot_read(self, function, name):
        self.unreadable.append(f"{function.place}/{name}")

    def tree(self, heading):
        return _Writer(self).write(heading)


class _Writer:
    def __init__(self, machine):
        self.machine, self.tree = machine, Tree()
        self.drivers = set()
        self.numbers = {"char": {}, "block": {}}    # number: place of the node

    def write(self, heading):
        m = self.machine
        self.tree.comment(f"{heading}\n{len(m.functions)} PCI functions, "
                          f"{len(m.groups)} IOMMU groups. Written by tests/machines/build.")
        self.system()
        for function in m.functions:
            self.function(function)
        for group in m.groups:
            self.group(group)
        if not m.groups:
            self.tree.directory(GROUPS)
        if m.aliases:
            modules.add(self.tree, m.release, m.aliases, m.built_in)
        self.pci_ids()
        self.further()
        self.nodes()
        return self.tree.text()

    def system(self):
        m = self.machine
        self.tree.file("proc/cmdline", m.cmdline)
        self.tree.file("proc/sys/kernel/osrelease", m.release)
        self.tree.file("proc/sys/kernel/random/boot_id", "00000000-0000-0000-0000-000000000000")
        self.tree.file("proc/1/mountinfo", "24 1 0:22 / / rw shared:1 - tmpfs tmpfs rw")
        self.network()
        self.tree.file("proc/swaps", "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority")

    def network(self):
        """What rtnetlink would tell: interfaces that are up and carry nothing."""
        lines = [f"link {name} up" for f in self.machine.functions
                 for name in f.options.get("net", ())]
        if lines:
            self.tree.file("vfioprep/net", "\n".join(lines))

    def function(self, f):
        place, o = f.place, f.options
        self.tree.comment(f"{f.address} {o.get('note', '')}".rstrip())
        self.tree.link_to(f"{DEVICES}/{f.address}", place)
        subsystem = _ids(o["subsystem"]) if "subsystem" in o else None
        rows = [("vendor", f"0x{f.ids[0]:04x}"), ("device", f"0x{f.ids[1]:04x}")]
        if subsystem:
            rows += [("subsystem_vendor", f"0x{subsystem[0]:04x}"),
                     ("subsystem_device", f"0x{subsystem[1]:04x}")]
        rows += [("class", f"0x{f.class_code}"), ("revision", f"0x{o.get('revision', 0):02x}"),
                 ("driver_override", o.get("override", "(null)")),
                 ("numa_node", str(o.get("numa", -1)))]
        rows += [(name, str(o[key])) for key, name in
                 (("boot_vga", "boot_vga"), ("reset", "reset_method"),
                  ("autoprobe", "sriov_drivers_autoprobe")) if key in o]
        rows.append(("power/runtime_status", "suspended" if o.get("asleep") else "active"))
        for name, text in [*rows, *o.get("files", {}).items()]:
            self.tree.file(f"{place}/{name}", text)
        self.tree.bytes(f"{place}/config", self.space(f, subsystem))
        self.tree.link_to(f"{place}/subsystem", "sys/bus/pci")
        self.links(f)
        self.made_by_driver(f)

    def space(self, f, subsystem):
        o, buses = f.options, f.options.get("buses")
        space = config.header(
            *f.ids, int(f.class_code, 16), o.get("revision", 0),
            layout=o.get("layout", config.BRIDGE if buses else config.ENDPOINT),
            multifunction=o.get("multifunction", False), subsystem=subsystem, buses=buses,
            conventional=o.get("conventional", False))
        if "whole" in o:
            space = config.whole(space, **o["whole"])
        if o.get("gone"):
            return b"\xff" * len(space)
        return config.virtual(space) if f.physical else space

    def links(self, f):
        place, o = f.place, f.options
        if f.group:
            self.tree.link_to(f"{place}/iommu_group", f"{GROUPS}/{f.group.number}")
        if o.get("driver"):
            self.driver(f, o["driver"])
        if f.physical:
            self.tree.link_to(f"{place}/physfn", f.physical.place)
        for number, virtual in enumerate(f.virtual):
            self.tree.link_to(f"{place}/virtfn{number}", virtual.place)

    def driver(self, f, name):
        below = f"{DRIVERS}/{name}"
        self.tree.link_to(f"{f.place}/driver", below)
        self.tree.link_to(f"{below}/{f.address}", f.place)
        module = f.options.get("module", None if name in BUILT_IN else name.replace("-", "_"))
        if module and name not in self.drivers:
            self.tree.link_to(f"{below}/module", f"sys/module/{module}")
            self.tree.link_to(f"sys/module/{module}/drivers/pci:{name}", below)
        if name == "nvidia":
            self.nvidia(f)
        self.drivers.add(name)

    def nvidia(self, f):
        """Its nodes are not in sysfs, and nobody uses it."""
        numbered = sum("proc/driver/nvidia" in path for path in self.tree.entries)
        self.tree.file(f"proc/driver/nvidia/gpus/{f.address}/information",
                       f"Model: \t\t NVIDIA\nDevice Minor: \t {numbered}")
        if not numbered:
            self.tree.file("sys/module/nvidia/refcnt", "0")

    def made_by_driver(self, f):
        """What hangs on a function, and its entry in the class."""
        o = f.options
        for name in o.get("net", ()):
            self.tree.file(f"{f.place}/net/{name}/operstate", "up")
            self.tree.link_to(f"sys/class/net/{name}", f"{f.place}/net/{name}")
        for name in o.get("drm", ()):
            self.tree.file(f"{f.place}/drm/{name}/uevent", f"DEVNAME=dri/{name}")
            self.node("char", f"{DRM_MAJOR}:{name.lstrip('cardrenD')}", f"{f.place}/drm/{name}",
                      "sys/class/drm")
            self.tree.link_to(f"sys/class/drm/{name}", f"{f.place}/drm/{name}")
        for name in o.get("nvme", ()):
            self.nvme(f"{f.place}/nvme/{name}", name)
        for name, ids in o.get("usb", {}).items():
            self.usb(f"{f.place}/usb{name.split('-')[0]}/{name}", name, ids)
        if "seat" in o:
            self.tree.file(f"sys/bus/pci/slots/{o['seat']}/address", f.address.split(".")[0])
        if "cdev" in o:
            place, number = f"{f.place}/vfio-dev/{o['cdev']}", o['cdev'].removeprefix("vfio")
            self.tree.file(f"{place}/dev", f"{VFIO_DEVICES}:{number}")
            self.node("char", f"{VFIO_DEVICES}:{number}", place, "sys/class/vfio-dev")
            self.tree.file(f"dev/vfio/devices/{o['cdev']}", "")

    def nvme(self, place, name):
        disk = f"{name}n1"
        self.tree.file(f"{place}/serial", f"SERIAL-OF-{name}".upper())
        self.tree.file(f"{place}/{disk}/size", "1953525168")
        self.tree.link_to(f"sys/class/nvme/{name}", place)
        self.tree.link_to(f"sys/class/block/{disk}", f"{place}/{disk}")
        self.tree.file(f"{place}/{disk}/dev", f"{BLOCK_EXTENDED}:{disk[4]}")
        self.node("char", f"{NVME_MAJOR}:{disk[4]}", place, "sys/class/nvme")
        self.node("block", f"{BLOCK_EXTENDED}:{disk[4]}", f"{place}/{disk}", "sys/class/block")

    def usb(self, place, name, ids):
        for attribute, text in zip(("idVendor", "idProduct"), ids.split(":")):
            self.tree.file(f"{place}/{attribute}", text)
        self.tree.link_to(f"sys/bus/usb/devices/{name}", place)
        self.node("char", f"{USB_MAJOR}:{len(self.numbers['char'])}", place, "sys/bus/usb")

    def group(self, group):
        below = f"{GROUPS}/{group.number}"
        self.tree.comment(f"IOMMU group {group.number}")
        self.tree.file(f"{below}/type", group.kind)
        if group.name:
            self.tree.file(f"{below}/name", group.name)
        if group.reserved:
            self.tree.file(f"{below}/reserved_regions", "\n".join(group.reserved))
        else:
            self.tree.bytes(f"{below}/reserved_regions", b"")
        for name, place in group.members:
            self.tree.link_to(f"{below}/devices/{name}", place)

    def node(self, kind, number, place, subsystem):
        """A device node with its number; the kernel makes a link for each."""
        self.numbers[kind][number] = place
        self.tree.link_to(f"{place}/subsystem", subsystem)

    def nodes(self):
        self.tree.comment("device nodes by number, and the processes that have them open: none")
        for f in self.machine.functions:
            if f.group and f.options.get("driver") in VFIO:
                number = f.group.number
                prefix = "noiommu-" if f.group.name else ""
                self.numbers["char"][f"{VFIO_GROUPS}:{number}"] = \
                    f"sys/devices/virtual/vfio/{prefix}{number}"
        for kind, numbers in self.numbers.items():
            for number, place in numbers.items():
                self.tree.link_to(f"sys/dev/{kind}/{number}", place)
            if not numbers:
                self.tree.directory(f"sys/dev/{kind}")
        self.tree.directory("vfioprep/openers")

    def pci_ids(self):
        """The list's own nesting: a vendor or class, and below it what begins with it."""
        lines = []
        for ids, words in self.machine.names.items():
            lines.append(f"\t{ids.split(':')[1]}  {words}" if ":" in ids else f"{ids}  {words}")
        if lines:
            self.tree.comment("names, in the words of this project")
            self.tree.file("usr/share/misc/pci.ids", "\n".join(lines))

    def further(self):
        for path, text in self.machine.files:
            if isinstance(text, bytes):
                self.tree.bytes(path, text)
            elif os.path.basename(path) == "driver":
                self.tree.link_to(path, f"sys/bus/platform/drivers/{text}")
            else:
                self.tree.file(path, text)
        for path, to in self.machine.links:
            self.tree.link_to(path, to)
        for path in self.machine.unreadable:
            self.tree.unreadable(path)
