# SPDX-License-Identifier: GPL-2.0-or-later
"""A device that a process has open is not taken from it, whatever its node is called."""

import os
import subprocess
from pathlib import Path

from harness import case, equal, true, until
from product import (NOBODY, act, ask, borrowed, command, failed_rules, goes_and_returns,
                     refused, summary_of, users)
from programs import Aside, Opener

RULE = "host.open"
RULES = Path("/run/udev/rules.d/10-opener.rules")
GATE = Path("/run/opener-gate")
SEEN = Path("/run/opener-seen")


def node_of(device, pattern):
    """The node in /dev of what stands there in sysfs, below a device."""
    place = until(lambda: next(device.path.rglob(pattern), None), f"{pattern} below {device}")
    names = [line for line in (place / "uevent").read_text().splitlines()
             if line.startswith("DEVNAME=")]
    node = Path("/dev") / names[0].removeprefix("DEVNAME=")
    until(node.exists, f"{node} is there")
    return node


def names_process(device, process, node, verb="open"):
    """Refused with the process and the node, by bind; and show tells of it."""
    said = summary_of(RULE, refused(RULE, "bind", device), device)
    equal(said, f"process {process.pid} ({process.name}) has {node} {verb}", "what is said")
    found = users(device)
    true((RULE, "process", f"{process.pid} ({process.name})") in {user[:3] for user in found},
         f"users of show: {found}")
    shown = ask("show", device)["devices"][0]
    holders = {(one["pid"], one["command"], one["mapped"]) for one in shown["holders"]}
    equal(holders, {(process.pid, process.name, verb == "mapped")}, "holders of show")


def names_each_opener(device, *patterns, name="opener"):
    """A process has one of its nodes open, and then another."""
    for pattern in patterns:
        node = node_of(device, pattern)
        with Opener("open", node, name) as process:
            names_process(device, process, node)


@case("desktop")
def nobody_has_it_open(machine):
    sound = borrowed(machine, "sound")
    node_of(sound, "pcmC*D*c")
    shown = ask("show", sound)["devices"][0]
    equal((shown["users"], shown["holders"]), ([], []), "users and holders")
    true("users" not in {item["member"] for item in shown["unknown"]}, "all was seen")
    goes_and_returns(sound)


@case("desktop")
def process_that_records(machine):
    sound = borrowed(machine, "sound")
    node = node_of(sound, "pcmC*D*c")
    with Opener("record", node, "recorder") as process:
        names_process(sound, process, node)
        refused(RULE, "bind", "--override=host.holder", sound)
        shown = command("show", sound)
        true(f"{process.pid} (recorder) {node}" in shown.out, f"show: {shown}")
    goes_and_returns(sound)


@case("desktop")
def mapping_outlives_its_descriptor(machine):
    sound = borrowed(machine, "sound")
    node = node_of(sound, "pcmC*D*c")
    with Opener("map", node) as process:
        open_now = [os.readlink(path) for path in Path(f"/proc/{process.pid}/fd").iterdir()]
        true(str(node) not in open_now, f"it is closed: {open_now}")
        names_process(sound, process, node, "mapped")
    goes_and_returns(sound)


@case("desktop")
def node_under_another_name(machine):
    """Known by its number, wherever it stands and whatever it is called."""
    sound = borrowed(machine, "sound")
    number = node_of(sound, "controlC*").stat()
    other = Path("/root/innocent")    # /run has no nodes
    os.mknod(other, number.st_mode, number.st_rdev)
    machine.undo.callback(other.unlink)
    with Opener("open", other) as process:
        names_process(sound, process, other)


@case("desktop")
def process_that_has_the_disk(machine):
    disk = borrowed(machine, "disk")
    names_each_opener(disk, "nvme[0-9]n1", "nvme/nvme[0-9]")
    goes_and_returns(disk)


