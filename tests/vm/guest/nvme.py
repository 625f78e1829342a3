# SPDX-License-Identifier: GPL-2.0-or-later
"""NVMe as the kernel shows it, and the commands that bring a virtual function online."""

import ctypes
import fcntl
import os
import re
import struct
from pathlib import Path

import pci
from harness import until

ADMIN_COMMAND = 0xC0484E41          # NVME_IOCTL_ADMIN_CMD, linux/nvme_ioctl.h
IDENTIFY, VIRTUALIZATION = 0x06, 0x1C
SECONDARY_CONTROLLERS = 0x15        # what to identify
PAGE = 4096
# NVMe 1.4, 5.22: actions on a secondary controller, and the resources it can be given.
OFFLINE, ASSIGN, ONLINE = 7, 8, 9
QUEUES, INTERRUPTS = 0 << 8, 1 << 8


def controller(device):
    """The name of a function's controller, once there is one."""
    return until(lambda: next(iter(_entries(device.path / "nvme")), None),
                 f"a controller of {device}")


def disks(device):
    """The block devices reached through a function: "nvme0c1n1" is its part of "nvme0n1"."""
    found = (device.path / "nvme").glob("nvme*/nvme*n*")
    return sorted({re.sub(r"c\d+n", "n", path.name) for path in found})


def has_disks(device):
    names = disks(device)
    return bool(names) and all(Path("/dev", name).exists() for name in names)


def with_vfs(machine, count):
    """The PF with offline VFs that no driver has touched."""
    pf = machine.device("pf")
    machine.undo.callback(pf.write, "sriov_drivers_autoprobe", "1")
    machine.undo.callback(pf.write, "sriov_numvfs", "0")
    pf.write("sriov_drivers_autoprobe", "0")
    pf.write("sriov_numvfs", str(count))
    return pf, [pci.Device(pf.link(f"virtfn{number}")) for number in range(count)]


def bring_online(pf, number):
    """Gives the VF of this number, from 0, two queues and an interrupt, and enables it."""
    fd = os.open(Path("/dev", controller(pf)), os.O_RDWR | os.O_CLOEXEC)
    try:
        secondary = _secondaries(fd)[number + 1] << 16
        for what, amount in ((OFFLINE, 0), (ASSIGN | QUEUES, 2), (ASSIGN | INTERRUPTS, 1),
                             (ONLINE, 0)):
            _admin(fd, VIRTUALIZATION, secondary | what, amount)
    finally:
        os.close(fd)


def _secondaries(fd):
    """Controller ids by the number of the virtual function, from 1."""
    page = bytearray(PAGE)
    _admin(fd, IDENTIFY, SECONDARY_CONTROLLERS, 0, page)
    entries = [page[at:at + 32] for at in range(32, 32 * (1 + page[0]), 32)]
    return {struct.unpack_from("<H", entry, 8)[0]: struct.unpack_from("<H", entry)[0]
            for entry in entries}


def _admin(fd, opcode, cdw10, cdw11, page=None):
    """struct nvme_passthru_cmd; a positive answer is the controller's status."""
    buffer = (ctypes.c_char * PAGE).from_buffer(page) if page is not None else None
    address, length = (ctypes.addressof(buffer), PAGE) if buffer is not None else (0, 0)
    command = struct.pack("=BBHIIIQQII6III", opcode, 0, 0, 0, 0, 0, 0, address, 0, length,
                          cdw10, cdw11, 0, 0, 0, 0, 0, 0)
    status = fcntl.ioctl(fd, ADMIN_COMMAND, bytearray(command))
    if status != 0:
        raise AssertionError(f"admin command {opcode:#x} {cdw10:#x}: status {status:#x}")


def _entries(folder):
    return sorted(os.listdir(folder)) if folder.is_dir() else []
