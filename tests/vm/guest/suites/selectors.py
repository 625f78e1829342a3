# SPDX-License-Identifier: GPL-2.0-or-later
"""Devices by everything they can be called by, on a kernel that has them."""

import contextlib
import errno
import itertools
import json
import os
import pwd
import re
import stat
import subprocess
from pathlib import Path

import nvme
import pci
import programs
from harness import case, equal, fails, settle, true, until
from product import (NOBODY, act, ask, failed_rules, home_at_the_end, lease, listed, no_leases,
                     refused, text, unchanged)

SLOTS = Path("/sys/bus/pci/slots")
USB = Path("/sys/bus/usb/devices")
VFIO = pci.DRIVERS / "vfio-pci"
SCANS = 30


def ids(device, *names):
    return ":".join(device.read(name).removeprefix("0x") for name in names)


def model(device):
    return ids(device, "vendor", "device")


def whole_model(device):
    return ids(device, "vendor", "device", "subsystem_vendor", "subsystem_device")


def there_and_back(selectors, *devices, back=None):
    """What is named moves and nothing else does; then all is as it was.

    A bound device has no interface, disk or native driver any more, so the way back is by
    address unless the selectors still match."""
    before = pci.photo()
    drivers = {device.address: device.driver for device in pci.all_devices()}
    act("bind", *selectors)
    moved = {device.address: "vfio-pci" for device in devices}
    equal({device.address: device.driver for device in pci.all_devices()}, drivers | moved,
          f"drivers after bind {selectors}")
    act("release", *(back or devices))
    equal(pci.photo(), before, f"the machine after {selectors} and back")
    no_leases()
    settle()


def same_both_ways(selectors, *devices):
    """By a selector that matches a bound device as well as a free one."""
    there_and_back(selectors, *devices, back=selectors)


@case()
def a_nic_by_its_address(machine):
    home_at_the_end(machine, "nic")
    nic = machine.device("nic")
    bus = nic.address[5:7]
    for selector in (nic.address, nic.address[5:], f"{bus}:00", f"{bus}:00.*", f"{bus}:?0.0",
                     f"0000:{bus}:00.?", f"000[0-3]:{bus}:0[0-1].0", f"*:{bus}:*.*"):
        same_both_ways([selector], nic)


@case()
def a_nic_by_its_model(machine):
    home_at_the_end(machine, "nic", "twin")
    twins = machine.device("nic"), machine.device("twin")
    short, full = model(twins[0]), whole_model(twins[0])
    vendor, device, subvendor, subdevice = full.split(":")
    for selector in (short, full, f"*:{device}", f"{vendor}:{device[:3]}[{device[3]}]",
                     f"{short}:{subvendor}", f"{short}:{subvendor}:*", f"{short}:*:{subdevice}"):
        same_both_ways([selector], *twins)


@case()
def a_nic_by_its_place_and_users(machine):
    home_at_the_end(machine, "nic", "twin")
    nic, twin = machine.device("nic"), machine.device("twin")
    same_both_ways([f"group={nic.group}"], nic)
    there_and_back(["driver=e1000e"], nic, twin, back=["driver=vfio-pci"])
    there_and_back(["driver=e1000*"], nic, twin, back=["driver=vfio*"])
    interfaces = nic.interfaces
    there_and_back([f"iface={interfaces[0]}"], nic)
    until(lambda: nic.interfaces == interfaces, "the interface is back under its name")


@case()
def a_nic_by_its_node(machine):
    """The machine has one memory node and no word on which devices are near it."""
    home_at_the_end(machine, "nic")
    nic = machine.device("nic")
    machine.undo.callback(nic.write, "numa_node", "-1")
    nic.write("numa_node", "0")
    near = {d.address for d in pci.all_devices() if d.read("numa_node") == "0"}
    equal(set(text("resolve", "numa=0").out.split()), near, "devices at the node")
    same_both_ways(["numa=0,driver=e1000e", f"numa=0,{model(nic)}"] if len(near) > 1
                   else ["numa=0"], nic)


