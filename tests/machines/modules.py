# SPDX-License-Identifier: GPL-2.0-or-later
"""lib/modules/RELEASE: modules.alias as text and the indexes that libkmod reads.

The format of an index (kmod, libkmod-index.h): magic, version, offset of the root node;
a node is [prefix NUL] [first last offset...] [count (priority value NUL)...], and the
offset of a node says in its upper bits which of the three it has."""

import struct

MAGIC, VERSION = 0xB007F457, 0x00020001
PREFIX, VALUES, CHILDREN = 0x80000000, 0x40000000, 0x20000000


class _Node:
    def __init__(self):
        self.children = {}
        self.values = []


def _trie(pairs):
    root = _Node()
    for key, value in pairs:
        node = root
        for letter in key:
            node = node.children.setdefault(letter, _Node())
        node.values.append(value)
    return root


def _write(node, out):
    """Appends NODE, whose first letter its parent has named; returns its offset."""
    prefix = ""
    while len(node.children) == 1 and not node.values:
        (letter, node), = node.children.items()
        prefix += letter
    offsets = {letter: _write(child, out) for letter, child in sorted(node.children.items())}
    here, flags = len(out), 0
    if prefix:
        flags |= PREFIX
        out += prefix.encode() + b"\0"
    if offsets:
        flags |= CHILDREN
        first, last = ord(min(offsets)), ord(max(offsets))
        out += bytes((first, last))
        for code in range(first, last + 1):
            out += struct.pack(">I", offsets.get(chr(code), 0))
    if node.values:
        flags |= VALUES
        out += struct.pack(">I", len(node.values))
        for priority, value in enumerate(node.values):
            out += struct.pack(">I", priority) + value.encode() + b"\0"
    return here | flags


def index(pairs):
    """The bytes of an index of (key, value) pairs."""
    out = bytearray(struct.pack(">III", MAGIC, VERSION, 0))
    struct.pack_into(">I", out, 8, _write(_trie(pairs), out))
    return bytes(out)


# As Debian has them; elsewhere they are packed.
VFIO = ("vfio/vfio.ko", "vfio/vfio_iommu_type1.ko", "vfio/pci/vfio-pci.ko")


def add(tree, release, aliases, built_in=()):
    """ALIASES: (pattern, module) pairs as modules.alias has them. BUILT_IN: of VFIO."""
    below = f"lib/modules/{release}"
    names = sorted({module for _, module in aliases})
    tree.comment("modules of the kernel: which claim which ids")
    tree.file(f"{below}/modules.alias",
              "\n".join(f"alias {pattern} {module}" for pattern, module in aliases))
    tree.bytes(f"{below}/modules.alias.bin", index(aliases))
    tree.bytes(f"{below}/modules.dep.bin",
               index([(name, f"kernel/drivers/{name}.ko:") for name in names]))
    tree.file(f"{below}/modules.dep", "\n".join(
        f"kernel/drivers/{name}:" for name in (*(one for one in VFIO if one not in built_in),
                                              *(f"{name}.ko" for name in names))))
    tree.file(f"{below}/modules.builtin", "\n".join(
        ("kernel/fs/binfmt_script.ko", *(f"kernel/drivers/{name}" for name in built_in))))
    tree.bytes(f"{below}/modules.symbols.bin", index([]))
    tree.bytes(f"{below}/modules.builtin.bin", index([]))


def pci_alias(ids, module, prefix="pci"):
    """"8086:10d3" or "class=0106": what a driver's table says, as a pattern."""
    if ids.startswith("class="):
        code = ids.removeprefix("class=")
        tail = f"bc{code[0:2]}sc{code[2:4]}i{code[4:6] or '*'}".upper()
        tail = tail.replace("BC", "bc").replace("SC", "sc").replace("I", "i", 1)
        return f"{prefix}:v*d*sv*sd*{tail}*", module
    vendor, device = ids.split(":")
    return f"{prefix}:v0000{vendor.upper()}d0000{device.upper()}sv*sd*bc*sc*i*", module
