# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs that cases start beside themselves."""

import contextlib
import subprocess
import sys
from pathlib import Path

HOLDER = Path(__file__).parent / "holder.py"
OPENER = Path(__file__).parent / "opener.py"
QEMU = ["qemu-system-x86_64", "-accel", "tcg", "-m", "64", "-nodefaults", "-display", "none",
        "-S", "-monitor", "stdio"]


def run(*argv, **options):
    """What a program says that must end well."""
    done = subprocess.run([str(part) for part in argv], capture_output=True, text=True,
                          check=False, **options)
    if done.returncode:
        raise AssertionError(f"{argv}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class Holder:
    """A process that keeps a device's fd open until released."""

    def __init__(self, device, *options):
        self._process = subprocess.Popen([sys.executable, HOLDER, device.address, *options],
                                         text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        line = self._process.stdout.readline()
        if line != "open\n":
            raise AssertionError("the holder could not open the device")

    @property
    def pid(self):
        return self._process.pid

    def release(self):
        if self._process.poll() is None:
            self._process.stdin.close()
            self._process.wait()


class Opener(contextlib.AbstractContextManager):
    """A process that uses a device node until the end of the block; see opener.py."""

    def __init__(self, how, node, name="opener"):
        self.name = name
        self._process = subprocess.Popen([sys.executable, OPENER, how, str(node), name],
                                         text=True, stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE)
        line = self._process.stdout.readline()
        if line != "ready\n":
            raise AssertionError(f"the process could not {how} {node}")

    @property
    def pid(self):
        return self._process.pid

    def __exit__(self, *_):
        self._process.stdin.close()
        if self._process.wait():
            raise AssertionError(f"{self.name} ended with {self._process.returncode}")


class Aside:
    """A command that may never end: it is looked at, and never waited for without a limit."""

    def __init__(self, *argv):
        self._process = subprocess.Popen([str(part) for part in argv],
                                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL)

    @property
    def pid(self):
        return self._process.pid

    def ended(self, seconds=0):
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    @property
    def status(self):
        return self._process.returncode


def inner_qemu(device):
    """What the monitor of a QEMU that was given the device says of its PCI bus."""
    done = subprocess.run([*QEMU, "-device", f"vfio-pci,host={device.address}"], text=True,
                          input="info pci\nquit\n", capture_output=True, timeout=50, check=False)
    return done.stdout + done.stderr
