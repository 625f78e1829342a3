# SPDX-License-Identifier: GPL-2.0-or-later
"""The first 64 bytes of configuration space (PCI Local Bus 3.0, 6.1; bridges: PCI-to-PCI
Bridge 1.2, 3.2): what everybody may read."""

import struct

ENDPOINT, BRIDGE = 0, 1
COMMAND_ON = 0x0406      # bus master, memory, INTx off
STATUS_CAPABILITIES = 0x0010
MULTIFUNCTION = 0x80
CAPABILITIES_AT = 0x40


def header(vendor, device, class_code, revision, *, layout=ENDPOINT, multifunction=False,
           subsystem=None, buses=None, conventional=False):
    """BUSES: primary, secondary and subordinate bus of a bridge."""
    space = bytearray(64)
    struct.pack_into("<HHHH", space, 0, vendor, device, COMMAND_ON,
                     0 if conventional else STATUS_CAPABILITIES)
    space[8] = revision
    space[9:12] = class_code.to_bytes(3, "little")
    space[0x0c] = 0x10   # cache line
    space[0x0e] = layout | (MULTIFUNCTION if multifunction else 0)
    space[0x34] = 0 if conventional else CAPABILITIES_AT
    if layout == BRIDGE:
        space[0x18:0x1b] = bytes(buses)
    elif subsystem:
        struct.pack_into("<HH", space, 0x2c, *subsystem)
    return bytes(space)


def virtual(space):
    """A virtual function answers with all ones where its vendor and device would stand."""
    return b"\xff\xff\xff\xff" + space[4:]
