# SPDX-License-Identifier: GPL-2.0-or-later
"""Keeps a device's VFIO fd open, as a running guest would, until its standard input ends.

holder.py ADDRESS [closed]: the group's fd is closed meanwhile."""

import sys

import pci
import vfio


def main():
    device = pci.Device(sys.argv[1])
    with vfio.Group(device) as group:
        group.attach()
        group.open(device)
        if sys.argv[2:] == ["closed"]:
            group.close()
        print("open", flush=True)
        sys.stdin.read()


main()
