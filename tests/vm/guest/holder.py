# SPDX-License-Identifier: GPL-2.0-or-later
"""Keeps a device's VFIO fd open, as a running guest would, until its standard input ends."""

import sys

import pci
import vfio


def main():
    device = pci.Device(sys.argv[1])
    with vfio.Group(device) as group:
        group.attach()
        group.open(device)
        print("open", flush=True)
        sys.stdin.read()


main()
