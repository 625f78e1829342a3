# SPDX-License-Identifier: GPL-2.0-or-later
"""Adds a reserved region (RMRR) to an Intel DMAR table, as a vendor's firmware would."""

import struct

OEM_REVISION = 24
RMRR_TYPE, ENDPOINT = 1, 1

# In what the machine's memory map calls reserved, or the kernel complains.
REGION = (0xFED1C000, 0xFED1CFFF)


def with_rmrr(table, path):
    """The table with one more structure; path is [(device, function), …] from bus 0 down."""
    if table[:4] != b"DMAR":
        raise ValueError("not a DMAR table")
    out = bytearray(table + _rmrr(path))
    struct.pack_into("<I", out, 4, len(out))
    # The kernel takes a table from the initrd only if it is newer than the firmware's.
    revision, = struct.unpack_from("<I", out, OEM_REVISION)
    struct.pack_into("<I", out, OEM_REVISION, revision + 1)
    out[9] = 0
    out[9] = -sum(out) & 0xFF
    return bytes(out)


def _rmrr(path):
    scope = struct.pack("<BBHBB", ENDPOINT, 6 + 2 * len(path), 0, 0, 0)
    scope += b"".join(struct.pack("<BB", *step) for step in path)
    start, end = REGION
    return struct.pack("<HHHHQQ", RMRR_TYPE, 24 + len(scope), 0, 0, start, end) + scope
