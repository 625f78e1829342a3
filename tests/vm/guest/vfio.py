# SPDX-License-Identifier: GPL-2.0-or-later
"""The VFIO ioctls that cases need, with the numbers of linux/vfio.h."""

import fcntl
import os
import struct

TYPE, BASE = 0x3B, 100
SET_IOMMU = TYPE << 8 | BASE + 2
GROUP_GET_STATUS = TYPE << 8 | BASE + 3
GROUP_SET_CONTAINER = TYPE << 8 | BASE + 4
GROUP_GET_DEVICE_FD = TYPE << 8 | BASE + 6
DEVICE_GET_INFO = TYPE << 8 | BASE + 7
TYPE1V2_IOMMU = 3
VIABLE = 1


class Group:
    """An open group node. Closed at the end of the with block."""

    def __init__(self, device):
        self.fd = os.open(device.node, os.O_RDWR | os.O_CLOEXEC)
        self._others = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for fd in reversed([self.fd, *self._others]):
            if fd is not None:
                os.close(fd)

    def close(self):
        """The group's own fd alone; a device's keeps the group."""
        os.close(self.fd)
        self.fd = None

    def viable(self):
        answer = fcntl.ioctl(self.fd, GROUP_GET_STATUS, struct.pack("II", 8, 0))
        return bool(struct.unpack("II", answer)[1] & VIABLE)

    def attach(self):
        """Puts the group into a container of its own, under the IOMMU."""
        container = os.open("/dev/vfio/vfio", os.O_RDWR | os.O_CLOEXEC)
        self._others.append(container)
        fcntl.ioctl(self.fd, GROUP_SET_CONTAINER, struct.pack("i", container))
        fcntl.ioctl(container, SET_IOMMU, TYPE1V2_IOMMU)

    def open(self, device):
        """The device's own fd: while it lives, the driver cannot let the device go."""
        # A bytearray: only with a buffer that may change is ioctl's own answer handed back.
        name = bytearray(device.address.encode() + b"\0")
        fd = fcntl.ioctl(self.fd, GROUP_GET_DEVICE_FD, name)
        self._others.append(fd)
        return fd

    def regions(self, device):
        """How many regions the device tells of through its fd."""
        info = fcntl.ioctl(self.open(device), DEVICE_GET_INFO, struct.pack("IIIIII", 24, *[0] * 5))
        return struct.unpack("IIIIII", info)[2]
