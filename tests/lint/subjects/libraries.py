# SPDX-License-Identifier: GPL-2.0-or-later
"""What the program loads: at its start only what most commands call, the rest by a note.

docs/architecture.md says of each library which it is. A library that crept into the start
would cost every command what it brings; one without its note no packager would find."""

import json
import pathlib
import re
import struct
import tempfile

from project import Violation, output_of, tool

import subjects.tiers as tiers

NOTE_TYPE = 0x407c0c0a
PRIORITIES = {"required", "recommended", "suggested"}
# The C library needs no row.
ALWAYS = {"libc.so.6", "ld-linux-x86-64.so.2"}


def _needed(program):
    listing = output_of(tool("readelf"), "--dynamic", program).stdout
    return set(re.findall(r"\(NEEDED\).*\[(.+)\]", listing)) - ALWAYS


def notes(data):
    """The texts of the notes of a section."""
    while len(data) >= 12:
        name, size, kind = struct.unpack_from("<III", data)
        start = 12 + -(-name // 4) * 4
        if kind == NOTE_TYPE and data[12:12 + name] == b"FDO\0":
            yield data[start:start + size].rstrip(b"\0").decode()
        data = data[start + -(-size // 4) * 4:]


def _noted(program):
    """{soname: priority} of the program's own notes."""
    with tempfile.TemporaryDirectory() as folder:
        section = pathlib.Path(folder, "section")
        output_of(tool("objcopy"), "--dump-section", f".note.dlopen={section}", program,
                  f"{folder}/copy")
        data = section.read_bytes() if section.exists() else b""
    entries = [entry for text in notes(data) for entry in json.loads(text)]
    return {soname: entry["priority"] for entry in entries for soname in entry["soname"]}


def _library(soname, names):
    """The row's name of the library that this file is of."""
    return next((name for name in names if soname.removeprefix("lib").startswith(
        f"{name.removeprefix('lib')}.so.")), None)


def check(settings):
    rows = {row[1].split(":")[0]: row[3] for row in tiers.table("header")}
    needed, noted = _needed(settings.program), _noted(settings.program)
    for found, when in ((needed, "at start"), (set(noted), "when needed")):
        wanted = {name for name, told in rows.items() if told == when}
        got = {_library(soname, rows) or soname for soname in found}
        for name in sorted(wanted ^ got):
            yield Violation(tiers.LAW, 0, f"{name}: loaded {when} by the program or by its row, "
                            "not by both")
    for soname, priority in noted.items():
        if priority not in PRIORITIES:
            yield Violation(tiers.LAW, 0, f"the note of {soname} has the priority {priority}")
