# SPDX-License-Identifier: GPL-2.0-or-later
"""Reset in the middle of a bind, without a word: what the disk tells afterwards is true, and
the machine is whole. Each case runs twice, before and after."""

import json
import signal
import subprocess
from pathlib import Path

import pci
from harness import case, equal, settle, true
from killing import Moment, Stopped
from product import NOBODY, act, ask, home_at_the_end, no_leases, refused, text

RIG = Path("/rig")
DISK, PLACE = Path("/dev/disk/by-id/virtio-kept"), Path("/var/lib")
ROLES = ("nic", "twin", "disk")


def attach():
    """The disk that outlives the reset; empty in the first boot of all."""
    if PLACE.is_mount():
        return
    kind = subprocess.run(["blkid", "-o", "value", "-s", "TYPE", DISK], capture_output=True,
                          text=True, check=False).stdout.strip()
    if kind != "ext4":
        subprocess.run(["mkfs.ext4", "-q", DISK], check=True)
    subprocess.run(["mount", DISK, PLACE], check=True)


def boot_id():
    return Path("/proc/sys/kernel/random/boot_id").read_text()


def photo():
    """As it comes back from a file."""
    return json.loads(json.dumps(pci.photo()))


def newest():
    return ask("history", before=NOBODY)["transactions"][0]


def reset_at(machine, name, call, n, *options):
    """The devices, after the reset; before it does not return."""
    home_at_the_end(machine, *ROLES)
    devices = [machine.device(role) for role in ROLES]
    note = RIG / f"{name}.json"
    attach()
    settle()
    if not note.exists():
        before = photo()
        Stopped(machine, "bind", *options, *devices, moment=Moment(call), n=n)
        note.write_text(json.dumps({"before": before, "boot": boot_id(), "moved":
                                    [device.driver == "vfio-pci" for device in devices]}))
        (RIG / "reset").touch()
        signal.pause()
    kept = json.loads(note.read_text())
    true(kept["boot"] != boot_id(), "it was booted anew")
    print(f"{name}: {kept['moved']} had moved", flush=True)
    equal(photo(), kept["before"], "the machine")
    entry = newest()
    equal((entry["command"], entry["outcome"], entry["devices"]),
          ("bind", "unfinished", [device.address for device in devices]), "the record")
    return devices, kept


@case("reset", seconds=120)
def while_its_leases_are_opened(machine):
    """And undo is the next command."""
    _, kept = reset_at(machine, "opened", "renameat", 3)
    equal(kept["moved"], [False, False, False], "none had moved")
    cut_off = newest()["transaction"]
    plan = act("undo", "--dry-run", outcome="unchanged")
    equal(newest()["outcome"], "unfinished", "a plan writes nothing down")
    got = act("undo", outcome="unchanged")
    for said in (plan, got):
        true(("lease.rebooted", "info") in {(finding["id"], finding["status"])
                                            for finding in said["findings"]}, f"{said}")
    equal((newest()["transaction"], newest()["outcome"]), (cut_off, "interrupted"), "the record")
    equal(photo(), kept["before"], "the machine")


@case("reset", seconds=120)
def while_its_devices_move(machine):
    """And another bind is the next command."""
    devices, kept = reset_at(machine, "moving", "fchownat", 1, "--owner", "nobody")
    equal(kept["moved"], [True, False, False], "the first had moved")
    cut_off = newest()["transaction"]
    act("bind", *devices)
    equal([device.driver for device in devices], ["vfio-pci"] * 3, "drivers")
    done, before = ask("history")["transactions"][:2]
    equal((done["outcome"], before["outcome"], before["transaction"]),
          ("done", "interrupted", cut_off), "the records")
    true("interrupted" in text("history").out, "the table says so")
    act("undo", cut_off, outcome="unchanged")
    act("undo")
    equal(photo(), kept["before"], "the machine")
    no_leases()


@case("reset", seconds=120)
def while_its_leases_are_closed(machine):
    """And a release is the next command: there is nothing to give back."""
    devices, kept = reset_at(machine, "closed", "renameat", 6)
    equal(kept["moved"], [True, True, True], "all had moved")
    act("release", *devices, outcome="unchanged")
    equal(newest()["outcome"], "interrupted", "the record")
    equal(photo(), kept["before"], "the machine")
    act("bind", *devices)
    act("release", *devices)
    cut_off = ask("history")["transactions"][2]["transaction"]
    act("undo", cut_off, outcome="unchanged")
    equal(photo(), kept["before"], "the machine")
    no_leases()


@case("reset", seconds=120)
def after_all_was_done(machine):
    """A bind is taken back by the reset; a release is for that boot only."""
    home_at_the_end(machine, *ROLES)
    nic, twin = machine.device("nic"), machine.device("twin")
    note = RIG / "done.json"
    attach()
    settle()
    if not note.exists():
        done = [act(*argv)["transaction"] for argv in (["bind", nic], ["release", nic],
                                                       ["bind", twin])]
        equal([entry["transaction"] for entry in ask("history")["transactions"][:3]],
              done[::-1], "newest first, also within a second")
        note.write_text(json.dumps(done[:0:-1]))
        (RIG / "reset").touch()
        signal.pause()
    bound, released = json.loads(note.read_text())
    equal([entry["outcome"] for entry in ask("history")["transactions"][:2]], ["done", "done"],
          "the records")
    before = photo()
    equal((nic.driver, twin.driver), ("e1000e", "e1000e"), "drivers")
    act("undo", bound, outcome="unchanged")
    refused("lease.moved-on", "undo", released)
    equal(photo(), before, "the machine")
