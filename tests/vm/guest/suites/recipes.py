# SPDX-License-Identifier: GPL-2.0-or-later
"""That the kernel behaves as the design assumes, without vfioprep: every recipe by hand."""

import errno
import os
import subprocess

import nvme
import pci
import programs
import vfio
from harness import case, equal, fails, true, until


def load():
    subprocess.run(["modprobe", "vfio-pci"], check=True)


def taken(machine, role):
    """A device of this role on vfio-pci until the case ends."""
    load()
    device = machine.device(role)
    native = device.driver
    machine.undo.callback(device.give_back, native)
    device.take()
    equal(device.driver, "vfio-pci", f"driver of {role}")
    return device


@case()
def devices_and_groups(machine):
    nic, twin = machine.device("nic"), machine.device("twin")
    equal((nic.driver, twin.driver), ("e1000e", "e1000e"), "drivers of the twins")
    true(nic.group != twin.group, "the twins have groups of their own")
    equal(machine.device("shared").group, machine.device("sibling").group, "shared group")
    equal(machine.device("disk").driver, "nvme", "driver of the disk")
    equal(machine.device("usb").driver, "xhci_hcd", "driver of the USB controller")
    equal(machine.device("sound").driver, "snd_hda_intel", "driver of the sound device")


@case()
def there_and_back(machine):
    nic = machine.device("nic")
    before = pci.photo()
    interfaces = nic.interfaces
    taken(machine, "nic")
    until(nic.node.exists, "the group node")
    with vfio.Group(nic) as group:
        true(group.viable(), "the group is viable")
        group.attach()
        equal(group.regions(nic), 9, "regions")
    nic.give_back("e1000e")
    until(lambda: nic.interfaces == interfaces, "the interface is back under its name")
    equal(pci.photo(), before, "the machine")


@case()
def half_a_group_is_not_viable(machine):
    shared = taken(machine, "shared")
    until(shared.node.exists, "the group node")
    with vfio.Group(shared) as group:
        true(not group.viable(), "half the group makes it not viable")
    taken(machine, "sibling")
    with vfio.Group(shared) as group:
        true(group.viable(), "the whole group is viable, its bridge aside")
        group.attach()
        group.open(shared)


@case()
def native_bind_into_an_owned_group_is_busy(machine):
    shared, sibling = taken(machine, "shared"), machine.device("sibling")
    native = sibling.driver
    machine.undo.callback(sibling.give_back, native)
    sibling.override = "none"
    sibling.unbind()
    until(shared.node.exists, "the group node")
    with vfio.Group(shared) as group:
        group.attach()
        sibling.override = None
        with fails(errno.EBUSY):
            sibling.bind(native)


@case("vtd")
def reserved_region(machine):
    device = machine.device("rmrr")
    regions = (device.path / "iommu_group/reserved_regions").read_text()
    true(any(line.endswith(" direct") for line in regions.splitlines()), regions)
    others = (machine.device("nic").path / "iommu_group/reserved_regions").read_text()
    true(" direct\n" not in others, "no other device has one")
    taken(machine, "rmrr")
    until(device.node.exists, "the group node")
    with vfio.Group(device) as group, fails(errno.EPERM, errno.EINVAL):
        group.attach()


@case()
def physical_function_with_vfs_is_busy(machine):
    load()
    pf, vfs = nvme.with_vfs(machine, 2)
    machine.undo.callback(pf.give_back, "nvme")
    equal([vf.link("physfn") for vf in vfs], [pf.address] * 2, "physfn of the VFs")
    true(len({vf.group for vf in vfs} | {pf.group}) == 3, "each has a group of its own")
    pf.override = "vfio-pci"
    pf.unbind()
    with fails(errno.EBUSY):
        pf.bind("vfio-pci")


@case()
def vf_needs_an_override_when_autoprobe_is_off(machine):
    load()
    _, vfs = nvme.with_vfs(machine, 1)
    equal(vfs[0].driver, None, "driver of the VF")
    with fails(errno.ENODEV):
        vfs[0].bind("vfio-pci")
    vfs[0].take()
    equal(vfs[0].driver, "vfio-pci", "driver of the VF")
    vfs[0].give_back(None)


@case()
def vf_comes_online(machine):
    """A virtual function that was given queues has its disk; it shares it with the PF."""
    pf, vfs = nvme.with_vfs(machine, 2)
    until(lambda: nvme.has_disks(pf), "the disk of the PF")
    nvme.bring_online(pf, 1)
    machine.undo.callback(vfs[1].give_back, None)
    vfs[1].take("nvme")
    until(lambda: nvme.has_disks(vfs[1]), "the disk of the VF")
    equal(nvme.disks(vfs[1]), nvme.disks(pf), "it is the same one")


@case()
def bridge_is_invalid(machine):
    load()
    bridge = machine.device("bridge")
    equal(bridge.driver, None, "driver of the conventional bridge")
    machine.undo.callback(setattr, bridge, "override", None)
    bridge.override = "vfio-pci"
    with fails(errno.EINVAL):
        bridge.bind("vfio-pci")


@case()
def host_bridge_binds(machine):
    """So it is the class that must refuse it."""
    taken(machine, "host")


@case()
def another_override_is_no_device(machine):
    load()
    nic = machine.device("nic")
    machine.undo.callback(nic.give_back, "e1000e")
    for name in ("pci-stub", None):
        nic.override = name
        nic.unbind()
        with fails(errno.ENODEV):
            nic.bind("vfio-pci")


@case()
def empty_write_does_not_clear(machine):
    nic = machine.device("nic")
    machine.undo.callback(setattr, nic, "override", None)
    nic.override = "vfio-pci"
    nic.write("driver_override", "")
    equal(nic.override, "vfio-pci", "override after an empty write")
    nic.write("driver_override", "\n")
    equal(nic.read("driver_override"), pci.NO_OVERRIDE, "override after a newline")


@case("none")
def no_group_is_invalid(machine):
    load()
    nic = machine.device("nic")
    equal(nic.group, None, "group")
    machine.undo.callback(nic.give_back, "e1000e")
    nic.override = "vfio-pci"
    nic.unbind()
    with fails(errno.EINVAL):
        nic.bind("vfio-pci")


@case()
def open_fd_blocks_unbind(machine):
    nic = taken(machine, "nic")
    until(nic.node.exists, "the group node")
    holder = programs.Holder(nic)
    machine.undo.callback(holder.release)
    unbind = programs.Aside("sh", "-c", f"echo {nic} >{nic.path}/driver/unbind")
    until(lambda: nic.driver is None, "the driver link goes first")
    reader = programs.Aside("cat", nic.path / "driver_override")
    equal(reader.ended(1), machine.kernel != "6.1", "reading the override ends")
    true(not unbind.ended(0), "unbind waits for the fd")
    true(os.path.exists(f"/proc/{holder.pid}"), "the holder lives")
    holder.release()
    true(unbind.ended(10), "unbind ends by itself when the fd closes")
    true(reader.ended(10), "and so does the reader")
    equal(nic.driver, None, "driver")


@case()
def inner_qemu(machine):
    nic = taken(machine, "nic")
    until(nic.node.exists, "the group node")
    text = programs.inner_qemu(nic)
    true("8086:10d3" in text, text)
