# SPDX-License-Identifier: GPL-2.0-or-later
"""When each rule refuses, and when its evidence is unknown: rows for tests/golden/matrix.

A row: rule, verb, words of the command line, lines added to the tree of desktop-twins."""

import os
from dataclasses import dataclass
from pathlib import Path

from cases import (COMPOSITOR, DENIED, DENYLIST, DESKTOP, DISK, ENCRYPTED, GARBAGE, GPU, GUEST,
                   INPUT, IN_USE, KEYBOARD, MOUNTED, NIC, NIC_GROUP, NVIDIA, PARTITION,
                   PERSISTENT, PF_LENT, SCREEN, STATUS, SWAP, Case, cannot_read, network)
from configured import recorded

HELD = "sys/devices/pci0000:00/0000:00:1d.5/0000:09:00.0"
UNREADABLE = (GARBAGE[0].replace("04:00.0", "09:00.0"),)
TWIN = "sys/devices/pci0000:00/0000:00:1c.4/0000:04:00.0"
ENTRIES = "sys/bus/pci/devices"


@dataclass(frozen=True)
class Row:
    rule: str
    verb: str
    words: str
    lines: tuple = ()
    is_unknown: bool = False
    is_held: bool = False   # it is on VFIO already, where check asks what a move would
    ends: bool = False      # what is unknown ends the command, before any rule is asked
    stuck: str = ""         # the address of a device with a write that has not returned

    def case(self):
        return Case(DESKTOP, self.rule, self.words, added=self.lines)

    def prepare(self, root):
        """A marker is known by its inode, which no text can tell."""
        if not self.stuck:
            return
        marker = Path(root, "run/vfioprep/markers", self.stuck)
        marker.parent.mkdir()
        marker.touch()
        st = marker.stat()
        Path(root, "proc/locks").write_text(
            f"1: POSIX  ADVISORY  WRITE 4321 {os.major(st.st_dev):02x}:"
            f"{os.minor(st.st_dev):02x}:{st.st_ino} 0 EOF\n", encoding="utf-8")

    def clear(self, root):
        if not self.stuck:
            return
        marker = Path(root, "run/vfioprep/markers", self.stuck)
        marker.unlink()
        marker.parent.rmdir()
        Path(root, "proc/locks").unlink()


def applies(rule, verb, words, lines=(), **more):
    return Row(rule, verb, words, lines, **more)


def unknown(rule, verb, words, path, lines=(), **more):
    """As it would be but for PATH, which cannot be read."""
    return Row(rule, verb, words, (*lines, *cannot_read(path)), is_unknown=True, **more)


# No tree can show it: unit.scan.sight and suite host_network of the vm tests do.
LIVE_ONLY = {"host.unseen"}
ROWS = [
    applies("device.bridge", "bind", "00:1c.4"),
    unknown("device.bridge", "bind", "03:00.0", f"{NIC}/class"),
    applies("device.busy", "bind", "03:00.0", stuck="0000:03:00.0"),
    unknown("device.busy", "bind", "03:00.0", f"{NIC}/driver_override"),
    applies("device.busy", "release", "09:00.0", stuck="0000:09:00.0"),
    unknown("device.busy", "release", "09:00.0", f"{HELD}/driver_override"),
    applies("device.denylisted", "bind", "03:00.0", DENIED),
    unknown("device.denylisted", "bind", "03:00.0", DENYLIST, DENIED),
    applies("device.no-iommu-group", "bind", "03:00.0", (f"{NIC_GROUP}/name = vfio-noiommu",)),
    unknown("device.no-iommu-group", "bind", "03:00.0", f"{NIC}/iommu_group"),
    applies("device.rmrr", "bind", "08:00.0"),
    unknown("device.rmrr", "bind", "03:00.0", f"{NIC_GROUP}/reserved_regions"),
    applies("device.sriov-pf", "bind", "07:00.0"),
    unknown("device.sriov-pf", "bind", "07:00.0", f"{ENTRIES}/0000:07:00.0"),
    applies("device.sriov-pf", "release", "07:00.0", PF_LENT),
    unknown("device.sriov-pf", "release", "07:00.0", f"{ENTRIES}/0000:07:00.0"),
    applies("device.vmd-child", "bind", "10000:e1:00.0"),
    unknown("device.vmd-child", "bind", "10000:e1:00.0", f"{ENTRIES}/10000:e1:00.0"),
    applies("group.shared", "bind", "01:00.0"),
    unknown("group.shared", "bind", "01:00.0", f"{GPU[:-1]}1/driver"),
    applies("host.driver-busy", "bind", "01:00.*", PERSISTENT),
    unknown("host.driver-busy", "bind", "01:00.*", "sys/module/nvidia/refcnt", NVIDIA),
    applies("host.display", "bind", "01:00.*", SCREEN),
    unknown("host.display", "bind", "01:00.*", STATUS, SCREEN[:1]),
    applies("host.holder", "bind", "02:00.0", ENCRYPTED),
    unknown("host.holder", "bind", "02:00.0", f"{DISK}/nvme0n1p2/holders", PARTITION),
    applies("host.input", "bind", "00:14.0", KEYBOARD),
    unknown("host.input", "bind", "00:14.0", f"{INPUT}/capabilities/key", KEYBOARD[:2]),
    applies("host.mounted", "bind", "02:00.0", MOUNTED),
    unknown("host.mounted", "bind", "02:00.0", "proc/1/mountinfo"),
    applies("host.network", "bind", "03:00.0", network("route enp3s0 default")),
    unknown("host.network", "bind", "03:00.0", "vfioprep/net"),
    applies("host.open", "bind", "01:00.*", COMPOSITOR),
    unknown("host.open", "bind", "02:00.0", "vfioprep/openers/1/fd"),
    applies("host.swap", "bind", "02:00.0", SWAP),
    unknown("host.swap", "bind", "02:00.0", "proc/swaps"),
    applies("identity.mismatch", "bind", "@nic", recorded("id = 8086:1533")),
    unknown("identity.mismatch", "bind", "@nic", f"{TWIN}/subsystem_device",
            recorded("id = 8086:10d3:8086:a01f")),
    applies("lease.held", "bind", "09:00.0", IN_USE, is_held=True),
    Row("lease.held", "bind", "09:00.0", UNREADABLE, is_unknown=True, ends=True),
    applies("lease.held", "release", "09:00.0", IN_USE),
    Row("lease.held", "release", "09:00.0", UNREADABLE, is_unknown=True, ends=True),
    applies("slot.split", "bind", "01:00.0"),
    unknown("slot.split", "bind", "01:00.0", f"{GPU[:-1]}1/driver"),
    applies("vfio.in-use", "release", "09:00.0", GUEST),
    unknown("vfio.in-use", "release", "09:00.0", "vfioprep/openers/1/fd"),
]
