# SPDX-License-Identifier: GPL-2.0-or-later
"""Signals at an exact moment: the n-th call of one kind, of one process of vfioprep.

strace counts for each process. Without -f it sees the parent alone. With -f, of the calls that
both make, the worker makes its n-th receive before the parent does; getppid is the worker's own,
made right before each of its writes.
"""

import os
import re
import signal
import subprocess
import tempfile
from pathlib import Path

import pci
from harness import equal, true, until
from product import LEASES, command

RUN = Path("/run/vfioprep")
BOUND = ("vfio-pci", "vfio-pci")


class Moment:
    """Who is struck: rows of (system call, is the worker followed too)."""

    def __init__(self, call, follow=False, more=()):
        self.call, self.follow, self.more = call, follow, more

    def argv(self, name, n):
        calls = [(self.call, n), *self.more]
        injections = [f"--inject={call}:signal={name}:when={when}" for call, when in calls]
        return ["strace", "-q", *(["-f"] if self.follow else []), *injections,
                f"--trace={','.join(call for call, _ in calls)}"]


# The parent's: its questions to the worker, and all it writes itself.
PARENT = {call: Moment(call) for call in ("sendto", "renameat", "unlinkat", "fchownat")}
PARENT_MORE = {call: Moment(call) for call in ("recvfrom", "fchmodat", "fsync")}
WORKER = {"before a write": Moment("getppid", True), "between": Moment("recvfrom", True)}
# The worker before a write, and the parent when it hires another.
BOTH = {"both": Moment("getppid", True, [("clone", 2)])}


def strike(moment, name, n, *argv):
    """Runs vfioprep; its status (None: killed), and whether the signal came."""
    with tempfile.NamedTemporaryFile("r", prefix="strace") as log:
        done = subprocess.run([*moment.argv(name, n), f"--output={log.name}", "vfioprep",
                               *map(str, argv)], capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL)
        calls = log.read()
    # A blocked signal is never delivered: then the call itself is the evidence.
    came = "SIGKILL" in calls if name == "KILL" else calls.count(f"{moment.call}(") >= n
    return (done.returncode if 0 <= done.returncode < 128 else None), came


def locked():
    """Markers and lock of vfioprep that somebody has."""
    inodes = {path.stat().st_ino: path.name for path in RUN.rglob("*") if path.is_file()}
    with open("/proc/locks", encoding="utf-8") as lines:
        held = {int(line.split()[-3].split(":")[2]) for line in lines if "FLOCK" in line}
    return sorted(name for inode, name in inodes.items() if inode in held)


class Three:
    """Devices that move together: all are as before, or all are bound, and nothing else is left."""

    def __init__(self, machine, *roles):
        self.devices = [machine.device(role) for role in roles]
        self.other = machine.device("sound")
        self.before = pci.photo()
        self.turns = 0

    def are_bound(self):
        return [(d.driver, d.override) for d in self.devices] == [BOUND] * len(self.devices)

    def be(self, bound):
        if self.are_bound() != bound:
            verb = "bind" if bound else "release"
            answer = command(verb, *self.devices)
            equal(answer.status, 0, f"{verb}: {answer}")

    def check(self, what):
        """Whole, with nothing left over."""
        if not self.are_bound():
            equal(pci.photo(), self.before, f"{what}: the machine")
        else:
            states = {path.name: re.search(r"^state\t(.*)$", path.read_text(), re.M).group(1)
                      for path in LEASES.iterdir()}
            equal(states, {d.address: "held" for d in self.devices}, f"{what}: the leases")
            names = sorted(path.name for path in RUN.iterdir())
            equal(names, ["leases", "lock", "markers"], f"{what}: what is in {RUN}")
        equal(locked(), [], f"{what}: locks left")

    def recover(self, what):
        """A command about something else finishes what was left."""
        until(lambda: not locked(), f"{what}: the worker's last write has returned")
        if pci.photo() != self.before:
            answer = command("--json", "release", self.other)
            equal(answer.status, 0, f"{what}: {answer}")
        self.check(what)

    def strike_every(self, verb, moment, name, step=1):
        """At the first call, the second, ... until there are no more. Gives how many there were."""
        n = 1 - step
        while True:
            n += step
            self.be(verb == "release")
            status, came = strike(moment, "KILL", n, verb, *self.devices)
            what = f"{verb}, {name} {n}"
            if not came:
                equal(status, 0, what)
                return n - 1
            self.judge(status, verb, moment, what)
            self.turns += 1

    def judge(self, status, verb, moment, what):
        """What the status says is so at once; what it leaves open the next command ends."""
        ends = {0: verb == "bind", 1: verb == "release", 3: verb == "release"}
        # Without an answer to what it asked first, it refuses. As every worker is struck at
        # the same call, so may be the one that was hired to take it all back.
        true(status in (None, *ends) or status == 4 and moment.follow,
             f"{what}: status {status}")
        if status == 4:
            true(any(LEASES.iterdir()), f"{what}: a lease says what is left")
        if status in ends:
            until(lambda: not locked(), f"{what}: the worker's last write has returned")
            self.check(f"{what}: status {status}")
            equal(self.are_bound(), ends[status], f"{what}: status {status}, they are bound")
        else:
            self.recover(what)


def stopped(log):
    """The pid of vfioprep once it is stopped, by strace's own word: at each of its calls it
    looks as if it were."""
    if not log.exists() or "stopped by SIGSTOP" not in log.read_text():
        return None
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, name, state = re.match(r"(\d+) \((.*)\) (\S)", path.read_text()).groups()
        except OSError:
            continue
        if name == "vfioprep" and state in "tT":
            return int(pid)
    return None


class Stopped:
    """vfioprep in the middle of a transaction, with its lock, until it may go on."""

    def __init__(self, machine, *argv, moment=Moment("renameat"), n=3):
        log = Path("/run/stopped.strace")
        log.unlink(missing_ok=True)
        self._process = subprocess.Popen([*moment.argv("STOP", n), f"--output={log}", "vfioprep",
                                          *map(str, argv)], stdin=subprocess.DEVNULL,
                                         stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL)
        machine.undo.callback(self.go_on)
        self.pid = until(lambda: stopped(log), "the first command is stopped")

    def go_on(self):
        """Its status."""
        if self._process.poll() is None:
            os.kill(self.pid, signal.SIGCONT)
        return self._process.wait()