@case()
def a_device_by_its_slot(machine):
    home_at_the_end(machine, "nic")
    nic = machine.device("nic")
    slots = {path.name: (path / "address").read_text().strip() for path in SLOTS.iterdir()}
    name = next(name for name, place in slots.items() if f"{place}.0" == nic.address)
    same_both_ways([f"slot={name}"], nic)


@case()
def conditions_together(machine):
    home_at_the_end(machine, "nic", "twin", "disk")
    nic, twin, disk = (machine.device(role) for role in ("nic", "twin", "disk"))
    vendor = model(nic).split(":")[0]
    same_both_ways([f"{vendor}:*,class=network"], nic, twin)
    same_both_ways([f"{model(nic)},class=0200,!group={nic.group}"], twin)
    there_and_back([f"driver=e1000e,!iface={nic.interfaces[0]}"], twin)
    there_and_back([f"class=020000,!{twin},!driver=8139*,!driver=vmxnet3"], nic)
    there_and_back([f"iface={nic.interfaces[0]}", "serial=disk"], nic, disk)
    same_both_ways([nic.address, f"group={nic.group}", f"!{twin},{model(nic)}"], nic)


@case()
def a_disk_by_all_its_names(machine):
    home_at_the_end(machine, "disk")
    disk = machine.device("disk")
    until(lambda: nvme.has_disks(disk), "the disk is there")
    names = nvme.disks(disk)
    for selectors in ([f"block={names[0]}"], ["serial=disk"], ["serial=dis?"],
                      [f"class=010802,group={disk.group}"], ["driver=nvme,serial=disk"]):
        there_and_back(selectors, disk)
        until(lambda: nvme.has_disks(disk), "its node is back")
        equal(nvme.disks(disk), names, "under its name")
    for selectors in ([disk.address], [f"group={disk.group}"],
                      [f"{model(disk)},!{machine.device('pf')}"]):
        same_both_ways(selectors, disk)
    until(lambda: nvme.has_disks(disk), "its node is back")


@case()
def two_disks_of_a_kind(machine):
    home_at_the_end(machine, "disk", "pf")
    both = machine.device("disk"), machine.device("pf")
    for selectors in (["class=0108"], ["class=storage,driver=nvme"], [model(both[0])]):
        there_and_back(selectors, *both)
        for disk in both:
            until(lambda disk=disk: nvme.has_disks(disk), f"the node of {disk} is back")
    there_and_back(["serial=disk", "serial=pf"], *both)
    until(lambda: all(map(nvme.has_disks, both)), "the nodes are back")


@case()
def a_disk_of_several_controllers(machine):
    """The kernel hangs it below no controller, but below a subsystem of them."""
    home_at_the_end(machine, "pf")
    pf = machine.device("pf")
    until(lambda: nvme.has_disks(pf), "the disk is there")
    name = nvme.disks(pf)[0]
    there_and_back([f"block={name}"], pf)
    until(lambda: nvme.has_disks(pf), "its node is back")


@case()
def a_controller_by_what_is_plugged_into_it(machine):
    home_at_the_end(machine, "usb")
    usb = machine.device("usb")

    def plugged():
        """The port, ids and disk of what is plugged in, once all of it is there."""
        for path in USB.iterdir():
            if (re.fullmatch(r"\d+-[\d.]+", path.name) and usb.address in str(path.resolve())
                    and any(path.glob("*/host*/target*/*/block/*"))):
                return path
        return None

    stick = until(plugged, "the USB disk")
    block = next(stick.glob("*/host*/target*/*/block/*")).name
    product = "{}:{}".format(*((stick / f"id{what}").read_text().strip()
                               for what in ("Vendor", "Product")))
    for selector in (f"usb={product}", f"usb={product[:4]}:*", f"usb-port={stick.name}",
                     f"block={block}", "class=serial,driver=xhci_hcd"):
        there_and_back([selector], usb)
        until(plugged, "the USB disk is back")
    equal(text("resolve", f"usb-port={stick.name}").out, f"{usb}\n", "the controller")


