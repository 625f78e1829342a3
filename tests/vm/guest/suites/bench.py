# SPDX-License-Identifier: GPL-2.0-or-later
"""What commands cost, measured side by side in one boot; tests/bench/list judges the figures."""

import json
import os
import statistics
import subprocess
import time
from pathlib import Path

import pci
from harness import case, equal, true, until

RIG = Path("/rig")
BARE = str(RIG / "bare")
VFS = 120
LIST_ROUNDS, BIND_ROUNDS = 9, 7
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


@case("bench", seconds=400)
def list_many(machine):
    for pf in map(machine.device, PFS):
        pf.write("sriov_drivers_autoprobe", "0")
        pf.write("sriov_numvfs", str(VFS))
    subprocess.run(["udevadm", "settle", "--timeout=120"], check=True)
    true(len(pci.all_devices()) > len(PFS) * VFS, "the virtual functions are there")
    programs = {"list": ["vfioprep", "list"], "json": ["vfioprep", "--json", "list"],
                "ids": ["vfioprep", "list", "-o", "ADDRESS,IDS,CLASS,DRIVER,GROUP"],
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


@case("bench", seconds=200)
def bind_one(machine):
    """There by each of the three; back by the same way for all, unmeasured."""
    nic = machine.device("nic")
    subprocess.run(["modprobe", "vfio-pci"], check=True)
    programs = {"vfioprep": ["vfioprep", "bind", nic.address],
                "bare": [BARE, "bind", nic.address, "vfio-pci"],
                "driverctl": ["driverctl", "--nosave", "set-override", nic.address, "vfio-pci"]}
    spread = {name: [] for name in programs}
    for _ in range(BIND_ROUNDS):
        for name, argv in programs.items():
            until(lambda: nic.interfaces, "the interface")
            subprocess.run(["udevadm", "settle"], check=True)
            spread[name].append(seconds(argv))
            equal(nic.driver, "vfio-pci", f"driver after {name}")
            subprocess.run(["vfioprep", "-q", "release", nic.address], check=True)
            equal((nic.driver, nic.override), ("e1000e", None), "driver and override")
    keep(bind=medians(spread), bind_spread=spread)
