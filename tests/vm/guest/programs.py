# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs that cases start beside themselves."""

import subprocess
import sys
from pathlib import Path

HOLDER = Path(__file__).parent / "holder.py"
QEMU = ["qemu-system-x86_64", "-accel", "tcg", "-m", "64", "-nodefaults", "-display", "none",
        "-S", "-monitor", "stdio"]


class Holder:
    """A process that keeps a device's fd open until released."""

    def __init__(self, device):
        self._process = subprocess.Popen([sys.executable, HOLDER, device.address], text=True,
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


class Aside:
    """A command that may never end: it is looked at, and never waited for without a limit."""

    def __init__(self, *argv):
        self._process = subprocess.Popen([str(part) for part in argv],
                                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL)

    def ended(self, seconds=0):
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def inner_qemu(device):
    """What the monitor of a QEMU that was given the device says of its PCI bus."""
    done = subprocess.run([*QEMU, "-device", f"vfio-pci,host={device.address}"], text=True,
                          input="info pci\nquit\n", capture_output=True, timeout=50, check=False)
    return done.stdout + done.stderr