@case()
def a_sound_device_by_class(machine):
    home_at_the_end(machine, "sound")
    for selector in ("class=multimedia", "class=0403", "class=04", "class=040300"):
        same_both_ways([selector], machine.device("sound"))


@case()
def a_whole_group(machine):
    home_at_the_end(machine, "shared", "sibling")
    shared, sibling = machine.device("shared"), machine.device("sibling")
    refused("device.bridge", "bind", f"group={shared.group}")
    same_both_ways([f"group={shared.group},class=network"], shared, sibling)
    before = pci.photo()
    for selector in (f"iface={shared.interfaces[0]}", f"{sibling},driver=8139*"):
        refused("group.shared", "bind", selector)
        act("bind", "--group", selector)
        equal((shared.driver, sibling.driver), ("vfio-pci", "vfio-pci"), "the group's drivers")
        act("release", "--group", shared)
        equal(pci.photo(), before, "the machine")
        settle()


@case()
def virtual_functions_without_a_driver(machine):
    home_at_the_end(machine, "pf")
    pf, vfs = nvme.with_vfs(machine, 2)
    until(lambda: nvme.has_disks(pf), "the disk of the PF")
    there_and_back([f"vf-of={pf}"], *vfs, back=[f"vf-of={pf.address[5:]}"])
    there_and_back([f"vf-of={pf},!{vfs[0]}"], vfs[1])
    same_both_ways([f"group={vfs[0].group}"], vfs[0])
    same_both_ways([f"{model(vfs[0])},vf-of={pf}"], *vfs)
    for selector in (pf, "serial=pf", f"{model(pf)},!vf-of={pf},!serial=disk"):
        refused("device.sriov-pf", "bind", selector)
    refused("device.sriov-pf", "bind", f"vf-of={pf}", f"block={nvme.disks(pf)[0]}")
    equal((pf.driver, [vf.driver for vf in vfs]), ("nvme", [None, None]), "drivers")


@case()
def a_virtual_function_with_its_disk(machine):
    """On the PF's driver by hand although VFs are not probed: so it is given back."""
    pf, vfs = nvme.with_vfs(machine, 2)
    until(lambda: nvme.has_disks(pf), "the disk of the PF")
    nvme.bring_online(pf, 0)
    vf = vfs[0]
    machine.undo.callback(vf.give_back, None)
    vf.take("nvme")
    vf.override = None
    until(lambda: nvme.has_disks(vf), "the disk of the VF")
    equal(nvme.disks(vf), nvme.disks(pf), "it is that of the PF")
    for selector in (vf.address, f"driver=nvme,vf-of={pf}", f"serial=pf,!{pf}",
                     f"block={nvme.disks(vf)[0]},vf-of={pf}"):
        there_and_back([selector], vf)
        equal(vf.driver, "nvme", "driver of the VF")
        until(lambda: nvme.has_disks(vf), f"the disk of the VF is back after {selector}")
    true(nvme.has_disks(pf), "the PF kept its disk")


