# SPDX-License-Identifier: GPL-2.0-or-later
"""Killed at any step, a transaction is whole: all its devices are bound, or all as before."""

import json
import os
import pty
import re
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pci
from harness import case, equal, true, until
from killing import (BOTH, LEASES, PARENT, WORKER, Moment, Stopped, Three, locked, stopped,
                     strike)
from product import (NOBODY, act, ask, home_at_the_end, lease, no_leases, plan_of, refused,
                     text)

from .selectors import not_taught

ROLES = ("nic", "twin", "disk")
MINUTES = 600


def three(machine):
    home_at_the_end(machine, *ROLES)
    return Three(machine, *ROLES)


def kill(machine, verb, moments, least):
    """LEAST: fewer moments than there are leases to write would be a test that sees nothing."""
    devices, start = three(machine), time.monotonic()
    counts = {name: devices.strike_every(verb, moment, name) for name, moment in moments.items()}
    print(f"{verb}: {counts}, {(time.monotonic() - start) / max(devices.turns, 1):.2f} s each",
          flush=True)
    for name, count in least.items():
        true(count <= counts[name], f"{name}: only {counts[name]} moments")
    devices.be(False)
    devices.check("at the end")
    no_leases()


# Every so manyth call; suite crash_full takes them all.
SAMPLE = [("bind", PARENT["sendto"], 30), ("bind", PARENT["renameat"], 5),
          ("release", PARENT["sendto"], 30), ("release", PARENT["unlinkat"], 3),
          ("bind", WORKER["before a write"], 7), ("release", BOTH["both"], 9)]


@case(seconds=MINUTES)
def killed_here_and_there(machine):
    """The parent, the worker and both."""
    devices = three(machine)
    for verb, moment, step in SAMPLE:
        turns = devices.turns
        devices.strike_every(verb, moment, moment.call, step)
        true(devices.turns >= turns + 2, f"{verb}, {moment.call}: more than the first call")
    devices.be(False)
    devices.check("at the end")
    no_leases()


def newest():
    return ask("history", before=NOBODY)["transactions"][0]


@case(seconds=MINUTES)
def undo_and_the_undo_of_it(machine):
    home_at_the_end(machine, *ROLES)
    devices = [machine.device(role) for role in ROLES]
    before = pci.photo()
    done = act("bind", "--owner", "nobody", *devices)
    held = {d.address: (d.driver, d.override, os.stat(d.node).st_uid) for d in devices}
    kept = newest()
    equal((kept["transaction"], kept["command"], kept["outcome"]),
          (done["transaction"], "bind", "done"), "the record")
    equal(kept["steps"], done["steps"], "steps in the record")
    equal(kept["devices"], [d.address for d in devices], "devices in the record")
    true("--owner nobody" in kept["command_line"], kept["command_line"])

    plan = act("undo", "--dry-run", outcome="planned")
    undone = act("undo")
    equal(plan_of(undone), plan_of(plan), "steps")
    equal(pci.photo(), before, "the machine")
    equal(newest()["undoes"], done["transaction"], "what it undoes")
    refused("lease.moved-on", "undo", done["transaction"])

    act("undo")
    now = {d.address: (d.driver, d.override, os.stat(d.node).st_uid) for d in devices}
    equal(now, held, "bound again, as it was held")
    act("release", *devices)
    act("undo")
    equal({d.address: (d.driver, d.override, os.stat(d.node).st_uid) for d in devices}, held,
          "a release undone")
    act("bind", "--owner", "0:0", devices[0])
    act("undo")
    equal(os.stat(devices[0].node).st_uid, held[devices[0].address][2], "the owner's undo")
    act("release", *devices)
    equal(pci.photo(), before, "the machine")
    ask("undo", "20260102T030405Z-0123456789abcdef", status=6)
    true(done["transaction"] in text("history").out, "the table names it")


@case(seconds=MINUTES)
def undo_of_what_was_cut_off(machine):
    """Before the last device had come to its end, and after it."""
    devices = three(machine)
    # The first file that changes hands is the node of the first device.
    status, came = strike(Moment("fchownat"), "KILL", 1, "bind", "--owner", "nobody",
                          *devices.devices)
    equal((status, came), (None, True), "killed")
    equal(newest()["outcome"], "unfinished", "the record")
    act("undo", outcome="unchanged")
    devices.check("cut off in the middle")
    equal((devices.are_bound(), newest()["outcome"]), (False, "rolled-back"), "the end")

    # The first file renamed is the record, the next are the leases opened and closed.
    status, came = strike(Moment("renameat"), "KILL", 1 + 3 + 2, "bind", *devices.devices)
    equal((status, came), (None, True), "killed")
    act("undo")
    devices.check("cut off at the end")
    equal(devices.are_bound(), False, "they are home")
    equal([entry["outcome"] for entry in ask("history")["transactions"][:2]], ["done", "done"],
          "finished, and undone")