@case("desktop")
def serial_port(machine):
    serial = borrowed(machine, "serial")
    names_each_opener(serial, "ttyS*")
    goes_and_returns(serial)


@case("desktop")
def nodes_behind_the_usb_controller(machine):
    """Of the keyboard: its events, its raw reports, and the device on the bus."""
    names_each_opener(borrowed(machine, "usb"), "input/input*/event*", "hidraw*/hidraw*",
                      "usb*/*-1")


@case("desktop")
def display(machine):
    names_each_opener(machine.device("display"), "card[0-9]")


@case("desktop")
def several_processes(machine):
    sound = machine.device("sound")
    node = node_of(sound, "controlC*")
    with Opener("open", node, "first") as first, Opener("open", node, "second") as second:
        answer = refused(RULE, "bind", sound)
        evidence = [item["path"] for finding in answer["findings"] if finding["id"] == RULE
                    for item in finding["evidence"]]
        for process in (first, second):
            true(any(f"/proc/{process.pid}/fd/" in path for path in evidence),
                 f"{process.name} is evidence: {evidence}")
        true("1 more process has" in summary_of(RULE, answer, sound), f"{answer}")


@case("desktop")
def udev_is_waited_for(machine):
    """A program that udev runs has the node open for a moment: the bind waits, and goes on."""
    sound = borrowed(machine, "sound")
    node = node_of(sound, "pcmC*D*c")
    os.mkfifo(GATE)
    machine.undo.callback(GATE.unlink)
    machine.undo.callback(SEEN.unlink, missing_ok=True)
    RULES.parent.mkdir(parents=True, exist_ok=True)
    RULES.write_text(f'ACTION=="change", KERNEL=="{node.name}", '
                     f'PROGRAM="/bin/sh -c \'exec 5<{node}; touch {SEEN}; cat {GATE}\'"\n')
    machine.undo.callback(subprocess.run, ["udevadm", "control", "--reload"], check=True)
    machine.undo.callback(RULES.unlink)
    subprocess.run(["udevadm", "control", "--reload"], check=True)
    subprocess.run(["udevadm", "trigger", "--action=change", f"--name-match={node}"], check=True)
    until(SEEN.exists, "udev's program has the node")

    bind = Aside("vfioprep", "bind", sound)
    until(lambda: bind.ended() or waits_for_udev(bind), "bind waits for udev")
    true(not bind.ended(), "it did not refuse at once")
    GATE.write_text("go on\n")
    true(bind.ended(20), "bind ends")
    equal((bind.status, sound.driver), (0, "vfio-pci"), "status and driver")
    act("release", sound)


def waits_for_udev(process):
    links = Path(f"/proc/{process.pid}/fd").iterdir()
    try:
        return any("inotify" in os.readlink(link) for link in links)
    except FileNotFoundError:
        return False


@case("desktop")
def name_of_udev_excuses_nobody(machine):
    names_each_opener(machine.device("sound"), "controlC*", name="(udev-worker)")


@case("desktop")
def ordinary_user_cannot_tell(machine):
    """What others have open only root sees: unknown, said with the plan; see decision 35."""
    sound = machine.device("sound")
    node = node_of(sound, "controlC*")
    with Opener("open", node) as process:
        names_process(sound, process, node)
        answer = act("bind", "--dry-run", sound, outcome="planned", before=NOBODY)
        equal(failed_rules(answer), set(), "rules that refused")
        said = next(found for found in answer["findings"] if found["id"] == RULE)
        equal((said["status"], said["subject"]), ("unknown", sound.address), "what is open")
        true(said["summary"].startswith("cannot rule out"), f"{said}")
        found = ask("check", sound, status=None, before=NOBODY)["findings"]
        true((RULE, "unknown") in {(one["id"], one["status"]) for one in found},
             f"check says the same: {found}")
    unknown = ask("show", sound, before=NOBODY)["devices"][0]["unknown"]
    true("users" in {item["member"] for item in unknown}, f"unknown: {unknown}")