@case()
def what_is_open_wrong_or_nothing(machine):
    before = pci.photo()
    for verb, selector in itertools.product(
            ("bind", "release"), ("*", "!driver=vfio-pci", "!class=bridge,!class=display",
                                  "*,!driver=nvme", "*:*", "*:*:*.*", "*:*.*", "??:??.?", "??:??")):
        said = text(verb, selector, status=2)
        true(selector in said.err, f"it names {selector}: {said}")
        equal(ask(verb, selector, status=2)["error"]["code"], "usage", "code")
    for verb, selector in itertools.product(
            ("bind", "groups", "resolve"),
            ("-1:00.0", "01:20.0", "01:00.8", "10de:", "[", "", "**:**", "klass=03", "class=",
             "class=toaster", "group=x", "vf-of=x", "usb=1a86", "!", "10de:*,,class=03")):
        said = text(verb, "--", selector, status=2)
        true(said.err and not said.out, f"{verb} {selector!r}: {said}")
    for verb, selector in itertools.product(
            ("bind", "release", "list", "groups", "show", "resolve"),
            ("10de:*", "driver=nouveau", "iface=none0", "block=none", "serial=none", "slot=none",
             "usb=1a86:7523", "group=99999", "numa=77", f"vf-of={machine.device('nic')}")):
        equal(ask(verb, selector, status=6)["error"]["code"], "no-match", "code")
    nic = machine.device("nic")
    said = text("bind", nic, "driver=nouveau", status=6)
    true("driver=nouveau" in said.err, f"the one without a match is named: {said}")
    equal(pci.photo(), before, "the machine")


@case()
def resolved(machine):
    nic, twin = machine.device("nic"), machine.device("twin")
    equal(text("resolve", f"iface={nic.interfaces[0]}").out, f"{nic}\n", "by its interface")
    equal(text("resolve", twin, "driver=e1000e").out, f"{nic}\n{twin}\n", "in order, and once")
    equal(text("resolve", "*").out.split(), [str(d) for d in pci.all_devices()], "all")
    equal(text("resolve", "--one", nic).out, f"{nic}\n", "one")
    said = text("resolve", "--one", "driver=e1000e", status=6)
    true(not said.out and str(nic) in said.err and str(twin) in said.err, f"both named: {said}")
    equal(text("resolve", "--format=sysfs", nic).out, f"{nic.path}\n", "its folder")
    equal(text("resolve", "--format=libvirt", nic).out,
          f"pci_{re.sub('[:.]', '_', nic.address)}\n", "as libvirt calls it")
    equal(ask("resolve", "driver=e1000e")["addresses"], [str(nic), str(twin)], "as JSON")
    text("resolve", "--format=words", nic, status=2)


COMPLETE = """. /usr/share/bash-completion/completions/vfioprep
complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _vfioprep; echo ${COMPREPLY[*]}; }
COMP_WORDBREAKS=@
complete_words vfioprep bind @
complete_words vfioprep bind @ x
complete_words vfioprep bind @ y
COMP_WORDBREAKS=
complete_words vfioprep bind @"""
ETC, RUN = Path("/etc/vfioprep"), Path("/run/vfioprep")


