# SPDX-License-Identifier: GPL-2.0-or-later
"""PCI devices through bare sysfs: the kernel's own view, owing nothing to vfioprep."""

import os
from pathlib import Path

DEVICES = Path("/sys/bus/pci/devices")
DRIVERS = Path("/sys/bus/pci/drivers")
NO_OVERRIDE = "(null)"


class Device:
    def __init__(self, address):
        self.address = address
        self.path = DEVICES / address

    def __repr__(self):
        return self.address

    def read(self, name):
        return (self.path / name).read_text().strip()

    def write(self, name, text):
        write(self.path / name, text)

    def link(self, name):
        """The last part of where a link leads, or None."""
        try:
            return os.path.basename(os.readlink(self.path / name))
        except FileNotFoundError:
            return None

    @property
    def driver(self):
        return self.link("driver")

    @property
    def group(self):
        return self.link("iommu_group")

    @property
    def override(self):
        text = self.read("driver_override")
        return text if text and text != NO_OVERRIDE else None

    @override.setter
    def override(self, name):
        self.write("driver_override", (name or "") + "\n")

    @property
    def node(self):
        return Path("/dev/vfio") / self.group

    @property
    def interfaces(self):
        folder = self.path / "net"
        return sorted(os.listdir(folder)) if folder.is_dir() else []

    def unbind(self):
        if self.driver:
            self.write("driver/unbind", self.address)

    def bind(self, driver):
        write(DRIVERS / driver / "bind", self.address)

    def take(self, driver="vfio-pci"):
        """By hand, as the design orders it: aim, unbind, bind."""
        self.override = driver
        self.unbind()
        self.bind(driver)

    def give_back(self, driver):
        self.override = driver
        self.unbind()
        if driver and self.driver is None:
            self.bind(driver)
        self.override = None


def write(path, text):
    """One write(2): what it answers is the kernel's errno, unlike a buffered close."""
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def at(place):
    """The device at a path of slots below the first root bus."""
    folder = Path("/sys/devices/pci0000:00")
    for step in place.split("/"):
        found = sorted(folder.glob(f"????:??:{step}"))
        if len(found) != 1:
            raise LookupError(f"no device at {place}")
        folder = found[0]
    return Device(folder.name)


def all_devices():
    return [Device(name) for name in sorted(os.listdir(DEVICES))]


def photo():
    """All that a transaction must leave as it was: bindings, nodes, what we keep in /run."""
    state = {d.address: (d.driver, d.override, d.group) for d in all_devices()}
    return state | _nodes() | _kept()


def _nodes():
    """The group nodes with owner and mode; the container's node comes with the module."""
    found = {}
    for path in Path("/dev/vfio").glob("[0-9]*"):
        node = path.stat()
        found[str(path)] = (node.st_uid, node.st_gid, node.st_mode)
    return found


def _kept():
    """Folders, lock and markers stay; a lease must not."""
    run = Path("/run/vfioprep")
    files = [path for path in run.rglob("*") if path.is_file()]
    return {str(path): path.read_bytes() for path in files
            if path.parent.name == "leases" or path.parent == run and path.name != "lock"}
