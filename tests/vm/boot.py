# SPDX-License-Identifier: GPL-2.0-or-later
"""Boots one guest and waits for its end, never longer than it was given."""

import contextlib
import subprocess
import time
from pathlib import Path

from tool import Failure, need

QEMU = "qemu-system-x86_64"
KVM_PROBE_SECONDS = 20
TCG_PROBE_SECONDS = 120


def accelerator(kvm):
    if kvm:
        return ["-accel", "kvm", "-machine", "kernel-irqchip=split"]
    return ["-accel", "tcg,thread=multi"]


class Guest:
    """One running QEMU. Its consoles are files in the log folder."""

    def __init__(self, kernel, initrd, args, cmdline, logs, kvm):
        self.logs = Path(logs)
        # A rig that is killed takes its guest along.
        self.argv = [need("setpriv"), "--pdeathsig", "KILL", need(QEMU), *accelerator(kvm), *args,
                     "-kernel", str(kernel.image), "-initrd", str(initrd),
                     # On a busy machine an emulated timer may be late for the kernel's test.
                     "-append", f"console=ttyS0 panic=-1 no_timer_check {cmdline}",
                     "-monitor", "stdio"]
        for name in ("console", "journal", "transcript"):
            self.argv += ["-serial", f"file:{self.logs / name}.log"]
        self.process = None

    def __enter__(self):
        self.logs.mkdir(parents=True, exist_ok=True)
        with open(self.logs / "qemu.log", "w", encoding="utf-8") as log:
            log.write(" ".join(self.argv) + "\n")
            log.flush()
            self.process = subprocess.Popen(self.argv, stdin=subprocess.PIPE, stdout=log,
                                            stderr=log, text=True)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()

    def reset(self):
        """As the button does: the guest is told nothing."""
        self.process.stdin.write("system_reset\n")
        self.process.stdin.flush()

    def wait(self, seconds, watch=lambda: None):
        """True if the guest powered itself off in time; watch is called meanwhile."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            watch()
            try:
                self.process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            watch()
            return self.process.returncode == 0
        return False


def probe(kernel, initrd, machine, image, folder, kvm):
    """The small boot: True if the machine runs. It leaves its DMAR in folder/work."""
    work = Path(folder) / "work"
    work.mkdir(parents=True, exist_ok=True)
    seconds = KVM_PROBE_SECONDS if kvm else TCG_PROBE_SECONDS
    args = machine.args(image, work, kernel.modules)
    with Guest(kernel, initrd, args, f"rig=probe {machine.cmdline}", folder, kvm) as guest:
        return guest.wait(seconds) and (work / "alive").exists()


def can_kvm(*machine):
    """A present /dev/kvm may not work: only a boot tells."""
    return Path("/dev/kvm").exists() and probe(*machine, True)


def version():
    out = subprocess.run([need(QEMU), "--version"], capture_output=True, text=True, check=True)
    if not out.stdout:
        raise Failure(f"{QEMU} does not tell its version")
    return out.stdout.splitlines()[0]
