# SPDX-License-Identifier: GPL-2.0-or-later
"""What cases are made of: the marker, bounded waiting, undoing, and the run of one."""

import contextlib
import errno
import signal
import subprocess
import time
import traceback

import pci

CASE_SECONDS = 60
SETTLE_SECONDS = 20
POLL_SECONDS = 0.02


def case(*machines, seconds=CASE_SECONDS):
    """Marks a function as a case, for the machines named (the kind of their IOMMU)."""
    def mark(function):
        function.machines = machines or ("vtd", "amdvi")
        function.seconds = seconds
        return function
    return mark


class Overdue(Exception):
    pass


def _overdue(*_):
    raise Overdue("the case took longer than it may")


def until(test, what, seconds=10):
    """Waits for test() to be true; what it gave is the answer."""
    deadline = time.monotonic() + seconds
    while True:
        answer = test()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain: {what}")
        time.sleep(POLL_SECONDS)


def equal(got, wanted, what=""):
    if got != wanted:
        raise AssertionError(f"{what}: got {got!r}, wanted {wanted!r}")


def true(test, what):
    if not test:
        raise AssertionError(what)


@contextlib.contextmanager
def fails(*numbers):
    """The kernel refuses what is done inside, with one of these errnos."""
    names = "/".join(errno.errorcode[number] for number in numbers)
    try:
        yield
    except OSError as error:
        if error.errno not in numbers:
            raise AssertionError(f"wanted {names}, got {error}") from error
        return
    raise AssertionError(f"the kernel did not refuse with {names}")


class Machine:
    """The guest as a case sees it: its devices by role, and what to undo at the end."""

    def __init__(self, job):
        self._places = job["places"]
        self.iommu, self.kernel = job["iommu"], job["kernel"]
        self.color = job["color"]
        self.undo = None

    def device(self, role):
        return pci.at(self._places[role])


def settle():
    """udev may still be renaming the interfaces that were given back."""
    subprocess.run(["udevadm", "settle", f"--timeout={SETTLE_SECONDS}"], check=True)


def run_case(function, name, machine):
    start = time.monotonic()
    signal.signal(signal.SIGALRM, _overdue)
    signal.alarm(function.seconds)
    detail = None
    try:
        settle()
        with contextlib.ExitStack() as machine.undo:
            function(machine)
    except Exception:       # a case may fail in any way, and the others still run
        detail = traceback.format_exc()
    signal.alarm(0)
    return {"case": name, "outcome": "fail" if detail else "pass", "detail": detail,
            "seconds": round(time.monotonic() - start, 2)}
