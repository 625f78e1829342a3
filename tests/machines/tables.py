# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables of the firmware, as bytes: DMAR, IVRS, IORT and VIOT, sane or spoilt."""

import struct

DIRECTORY = "sys/firmware/acpi/tables"
TREE = "sys/firmware/devicetree/base"
ENDPOINT, BRIDGE, IOAPIC, HPET = 1, 2, 3, 4
HEADER = 48   # before the structures of each of them
V3, V2 = 4, 3


def _table(signature, after, body):
    """AFTER: the twelve bytes behind the common header."""
    table = bytearray(struct.pack("<4sIBB6s8sI4sI", signature, HEADER + len(body), 1, 0, b"MADEUP",
                                  b"MADEUP  ", 1, b"TEST", 1) + after + body)
    table[9] = -sum(table) & 0xFF
    return bytes(table)


def spoilt(table, at, value):
    """The table with another byte at AT, and a sum that is right again."""
    table = bytearray(table)
    table[at] = value
    table[9] = 0
    table[9] = -sum(table) & 0xFF
    return bytes(table)


def unsummed(table):
    """The table with a wrong sum."""
    return table[:9] + bytes([(table[9] + 1) & 0xFF]) + table[10:]


def scope(*path, bus=0, kind=ENDPOINT, number=0):
    """path: "1c.4", "00.0" from the bus down."""
    steps = [tuple(int(part, 16) for part in step.split(".")) for step in path]
    return struct.pack("<BBHBB", kind, 6 + 2 * len(steps), 0, number, bus) + \
        b"".join(struct.pack("<BB", *step) for step in steps)


def _structure(kind, body):
    return struct.pack("<HH", kind, 4 + len(body)) + body


def drhd(*scopes, include_all=False, segment=0, base=0xFED91000):
    return _structure(0, struct.pack("<BBHQ", include_all, 0, segment, base) + b"".join(scopes))


def rmrr(*scopes, start=0x7B800000, size=0x800000, segment=0):
    return _structure(1, struct.pack("<HHQQ", 0, segment, start, start + size - 1)
                      + b"".join(scopes))


def dmar(*structures, width=39, remaps=True, opt_out=False, opt_in=False):
    """Without structures: one unit for all."""
    flags = remaps | opt_out << 1 | opt_in << 2
    body = b"".join(structures) or drhd(scope("1f.0", kind=IOAPIC, bus=0xF0, number=2),
                                        include_all=True)
    return _table(b"DMAR", struct.pack("<BB10x", width - 1, flags), body)


def _devid(address):
    bus, rest = address.split(":")
    slot, function = rest.split(".")
    return int(bus, 16) << 8 | int(slot, 16) << 3 | int(function, 16)


def ivhd(unit="00:00.2", kind=0x10, base=0xFEB80000, ioapic=True):
    entries = struct.pack("<BHBBHB", 3, 0, 0, 4, 0xFFFE, 0)
    if ioapic:
        entries += struct.pack("<BHBBHB", 0x48, 0, 0, 0, 0xA0, 1)
    header = struct.pack("<QHHI", base, 0, 0, 0) + (b"" if kind == 0x10 else bytes(16))
    return struct.pack("<BBHHH", kind, 0xB0, 8 + len(header) + len(entries), _devid(unit),
                       0x40) + header + entries


def ivmd(first=None, last=None, start=0x9E000000, size=0x1000, flags=7):
    kind = 0x20 if not first else 0x22 if last else 0x21
    return struct.pack("<BBHHHQQQ", kind, flags, 32, _devid(first) if first else 0,
                       _devid(last) if last else 0, 0, start, size)


def ivrs(*blocks, info=0x203043):
    return _table(b"IVRS", struct.pack("<I8x", info), b"".join(blocks) or ivhd() + ivhd(kind=0x11))


def _node(kind, data, mappings=()):
    size = 16 + len(data)
    packed = b"".join(struct.pack("<IIIII", *row) for row in mappings)
    return struct.pack("<BHBIII", kind, size + len(packed), 1, 0, len(mappings),
                       size if mappings else 0) + data + packed


def smmu(kind=V3, base=0x2B400000):
    return _node(kind, struct.pack("<Q36x", base))


def root_complex(to, segment=0, output=0):
    return _node(2, struct.pack("<QII", 0, 0, segment), [(0, 0xFFFF, output, to, 0)])


def reserved(to, address, start=0x80000000, size=0x10000, flags=0):
    """Memory of the one function at ADDRESS, below a root complex that changes no ids."""
    data = struct.pack("<III", flags, 1, 28) + struct.pack("<QQI", start, size, 0)
    return _node(6, data, [(0, 0, _devid(address), to, 1)])


def iort(*nodes):
    """Nodes name others by where these stand in the table: the first at HEADER."""
    return _table(b"IORT", struct.pack("<II4x", len(nodes), HEADER), b"".join(nodes))


def viot(unit="00:01.0"):
    nodes = struct.pack("<BBHHH8x", 3, 0, 16, 0, _devid(unit)) + \
        struct.pack("<BBHIHHHHH6x", 1, 0, 24, 0, 0, 0, 0, 0xFFFF, HEADER)
    return _table(b"VIOT", struct.pack("<HH8x", 2, HEADER), nodes)


def shown(**tables):
    """{path: bytes}: shown(DMAR=…), beside a table that every machine has."""
    return {f"{DIRECTORY}/{name}": table
            for name, table in {"APIC": _table(b"APIC", bytes(12), b""), **tables}.items()}


def lines(files):
    """{path: bytes} as lines of a tree, for a case that adds or replaces them."""
    return tuple(f"{path} : {data.hex()}" for path, data in files.items())


def devicetree(nodes):
    """{path: bytes} of {node: {property: words}}; words are separated by blanks."""
    return {"/".join(filter(None, (TREE, node, name))): words.replace(" ", "\0").encode() + b"\0"
            for node, properties in nodes.items() for name, words in properties.items()}