def configure(machine, path, *lines):
    """A file of the configuration, for this case only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    machine.undo.callback(path.unlink, missing_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def section(name, *lines):
    return f"[device {name}]", *lines


def owner_of(device):
    node = os.stat(device.node)
    return pwd.getpwuid(node.st_uid).pw_name, stat.S_IMODE(node.st_mode)


@case()
def a_nic_by_its_section(machine):
    home_at_the_end(machine, "nic", "twin", "disk")
    nic, twin, disk = (machine.device(role) for role in ("nic", "twin", "disk"))
    twins = f"match = {model(nic)}"
    configure(machine, ETC / "vfioprep.conf",
              *section("both", twins, "count = 2"), *section("any", twins, "count = at-least-one"),
              *section("mixed", f"match = {nic}", "match = serial=disk"),
              *section("one", twins, "count = one"), *section("three", twins, "count = 3"),
              *section("first", twins, "count = one", "pick = first"),
              *section("near", twins, "pick = lowest-numa-distance"))
    same_both_ways(["@both"], nic, twin)
    same_both_ways(["@any,!@first"], twin)
    same_both_ways(["@first"], nic)
    there_and_back(["@mixed", "@near"], nic, disk)
    until(lambda: nvme.has_disks(disk), "its node is back")
    before = pci.photo()
    for verb, name in itertools.product(("bind", "release", "list", "groups", "show", "resolve"),
                                        ("one", "three")):
        said = text(verb, f"@{name}", status=6)
        true(all(word in said.err for word in (f"@{name}", str(nic), str(twin))),
             f"it names what matched: {said}")
        equal(ask(verb, f"@{name}", status=6)["error"]["code"], "no-match", "code")
    # One that is right does not make up for one that is not.
    text("bind", "@first", "@one", status=6)
    equal(pci.photo(), before, "the machine")
    machine.undo.callback(nic.write, "numa_node", "-1")
    machine.undo.callback(twin.write, "numa_node", "-1")
    nic.write("numa_node", "-1")
    twin.write("numa_node", "0")
    same_both_ways(["@near"], twin)


def serial_of(device):
    """As lspci shows it."""
    said = subprocess.run(["lspci", "-vs", device.address], check=True, capture_output=True,
                          text=True).stdout
    return re.search("Device Serial Number ([0-9a-f-]+)", said).group(1)


@case()
def a_nic_is_known_again(machine):
    """By what it is and where it sits; another one at its place is refused, and so is one
    of which it cannot be told."""
    home_at_the_end(machine, "nic", "twin", "disk")
    nic, twin, disk = (machine.device(role) for role in ("nic", "twin", "disk"))
    name = ids(nic, "vendor", "device", "subsystem_vendor", "subsystem_device")
    mine = [f"id = {name}", f"serial = {serial_of(nic)}", "mac = 52:54:00:00:00:01",
            "path = pci0000:00/00:03.0/00.0"]
    wrong = {"id": "id = 8086:1533", "serial": f"serial = {serial_of(twin)}",
             "mac": "mac = 52:54:00:00:00:02", "path": "path = pci0000:00/00:04.0/00.0"}
    disks = f"match = {disk}"
    configure(machine, ETC / "vfioprep.conf",
              *section("mine", f"match = {nic}", *mine),
              *section("moved", f"match = {nic}", wrong["path"], "on-move = follow"),
              *section("disk", disks, "serial = disk"), *section("another", disks, "serial = d"),
              *(line for key, text in wrong.items()
                for line in section(key, f"match = {nic}", text)))
    before = pci.photo()
    for name in wrong:
        refused("identity.mismatch", "bind", f"@{name}")
        refused("identity.mismatch", "bind", "--override=host.network", f"@{name}")
        true("identity.mismatch" in failed_rules(ask("check", f"@{name}", status=5)), name)
        act("bind", "--dry-run", "--override=identity.mismatch", f"@{name}", outcome="planned")
    refused("identity.mismatch", "bind", "@another")
    for name, device in (("mine", nic), ("moved", nic), ("disk", disk)):
        act("bind", f"@{name}")
        equal(device.driver, "vfio-pci", "driver")
        act("bind", f"@{name}", outcome="unchanged")
        act("release", f"@{name}")
        equal(pci.photo(), before, "the machine")
    # Without its driver nobody tells its addresses; what it tells itself is still known.
    nic.unbind()
    refused("identity.mismatch", "bind", "@mine")
    refused("identity.mismatch", "bind", "@serial")
    nic.bind("e1000e")
    settle()
    no_leases()


@case()
def what_a_section_says_besides(machine):
    """Owner, driver and group; the command line wins over it, and it over [vfioprep]."""
    home_at_the_end(machine, "nic", "twin", "shared", "sibling")
    nic, twin, shared, sibling = (machine.device(role)
                                  for role in ("nic", "twin", "shared", "sibling"))
    configure(machine, ETC / "vfioprep.conf", "[vfioprep]", "owner = daemon ; of all nodes")
    drop_in = configure(machine, ETC / "conf.d/guest.conf",
                        *section("nic", f"match = {nic}", "owner = nobody", "driver = vfio-pci"),
                        *section("shared", f"match = {shared}", "owner = nobody:nogroup"),
                        *section("only", f"match = {shared}", "group = only"))
    got = act("bind", "@nic", twin)
    equal((owner_of(nic), owner_of(twin)), (("nobody", 0o600), ("daemon", 0o600)), "owners")
    meant = [finding for finding in got["findings"] if finding["id"] == "section.members"]
    equal([(finding["status"], finding["summary"]) for finding in meant],
          [("info", f"@nic means {nic}")], "what the section meant")
    # What is held keeps its owner, unless somebody says another.
    act("bind", nic, twin, outcome="unchanged")
    act("bind", "@nic", outcome="unchanged")
    act("bind", "--owner=bin", "@nic")
    equal(owner_of(nic), ("bin", 0o600), "owner by the command line")
    act("bind", "@nic")
    equal(owner_of(nic), ("nobody", 0o600), "owner by the section")
    act("release", "@nic", twin)
    refused("group.shared", "bind", "@only")
    before = pci.photo()
    act("bind", "@shared")
    equal((shared.driver, sibling.driver), ("vfio-pci", "vfio-pci"), "drivers of the group")
    equal(owner_of(shared), ("nobody", 0o600), "owner of the group's node")
    act("release", "@shared")
    equal(pci.photo(), before, "the machine")
    no_leases()
    # A broken file stops who needs it, and nobody else.
    drop_in.write_text("[device nic]\nmacth = x\n", "utf-8")
    for words in (("bind", "@nic"), ("bind", nic), ("resolve", "@nic")):
        equal(ask(*words, status=2)["error"]["code"], "config", "code")
        true("/etc/vfioprep/conf.d/guest.conf:2: " in text(*words, status=2).err, "file and line")
    equal(pci.photo(), before, "the machine")
    text("list", nic)
    act("bind", "--owner=bin", nic)
    act("release", nic)
    equal(pci.photo(), before, "the machine")
    settle()


@case()
def files_that_count_and_files_to_trust(machine):
    nic, twin = machine.device("nic"), machine.device("twin")
    lib = Path("/usr/lib/vfioprep/conf.d/x.conf")
    configure(machine, lib, *section("x", f"match = {nic}"))
    equal(text("resolve", "@x").out, f"{nic}\n", "as the vendor says")
    configure(machine, RUN / "conf.d/x.conf", *section("x", f"match = {twin}"))
    equal(text("resolve", "@x").out, f"{twin}\n", "as this boot says")
    done = subprocess.run(["bash", "-c", COMPLETE], capture_output=True, text=True, check=True)
    equal(done.stdout.split("\n")[:-1], ["x", "x", "", "@x"], "what bash completes @ to")
    mask = configure(machine, ETC / "conf.d/x.conf")
    mask.unlink()
    mask.symlink_to("/dev/null")
    text("resolve", "@x", status=2)
    mask.unlink()
    mine = configure(machine, Path("/var/tmp/mine/vfioprep.conf"), *section("x", f"match = {nic}"))
    equal(text("resolve", "--config=/var/tmp/mine", "@x").out, f"{nic}\n", "as the user says")
    mine.chmod(0o666)
    said = text("resolve", "--config=/var/tmp/mine", "@x", status=2)
    true("everybody can write /var/tmp/mine/vfioprep.conf" in said.err, f"it says why: {said}")
    mine.chmod(0o644)
    nobody = pwd.getpwnam("nobody").pw_uid
    os.chown(mine, nobody, -1)
    said = text("bind", "--config=/var/tmp/mine", "@x", status=2)
    true(f"belongs to user {nobody}" in said.err, f"it says why: {said}")
    # To its owner it is as good as root's; and what is root's is good for all.
    equal(text("resolve", "--config=/var/tmp/mine", "@x", before=NOBODY).out, f"{nic}\n",
          "by its owner")
    equal(text("resolve", "@x", before=NOBODY).out, f"{twin}\n", "root's, by an ordinary user")
    (RUN / "conf.d/x.conf").chmod(0o600)
    said = text("resolve", "@x", status=2, before=NOBODY)
    true("cannot read /run/vfioprep/conf.d/x.conf" in said.err, f"it says why: {said}")


def not_taught(device):
    """vfio-pci knows no ids of this device: they can be taught, and taken back just once."""
    text_of_ids = whole_model(device).replace(":", " ")
    with fails(errno.ENODEV):
        pci.write(VFIO / "remove_id", text_of_ids)


@case()
def new_id_beside_a_twin_in_use(machine):
    home_at_the_end(machine, "nic", "twin")
    nic, twin = machine.device("nic"), machine.device("twin")
    before, interfaces = pci.photo(), twin.interfaces
    act("bind", "--method=new_id", nic)
    equal((nic.driver, nic.override), ("vfio-pci", None), "driver and override")
    equal((twin.driver, twin.interfaces), ("e1000e", interfaces), "the twin")
    not_taught(nic)
    pci.write(VFIO / "new_id", whole_model(nic).replace(":", " "))
    pci.write(VFIO / "remove_id", whole_model(nic).replace(":", " "))
    equal(listed(nic)["lease"]["before"], {"driver": "e1000e", "driver_override": None}, "before")
    act("bind", "--method=new_id", nic, outcome="unchanged")
    act("release", nic)
    equal(pci.photo(), before, "the machine")
    not_taught(nic)


@contextlib.contextmanager
def taught(*devices):
    """Bound by their ids, which are forgotten at once, and given back."""
    with unchanged():
        act("bind", "--method=new_id", *devices)
        equal({device.driver for device in devices}, {"vfio-pci"}, "drivers")
        not_taught(devices[0])
        yield
        act("release", *devices)
    not_taught(devices[0])


def nic_and_free_twin(machine):
    home_at_the_end(machine, "nic", "twin")
    nic, twin = machine.device("nic"), machine.device("twin")
    twin.unbind()
    return nic, twin


@case()
def new_id_beside_a_twin_without_driver(machine):
    nic, twin = nic_and_free_twin(machine)
    with taught(nic):
        equal((twin.driver, twin.override), (None, None), "the twin")
    # Both by one command: the second finds the first one's ids in the driver's mind.
    with taught(nic, twin):
        pass
    pci.write("/sys/bus/pci/drivers_probe", twin.address)
    equal(twin.driver, "e1000e", "what takes the twin when the kernel may choose")


@case()
def new_id_and_a_release_in_vain(machine):
    """It is taken back, and for that the ids are taught again."""
    nic, twin = nic_and_free_twin(machine)
    with taught(nic):
        # By hand: now e1000e may not have it, and vfio-pci may.
        nic.override = "vfio-pci"
        with unchanged():   # the twin is free, and without a lease
            said = act("release", nic, status=1, outcome="rolled-back")
        true(twin.address in {step["subject"] for step in said["steps"]},
             f"the twin is guarded: {said}")
        not_taught(nic)
        nic.override = None


@case()
def new_id_beside_a_lease(machine):
    """Of a device that somebody has let go by hand: it is caught as any other."""
    home_at_the_end(machine, "nic", "twin")
    nic, twin = machine.device("nic"), machine.device("twin")
    act("bind", twin)
    twin.unbind()
    twin.override = None
    before = lease(twin).read_bytes()
    with taught(nic):
        equal((twin.driver, lease(twin).read_bytes()), (None, before), "the twin")
    act("release", twin)
    equal(twin.driver, "e1000e", "its driver")
    no_leases()


@case()
def read_by_an_ordinary_user(machine):
    nic = machine.device("nic")
    mine = {verb: text(*verb, before=NOBODY) for verb in
            (("list",), ("groups",), ("show", nic), ("resolve", "*"), ("list", "driver=e1000e"),
             ("show", f"iface={nic.interfaces[0]}"), ("list", "serial=disk"))}
    for verb, said in mine.items():
        true(nic.address in said.out or "serial=disk" in verb, f"{verb}: {said}")
        equal(said.err, "", f"stderr of {verb}")
    everywhere = [device.address for device in pci.all_devices()]
    devices = ask("list", before=NOBODY)["devices"]
    equal([entry["address"] for entry in devices], everywhere, "devices listed")
    equal(devices, ask("list")["devices"], "nothing of it needs root")
    groups = ask("groups", before=NOBODY)["groups"]
    equal({address for group in groups for address in group["members"]}, set(everywhere),
          "members of groups")
    # Why devices share a group stands in capabilities that others may not read.
    reasons = [ask("groups", machine.device("shared"), before=before)["groups"][0]["reason"]
               for before in ([], NOBODY)]
    true(reasons[0].startswith("conventional PCI behind the bridge "), f"to root: {reasons[0]}")
    true(reasons[1].startswith("needs root: "), f"to others: {reasons[1]}")
    true(reasons[1] in mine["groups",].out, f"and in the tree: {mine['groups',]}")
    shown = ask("show", nic, before=NOBODY)["devices"][0]
    equal(shown["address"], nic.address, "the one shown")
    for unknown in shown["unknown"]:
        true(unknown["member"] and unknown["error"], f"what could not be read, and why: {unknown}")


@case()
def a_sleeping_device_is_let_sleep(machine):
    """vfio-pci puts what nobody uses to sleep; how long it was awake is the kernel's count."""
    home_at_the_end(machine, "nic")
    nic = machine.device("nic")
    act("bind", nic)
    until(lambda: nic.read("power/runtime_status") == "suspended", "it falls asleep")
    awake = nic.read("power/runtime_active_time")
    for verb in (["list"], ["show", nic], ["groups"], ["resolve", nic]):
        text(*verb)
        ask(*verb)
    text("list", "-o", "ADDRESS,HEADER,RESET,NATIVE")
    entry = listed(nic)
    equal(entry["header"], None, "header")
    why = [unknown for unknown in entry["unknown"] if unknown["member"] == "header"]
    equal(len(why), 1, f"that it sleeps is said: {entry['unknown']}")
    true(why[0]["path"].endswith("power/runtime_status"), f"and by what it is known: {why}")
    equal((nic.read("power/runtime_status"), nic.read("power/runtime_active_time")),
          ("suspended", awake), "it still sleeps, and never woke")
    shown = ask("show", "--wake", nic)["devices"][0]
    equal(shown["header"], "endpoint", "header when it may be woken")
    act("release", nic)
    equal(nic.driver, "e1000e", "driver")


