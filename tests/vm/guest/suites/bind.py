# SPDX-License-Identifier: GPL-2.0-or-later
"""vfioprep takes devices and gives them back, and refuses what it must not take."""

import os
import pwd
import stat
import subprocess
from pathlib import Path

import pci
import programs
from harness import case, equal, true, until
from product import (NOBODY, act, ask, home_at_the_end, lease, listed, no_leases,
                     plan_of, refused, text)


def modules():
    with open("/proc/modules", encoding="utf-8") as lines:
        return {line.split()[0] for line in lines}


@case()
def dry_run_changes_nothing_and_tells_the_steps(machine):
    """First of all cases: vfio-pci is not loaded yet, and a plan must not load it."""
    twin = machine.device("twin")
    home_at_the_end(machine, "twin")
    before, loaded = pci.photo(), modules()
    true("vfio_pci" not in loaded, "vfio_pci is not loaded yet")
    plan = act("bind", "--dry-run", twin, outcome="planned")
    equal(plan["transaction"], None, "transaction of a plan")
    equal({step["result"] for step in plan["steps"]}, {"planned"}, "results")
    equal(pci.photo(), before, "the machine")
    equal(modules(), loaded, "modules")
    equal(plan_of(act("bind", twin)), plan_of(plan), "steps of bind")

    before = pci.photo()
    plan = act("release", "--dry-run", twin, outcome="planned")
    equal(pci.photo(), before, "the machine")
    equal(plan_of(act("release", twin)), plan_of(plan), "steps of release")


@case()
def second_of_two_twins(machine):
    nic, twin = machine.device("nic"), machine.device("twin")
    home_at_the_end(machine, "twin")
    before, interfaces = pci.photo(), twin.interfaces
    twins = (nic.driver, nic.override, nic.interfaces)

    got = act("bind", "--owner", "nobody", twin)
    true(isinstance(got["transaction"], str), "a transaction has a name")
    equal((twin.driver, twin.override), ("vfio-pci", "vfio-pci"), "the bound NIC")
    equal((nic.driver, nic.override, nic.interfaces), twins, "its twin")
    node = os.stat(twin.node)
    true(stat.S_ISCHR(node.st_mode), "the node is a device")
    equal((node.st_uid, stat.S_IMODE(node.st_mode)), (pwd.getpwnam("nobody").pw_uid, 0o600),
          "owner and mode of the node")
    true(lease(twin).is_file(), "a lease is kept")

    held = pci.photo()
    got = act("bind", twin, outcome="unchanged")
    equal(got["transaction"], None, "transaction of what changed nothing")
    equal(pci.photo(), held, "the machine after a second bind")

    act("release", twin)
    until(lambda: twin.interfaces == interfaces, "the interface is back under its name")
    equal(twin.driver, "e1000e", "driver")
    equal(twin.read("driver_override"), pci.NO_OVERRIDE, "override")
    no_leases()
    equal(pci.photo(), before, "the machine")
    act("release", twin, outcome="unchanged")


@case()
def list_tells_what_the_kernel_tells(machine):
    nic = machine.device("nic")
    home_at_the_end(machine, "nic")
    devices = {entry["address"]: entry for entry in ask("list")["devices"]}
    equal(list(devices), [device.address for device in pci.all_devices()], "addresses, in order")
    for device in pci.all_devices():
        entry, group = devices[device.address], device.group
        equal((entry["driver"], entry["driver_override"], entry["group"]),
              (device.driver, device.override, int(group) if group else None), device.address)
        equal("0x" + entry["vendor"], device.read("vendor"), "vendor")
        equal("0x" + entry["class"], device.read("class"), "class")
    act("bind", nic)
    entry = listed(nic)
    equal(entry["vfio"]["bound"], True, "bound")
    equal(entry["vfio"]["group_node"], str(nic.node), "group node")
    equal(entry["lease"]["owner"], "admin", "owner of the lease")
    equal(entry["lease"]["before"], {"driver": "e1000e", "driver_override": None}, "before")
    true(nic.address in text("list", nic).out, "the table names it")
    act("release", nic)
    equal(listed(nic)["lease"], None, "lease")


@case()
def another_owner_of_what_we_hold(machine):
    nic = machine.device("nic")
    home_at_the_end(machine, "nic")
    act("bind", nic)
    equal(os.stat(nic.node).st_uid, 0, "owner of the node")
    act("bind", "--owner", "nobody:nogroup", nic)
    node = os.stat(nic.node)
    equal((pwd.getpwuid(node.st_uid).pw_name, stat.S_IMODE(node.st_mode)), ("nobody", 0o600),
          "owner and mode of the node")
    act("release", nic)


