# SPDX-License-Identifier: GPL-2.0-or-later
"""Configuration space: the first 64 bytes, which everybody may read (PCI Local Bus 3.0, 6.1;
bridges: PCI-to-PCI Bridge 1.2, 3.2), or all of it, with capabilities."""

import struct

ENDPOINT, BRIDGE, CARDBUS = 0, 1, 2
COMMAND_ON = 0x0406      # bus master, memory, INTx off
STATUS_CAPABILITIES = 0x0010
MULTIFUNCTION = 0x80
CAPABILITIES_AT = 0x40
CARDBUS_POINTER = 0x14
# Types of PCI Express functions (PCI Express Base 6.0, 7.5.3.2).
EXPRESS, ROOT, UP, DOWN, TO_PCI, INTEGRATED = 0x0, 0x4, 0x5, 0x6, 0x7, 0x9
ACS_ALL, ACS_ON = 0x1f, 0x1d


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
    if layout == CARDBUS:
        space[CARDBUS_POINTER] = 0 if conventional else CAPABILITIES_AT
    if layout in (BRIDGE, CARDBUS):
        space[0x18:0x1b] = bytes(buses)
    elif subsystem:
        struct.pack_into("<HH", space, 0x2c, *subsystem)
    return bytes(space)


def virtual(space):
    """A virtual function answers with all ones where its vendor and device would stand."""
    return b"\xff\xff\xff\xff" + space[4:]


def _standard(space, entries):
    """Entries (id, bytes from offset 2 on) from CAPABILITIES_AT on, 16 or more bytes each."""
    at = CAPABILITIES_AT
    for number, (one, data) in enumerate(entries):
        after = at + (len(data) + 2 + 15) // 16 * 16
        space[at:at + 2] = bytes((one, after if number + 1 < len(entries) else 0))
        space[at + 2:at + 2 + len(data)] = data
        at = after


def _extended(space, entries):
    """The same from 0x100 on; data from offset 4 on, 0x40 bytes each."""
    for number, (one, data) in enumerate(entries):
        at = 0x100 + number * 0x40
        after = at + 0x40 if number + 1 < len(entries) else 0
        struct.pack_into("<I", space, at, one | 1 << 16 | after << 20)
        space[at + 4:at + 4 + len(data)] = data


def whole(space, *, kind=None, flr=False, acs=None, serial=None, vfs=None, msix=0):
    """All of the space: 4096 bytes, or 256 where KIND, a type of PCI Express, is None. ACS:
    its control; VFS: how many virtual functions there could be."""
    space = bytearray(space.ljust(256 if kind is None else 4096, b"\0"))
    entries = [(0x01, struct.pack("<HHH", 0x0003, 0x0008, 0))]
    if kind is not None:
        entries.append((0x10, struct.pack("<HIHH", 2 | kind << 4, flr << 28, 0x2810, 0)))
    if msix:
        entries.append((0x11, struct.pack("<HII", msix - 1, 3, 0x2003)))
    _standard(space, entries)
    rows = ((0x0003, serial, lambda n: struct.pack("<Q", n)),
            (0x000d, acs, lambda control: struct.pack("<HH", ACS_ALL, control)),
            (0x0010, vfs, lambda n: struct.pack("<IHHHH", 0, 0, 0, n, n)))
    if kind is not None:
        _extended(space, [(one, data(value)) for one, value, data in rows if value is not None])
    return bytes(space)