def interrupted(machine, signal, moments):
    """The record and the leases are renamed into place: 1, 2 to 4, and at the end 5 to 7, 8."""
    devices = three(machine)
    for call, n, wanted in moments:
        status, came = strike(Moment(call), signal, n, "bind", *devices.devices)
        true(came, f"SIG{signal} at {call} {n} came")
        devices.check(f"SIG{signal} at {call} {n}")
        equal((status, devices.are_bound()), (wanted, wanted == 0), f"SIG{signal} at {call} {n}")
        devices.be(False)


@case(seconds=MINUTES)
def interrupted_by_ctrl_c(machine):
    """Once the leases say that it is done, it stays so."""
    interrupted(machine, "INT", [("renameat", 2, 1), ("renameat", 4, 1), ("renameat", 5, 0),
                                 ("renameat", 6, 0), ("sendto", 8, 1), ("sendto", 14, 1)])


@case(seconds=MINUTES)
def the_terminal_is_gone(machine):
    interrupted(machine, "HUP", [("renameat", 3, 1), ("sendto", 11, 1)])


class Terminal:
    """A shell at a terminal of its own, and vfioprep stopped in the middle of what it does."""

    def __init__(self, machine, moment, n, *argv):
        self._log = Path("/run/terminal.strace")
        self._log.unlink(missing_ok=True)
        words = [*moment.argv("STOP", n), f"--output={self._log}", "vfioprep", *map(str, argv)]
        self._shell, self._master = pty.fork()
        if not self._shell:
            os.execvp("sh", ["sh", "-c", f"{shlex.join(words)}; true"])
        machine.undo.callback(self._end)
        self.pid = until(lambda: stopped(self._log), "it is stopped")

    def press(self, keys):
        os.write(self._master, keys)
        until(lambda: " 2 " in self._pending(), "the signal is there")
        os.kill(self.pid, signal.SIGCONT)

    def _pending(self):
        """The numbers of the signals that wait for it."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        masks = [int(line.split()[1], 16) for line in lines if line.startswith(("ShdPnd", "SigPnd"))]
        return " ".join(["", *(str(n) for n in range(1, 65) if any(m >> n - 1 & 1 for m in masks)),
                         ""])

    def drop(self):
        """The line is cut: the shell is told, and dies; then the rest is told, and goes on."""
        os.close(self._master)
        self._master = None

    def status(self):
        if self._master is not None:
            self._drain()
        said = until(lambda: re.search(r"exited with (\d+)", self._log.read_text()), "it ends", 60)
        os.waitpid(self._shell, 0)
        self._shell = None
        return int(said.group(1))

    def _drain(self):
        """Whoever writes to a terminal that nobody reads waits."""
        try:
            while os.read(self._master, 4096):
                pass
        except OSError:
            pass    # the last one that had it open is gone

    def _end(self):
        if self._master is not None:
            os.close(self._master)
        if self._shell:
            os.kill(self._shell, signal.SIGKILL)
            os.waitpid(self._shell, 0)


def at_a_terminal(machine, do):
    """While the leases are opened, and while the devices move."""
    devices = three(machine)
    for call, n in (("renameat", 3), ("fchownat", 1)):
        terminal = Terminal(machine, Moment(call), n, "bind", "--owner", "nobody",
                            *devices.devices)
        do(terminal)
        equal(terminal.status(), 1, f"status after {call} {n}")
        until(lambda: not locked(), "the worker's last write has returned")
        devices.check(f"{call} {n}")
        equal(devices.are_bound(), False, f"as before, after {call} {n}")
        equal(newest()["outcome"], "rolled-back", "the record")


@case(seconds=MINUTES)
def ctrl_c_at_a_terminal(machine):
    at_a_terminal(machine, lambda terminal: terminal.press(b"\x03"))


@case(seconds=MINUTES)
def a_terminal_is_closed(machine):
    at_a_terminal(machine, Terminal.drop)


@case(seconds=MINUTES)
def whoever_said_nohup_means_it(machine):
    devices = three(machine)
    done = subprocess.run(["nohup", *Moment("renameat").argv("HUP", 2), "--output=/dev/null",
                           "vfioprep", "bind", *map(str, devices.devices)], check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL)
    equal(done.returncode, 0, "status")
    true(devices.are_bound(), "they are bound")


def queued(*argv):
    """A command that waits for the lock."""
    process = subprocess.Popen(["vfioprep", "--json", *map(str, argv)], text=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    until(lambda: f" {process.pid} " in waiters(), "the second command waits for the lock")
    return process


def waiters():
    with open("/proc/locks", encoding="utf-8") as lines:
        return "".join(line for line in lines if "->" in line)


def in_turn(machine, first, second):
    """SECOND is told who holds the lock, or waits; both end well. Gives what it said."""
    before = Stopped(machine, *first)
    error = ask(second[0], "--wait", "0", *second[1:], status=1)["error"]
    equal(error["code"], "locked", "code")
    true(str(before.pid) in error["message"], f"the owner of the lock is named: {error}")
    after = queued(*second)
    equal(before.go_on(), 0, "status of the first")
    out, _ = after.communicate()
    equal(after.returncode, 0, f"status of the second: {out}")
    return json.loads(out)


@case(seconds=MINUTES)
def two_binds_that_overlap(machine):
    home_at_the_end(machine, *ROLES)
    a, b, c = map(machine.device, ROLES)
    said = in_turn(machine, ["bind", a, b], ["bind", b, c])
    equal([d.driver for d in (a, b, c)], ["vfio-pci"] * 3, "drivers")
    equal({step["subject"] for step in said["steps"]}, {c.address}, "what the second had to do")
    act("release", a, b, c)
    no_leases()


@case(seconds=MINUTES)
def a_release_while_it_is_bound(machine):
    home_at_the_end(machine, *ROLES)
    a, b, c = map(machine.device, ROLES)
    before = pci.photo()
    in_turn(machine, ["bind", a, b, c], ["release", b, a])
    equal([d.driver for d in (a, b, c)], ["e1000e", "e1000e", "vfio-pci"], "drivers")
    act("release", c)
    equal(pci.photo(), before, "the machine")


@case(seconds=MINUTES)
def a_lease_with_another_user(machine):
    """A hook will write it; by hand it is the same."""
    home_at_the_end(machine, "nic")
    nic = machine.device("nic")
    act("bind", nic)
    kept = lease(nic).read_text()
    lease(nic).write_text(kept.replace("\nsince\t", "\nuser\twin11\nsince\t"))
    for argv in (["bind", nic], ["release", nic], ["bind", "--owner", "nobody", nic],
                 ["release", "--to=none", nic]):
        refused("lease.held", *argv)
    lease(nic).write_text(kept)
    act("release", nic)
    no_leases()


@case(seconds=MINUTES)
def another_owner_is_in_the_lease(machine):
    """A release that is taken back gives the nodes to whom they belong now."""
    home_at_the_end(machine, "nic")
    nic = machine.device("nic")
    act("bind", "--owner", "0:0", nic)
    act("bind", "--owner", "nobody:nogroup", nic)
    held = pci.photo()
    for n in range(1, 100, 3):
        status, came = strike(Moment("sendto"), "INT", n, "release", nic)
        if not came:
            break
        equal((status, pci.photo()), (1, held), f"taken back at {n}")
    true(n > 3, f"{n} moments")
    act("bind", "--owner", "nobody:nogroup", nic)
    held = pci.photo()
    for n in range(1, 9):
        # fchmodat shuts the node first: between that and the end it is nobody's.
        status, came = strike(Moment("fchmodat"), "KILL", n, "bind", "--owner", "0:0", nic)
        if not came:
            break
        act("release", machine.device("sound"), outcome="unchanged")
        equal(pci.photo(), held, f"the machine after fchmodat {n}")
    act("release", nic)
    equal(sorted(LEASES.iterdir()), [], "leases")


def strike_ids(machine, step, in_vain):
    """Beside a driverless twin, which may be caught: a bind by ids, or a release of it IN_VAIN,
    which is taken back and teaches them again. Gives how often the parent was killed."""
    home_at_the_end(machine, "nic", "twin")
    nic, twin, other = map(machine.device, ("nic", "twin", "sound"))
    twin.unbind()
    before, bind = pci.photo(), ("bind", "--method=new_id", nic)
    for turn in range(MINUTES):
        if (nic.driver == "vfio-pci") != in_vain:
            act(*(bind if in_vain else ("release", nic)))
        # By hand, and for as long as it must fail: e1000e may not have it.
        nic.override = "vfio-pci" if in_vain else None
        status, came = strike(Moment("sendto"), "KILL", 1 + turn * step,
                              *(("release", nic) if in_vain else bind))
        nic.override = None
        until(lambda: not locked(), "the worker's last write has returned")
        if came:
            act("release", other, outcome=None)
        else:
            equal(status, int(in_vain), "when nobody is killed")
        what = f"{'release' if in_vain else 'bind'}, {turn * step + 1}"
        equal(twin.driver, None, f"{what}: driver of the twin")
        if nic.driver == "vfio-pci":
            equal([path.name for path in LEASES.iterdir()], [nic.address], f"{what}: leases")
            equal(re.findall(r"^state\t(.*)$", lease(nic).read_text(), re.M), ["held"], what)
        else:
            equal(pci.photo(), before, f"{what}: the machine")
        # Whoever is killed early has not loaded it.
        if (pci.DRIVERS / "vfio-pci").exists():
            not_taught(nic)
        if not came:
            break
    else:
        raise AssertionError("there is no end to it")
    act("release", nic)
    equal(pci.photo(), before, "the machine at the end")
    return turn


@case(seconds=MINUTES)
def killed_while_ids_are_taught(machine):
    turns = [strike_ids(machine, 13, in_vain) for in_vain in (False, True)]
    true(min(turns) >= 2, f"kills: {turns}")