@case()
def somebody_elses_stays_theirs(machine):
    """Bound by hand: nothing to do, nothing to own; without a lease release finds the driver."""
    nic = machine.device("nic")
    home_at_the_end(machine, "nic")
    interfaces = nic.interfaces
    subprocess.run(["modprobe", "vfio-pci"], check=True)
    nic.take()
    until(nic.node.exists, "the group node")
    before = pci.photo()
    act("bind", nic, outcome="unchanged")
    equal(pci.photo(), before, "the machine")
    text("bind", "--owner", "nobody", nic, status=1)
    equal(os.stat(nic.node).st_uid, 0, "owner of the node")
    equal(pci.photo(), before, "the machine")
    act("release", nic)
    equal((nic.driver, nic.override), ("e1000e", None), "driver and override")
    until(lambda: nic.interfaces == interfaces, "the interface is back")
    no_leases()


@case()
def without_a_driver_before_and_after(machine):
    nic, twin = machine.device("nic"), machine.device("twin")
    home_at_the_end(machine, "nic", "twin")
    nic.unbind()
    twin.override = "none"
    twin.unbind()
    before = pci.photo()
    act("bind", nic, twin)
    equal((nic.driver, twin.driver), ("vfio-pci", "vfio-pci"), "drivers")
    act("release", nic, twin)
    equal((nic.driver, nic.override), (None, None), "driver and override of the one")
    equal((twin.driver, twin.override), (None, "none"), "driver and override of the other")
    equal(pci.photo(), before, "the machine")


@case()
def native_module_is_loaded_again(machine):
    nic, twin = machine.device("nic"), machine.device("twin")
    home_at_the_end(machine, "nic", "twin")
    machine.undo.callback(subprocess.run, ["modprobe", "e1000e"], check=True)
    act("bind", nic, twin)
    subprocess.run(["rmmod", "e1000e"], check=True)
    act("release", nic, twin)
    equal((nic.driver, twin.driver), ("e1000e", "e1000e"), "drivers")


@case()
def shared_group(machine):
    shared, sibling = machine.device("shared"), machine.device("sibling")
    home_at_the_end(machine, "shared", "sibling")
    refused("group.shared", "bind", shared)
    before = pci.photo()
    act("bind", "--group", shared)
    equal((shared.driver, sibling.driver), ("vfio-pci", "vfio-pci"), "drivers of the group")
    equal(machine.device("bridge").driver, None, "driver of the bridge above them")
    true(shared.node.exists(), "the group node")
    act("bind", "--group", shared, outcome="unchanged")
    act("release", shared, sibling)
    equal(pci.photo(), before, "the machine")


@case()
def both_of_a_group_by_name(machine):
    shared, sibling = machine.device("shared"), machine.device("sibling")
    home_at_the_end(machine, "shared", "sibling")
    before = pci.photo()
    act("bind", shared, sibling)
    equal((shared.driver, sibling.driver), ("vfio-pci", "vfio-pci"), "drivers of the group")
    act("release", shared, sibling)
    equal(pci.photo(), before, "the machine")


@case()
def sibling_without_driver_does_not_hinder(machine):
    shared, sibling = machine.device("shared"), machine.device("sibling")
    home_at_the_end(machine, "shared", "sibling")
    sibling.unbind()
    act("bind", shared)
    equal((shared.driver, sibling.driver), ("vfio-pci", None), "drivers of the group")
    act("release", shared)


@case()
def a_guest_gets_it(machine):
    nic = machine.device("nic")
    home_at_the_end(machine, "nic")
    act("bind", nic)
    said = programs.inner_qemu(nic)
    true("8086:10d3" in said, said)
    act("release", nic)


@case()
def disk_is_back_with_its_node(machine):
    """nvme makes its node later than the driver link; release waits for it."""
    disk = machine.device("disk")
    home_at_the_end(machine, "disk")
    act("bind", disk)
    equal(disk.driver, "vfio-pci", "driver")
    act("release", disk)
    equal(disk.driver, "nvme", "driver")
    names = os.listdir(disk.path / "nvme")
    true(names and os.path.exists(f"/dev/{names[0]}"), "the node is there when release ends")


@case()
def other_kinds_of_device(machine):
    roles = ("usb", "sound")
    home_at_the_end(machine, *roles)
    devices = [machine.device(role) for role in roles]
    before = pci.photo()
    act("bind", *devices)
    equal([device.driver for device in devices], ["vfio-pci"] * 2, "drivers")
    act("release", *devices)
    equal(pci.photo(), before, "the machine")


@case()
def one_refused_none_taken(machine):
    home_at_the_end(machine, "nic")
    refused("device.bridge", "bind", machine.device("nic"), machine.device("port"))


@case()
def bridges(machine):
    for role in ("port", "bridge", "isa", "host"):
        refused("device.bridge", "bind", machine.device(role))


