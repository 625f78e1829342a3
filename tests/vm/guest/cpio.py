# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the archives that the kernel unpacks at boot ("newc" cpio, not compressed)."""


def _entry(number, name, mode, data):
    raw = name.encode() + b"\0"
    fields = [number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(raw), 0]
    head = b"070701" + b"".join(b"%08x" % field for field in fields) + raw
    return _padded(head) + _padded(data)


def _padded(data):
    return data + b"\0" * (-len(data) % 4)


def archive(files):
    """files maps a path to (mode, bytes); the folders above them are made."""
    folders = {str(p) for name in files for p in _parents(name)}
    out, number = b"", 1
    for name in sorted(folders, key=lambda path: (path.count("/"), path)):
        out += _entry(number, name, 0o040755, b"")
        number += 1
    for name, (mode, data) in files.items():
        out += _entry(number, name, 0o100000 | mode, data)
        number += 1
    return out + _entry(0, "TRAILER!!!", 0, b"")


def _parents(name):
    parts = name.split("/")[:-1]
    return ["/".join(parts[:n + 1]) for n in range(len(parts))]
