# SPDX-License-Identifier: GPL-2.0-or-later
"""What commands cost, measured side by side in one boot; tests/bench/list judges the figures."""

import contextlib
import json
import os
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pci
from harness import case, equal, true, until
from product import LEASES

RIG = Path("/rig")
BARE = str(RIG / "bare")
VFS = 120
LIST_ROUNDS, BIND_ROUNDS = 7, 5
EACH = 'for a; do driverctl --nosave set-override "$a" vfio-pci; done'
UDEV = ("systemd-udevd-control.socket", "systemd-udevd-kernel.socket", "systemd-udevd.service")
PFS = ("pf1", "pf2", "pf3", "pf4")


def seconds(argv):
    """From the start of a program to its end; what it prints goes nowhere."""
    start = time.monotonic()
    status = os.waitpid(os.posix_spawnp(argv[0], argv, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]), 0)[1]
    took = time.monotonic() - start
    equal(os.waitstatus_to_exitcode(status), 0, f"status of {argv}")
    return took


def keep(**figures):
    """Adds to what the host is told."""
    path = RIG / "figures.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(known | figures, indent=1) + "\n")


def calls(argv):
    """How many system calls a program makes."""
    table = RIG / "calls"
    subprocess.run(["strace", "-f", "-c", "-o", table, *argv], check=True,
                   stdout=subprocess.DEVNULL)
    return int(next(line.split()[3] for line in table.read_text().splitlines()
                    if line.endswith("total")))


def medians(spread):
    return {name: statistics.median(times) for name, times in spread.items()}


@contextlib.contextmanager
def without_udev():
    """It would look at each function while it is made, which takes longer than to make it; no
    program that is measured asks what it found."""
    subprocess.run(["systemctl", "stop", *UDEV], check=True)
    yield
    subprocess.run(["systemctl", "start", *UDEV], check=True)


def make_vfs(pf):
    pf.write("sriov_drivers_autoprobe", "0")
    pf.write("sriov_numvfs", str(VFS))


# The columns that list shows when none is asked for, but for its two dearest: USERS and NAME.
IDS = "ADDRESS,IDS,CLASS,DRIVER,GROUP"


@case("bench", seconds=400)
def list_many(machine):
    with without_udev(), ThreadPoolExecutor(len(PFS)) as pool:
        list(pool.map(lambda name: make_vfs(machine.device(name)), PFS))
    subprocess.run(["udevadm", "settle", "--timeout=120"], check=True)
    true(len(pci.all_devices()) > len(PFS) * VFS, "the virtual functions are there")
    programs = {"list": ["vfioprep", "list"], "json": ["vfioprep", "--json", "list"],
                "ids": ["vfioprep", "list", "-o", IDS],
                "names": ["vfioprep", "list", "-o", f"{IDS},NAME"],
                "users": ["vfioprep", "list", "-o", f"{IDS},USERS"],
                "lspci": ["lspci", "-nnk"], "bare": [BARE, "list"],
                "version": ["vfioprep", "--version"], "lspci-version": ["lspci", "--version"]}
    spread = {name: [] for name in programs}
    for argv in programs.values():
        seconds(argv)           # what is read from the disk is read before
    for _ in range(LIST_ROUNDS):
        for name, argv in programs.items():
            spread[name].append(seconds(argv))
    keep(functions=len(pci.all_devices()), seconds=medians(spread), spread=spread,
         calls={name: calls(argv) for name, argv in programs.items()})


def bind_by_each(addresses, ready):
    """Times of the three ways there; back by the same way for all, unmeasured."""
    subprocess.run(["modprobe", "vfio-pci"], check=True)
    programs = {"vfioprep": ["vfioprep", "bind", *addresses],
                "bare": [BARE, "bind", "vfio-pci", *addresses],
                "driverctl": ["sh", "-ec", EACH, "sh", *addresses]}
    devices = [pci.Device(address) for address in addresses]
    before = [(device.driver, device.override) for device in devices]
    spread = {name: [] for name in programs}
    for _ in range(BIND_ROUNDS):
        for name, argv in programs.items():
            until(ready, "they are as they were")
            subprocess.run(["udevadm", "settle"], check=True)
            spread[name].append(seconds(argv))
            equal([device.driver for device in devices], ["vfio-pci"] * len(devices), name)
            for device, (driver, _) in zip(devices, before):
                device.give_back(driver)
            for lease in LEASES.glob("*"):
                lease.unlink()
            equal([(device.driver, device.override) for device in devices], before, "back")
    return spread


@case("bench", seconds=200)
def bind_one(machine):
    """A NIC, whose driver takes its time."""
    nic = machine.device("nic")
    spread = bind_by_each([nic.address], lambda: nic.interfaces)
    keep(bind_one=medians(spread), bind_one_spread=spread)


@case("bench", seconds=200)
def bind_eight(machine):
    """Virtual functions without a driver: what is left is what the programs cost."""
    pf = machine.device("pf1")
    addresses = [pf.link(f"virtfn{number}") for number in range(8)]
    spread = bind_by_each(addresses, lambda: True)
    keep(bind_eight=medians(spread), bind_eight_spread=spread)