@case()
def physical_function_with_vfs(machine):
    pf = machine.device("pf")
    home_at_the_end(machine, "pf")
    machine.undo.callback(pf.write, "sriov_drivers_autoprobe", "1")
    machine.undo.callback(pf.write, "sriov_numvfs", "0")
    pf.write("sriov_drivers_autoprobe", "0")
    pf.write("sriov_numvfs", "2")
    refused("device.sriov-pf", "bind", pf)
    vf = pci.Device(pf.link("virtfn0"))
    equal(listed(vf)["physfn"], pf.address, "physfn")
    vfs = [pf.link("virtfn0"), pf.link("virtfn1")]
    everything = {entry["address"]: entry for entry in ask("list")["devices"]}
    equal(everything[pf.address]["virtfns"], vfs, "virtfns among all devices")
    equal(listed(pf)["virtfns"], vfs, "virtfns of the PF alone")
    before = pci.photo()
    act("bind", vf)
    equal(vf.driver, "vfio-pci", "driver of the VF")
    act("release", vf)
    equal(pci.photo(), before, "the machine")


def warnings(answer, rule):
    return [finding["summary"] for finding in answer["findings"]
            if (finding["id"], finding["status"]) == (rule, "warn")]


@case()
def physical_function_on_vfio(machine):
    """Its virtual functions come to VFIO by themselves, and want a token."""
    pf = machine.device("pf")
    home_at_the_end(machine, "pf")
    before = pci.photo()
    act("bind", pf)
    allowed = Path("/sys/module/vfio_pci/parameters/enable_sriov")
    machine.undo.callback(allowed.write_text, allowed.read_text())
    allowed.write_text("Y")
    machine.undo.callback(pf.write, "sriov_numvfs", "0")
    pf.write("sriov_numvfs", "2")
    vf = pci.Device(pf.link("virtfn0"))
    until(lambda: vf.driver == "vfio-pci", "vfio-pci has the virtual function")
    for said in (act("bind", vf, outcome="unchanged"),
                 act("bind", "--dry-run", pci.Device(pf.link("virtfn1")), outcome="unchanged")):
        true(any(pf.address in text and "VF token" in text
                 for text in warnings(said, "device.vf-token")), f"{said}")
    refused("device.sriov-pf", "release", pf)
    vf.override = None
    vf.unbind()
    said = act("bind", vf)
    true(warnings(said, "device.vf-token"), f"{said}")
    act("release", vf)
    pf.write("sriov_numvfs", "0")
    act("release", pf)
    equal(pci.photo(), before, "the machine")


@case("vtd")
def reserved_region(machine):
    refused("device.rmrr", "bind", machine.device("rmrr"))


@case("none")
def no_iommu_group(machine):
    refused("device.no-iommu-group", "bind", machine.device("nic"))


@case("vtd", "amdvi", "none")
def ordinary_user(machine):
    nic = machine.device("nic")
    before = pci.photo()
    said = text("bind", nic, status=1, before=NOBODY)
    true("root" in said.err, f"it says that root is needed: {said}")
    equal(said.out, "", "stdout of what failed")
    error = ask("bind", nic, status=1, before=NOBODY)["error"]
    equal(error["code"], "privilege", "code")
    text("release", nic, status=1, before=NOBODY)
    equal(pci.photo(), before, "the machine")
    devices = ask("list", before=NOBODY)["devices"]
    equal(len(devices), len(pci.all_devices()), "devices that an ordinary user sees")
    if nic.group:
        planned = act("bind", "--dry-run", nic, outcome="planned", before=NOBODY)
        said = {(finding["id"], finding["status"]) for finding in planned["findings"]}
        equal(said, {(rule, "unknown") for rule in ("host.network", "host.open", "host.unseen")},
              "what it cannot see, and does not rule out")
        disk = machine.device("disk")
        act("bind", "--dry-run", disk, outcome="planned", before=NOBODY)


@case("vtd", "amdvi", "none")
def wrong_words(machine):
    before = pci.photo()
    for argv in (["bind"], ["bind", "00:1f.8"], ["bind", "zz:00.0"], ["list", "00:20.0"],
                 ["bind", "--no-such-option", "00:00.0"], ["no-such-command"],
                 ["bind", "--timeout", "soon", machine.device("nic")],
                 ["bind", "--owner", "no-such-user", machine.device("nic")]):
        said = text(*argv, status=2)
        true(said.err and not said.out, f"words on stderr only: {said}")
        equal(ask(*argv, status=2)["error"]["code"], "usage", f"code of {argv}")
    for verb in ("bind", "release", "list"):
        text(verb, "7f:00.0", status=6)
        equal(ask(verb, "7f:00.0", status=6)["error"]["code"], "no-match", "code")
    equal(pci.photo(), before, "the machine")