PULL = """while test ! -e {stop}; do
	echo 1 >/sys/bus/pci/devices/{address}/remove; echo 1 >/sys/bus/pci/rescan
	echo >>{count}
done"""


@case()
def devices_vanish_in_the_middle_of_a_scan(machine):
    """Last of all cases: what comes back is in another group."""
    twin = machine.device("twin")
    stop, count = Path("/run/stop-pulling"), Path("/run/pulled")
    stop.unlink(missing_ok=True)
    puller = programs.Aside("sh", "-c", PULL.format(stop=stop, count=count, address=twin))
    machine.undo.callback(puller.ended, 20)
    machine.undo.callback(stop.touch)
    others = [d.address for d in pci.all_devices() if d.address != twin.address]
    until(lambda: count.exists(), "the first time it is pulled")
    for number in range(SCANS):
        verb = (["list"], ["groups"], ["list", "class=network"])[number % 3]
        said = text("--json", *verb)
        answer = json.loads(said.out)
        if verb == ["list"]:
            equal([d["address"] for d in answer["devices"] if d["address"] != twin.address],
                  others, "the others are all there")
            equal(len({tuple(sorted(d)) for d in answer["devices"]}), 1, "members of an object")
    stop.touch()
    true(puller.ended(20), "the pulling ends")
    until(lambda: twin.path.exists() and twin.driver == "e1000e", "it is back")
    true(len(count.read_text()) > 3, f"it was pulled {len(count.read_text())} times")
