# SPDX-License-Identifier: GPL-2.0-or-later
"""Who may include whom: the tables of docs/architecture.md are the law."""

import os
import re

from project import Violation, c_files, includes, text

LAW = "docs/architecture.md"
# Angle brackets that need no row: C, POSIX and the kernel's own interface.
SYSTEM = re.compile(r"(sys|linux|net|netinet|arpa)/\w+\.h|(std\w+|alloca|assert|ctype|dirent|dlfcn|errno|"
                    r"fcntl|fnmatch|getopt|glob|grp|inttypes|langinfo|limits|locale|pwd|poll|sched|"
                    r"search|signal|string|strings|time|unistd|wchar|wctype)\.h")


def table(first_cell):
    """The rows of the law's table whose heading begins with FIRST_CELL, as lists of cells."""
    rows, is_in = [], False
    for line in text(LAW).split("\n"):
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if cells[0] == first_cell:
            is_in = True
        elif is_in and not line.startswith("|"):
            break
        elif is_in and not cells[0].startswith("---"):
            rows.append(cells)
    return rows


def _words(cell):
    return re.findall(r"`([^`]+)`", cell)


def law():
    """{folder: folders it may include}, itself aside."""
    allowed = {}
    for _, folder, _, may in table("tier"):
        allowed[_words(folder)[0].strip("/")] = {word.strip("/") for word in _words(may)}
    for folder, may in allowed.items():
        if not may and folder != "base":
            may.update(set(allowed) - {folder})   # "all"
    return allowed


def libraries():
    """{header: the one file of src/ that may include it}"""
    return {_words(header)[0]: _words(path)[0] for header, _, path, *_ in table("header")}


def _folder(path):
    return path.split("/")[0]


def _is_private(header):
    """A header that says "Inside FOLDER/:" is for that folder only."""
    return re.search(r"/\*[\s*]*Inside (\w+)/", text(f"src/{header}"))


def _ours(path, line, name, allowed):
    mine = _folder(path.removeprefix("src/"))
    if f"src/{name}" not in c_files("src"):
        return f'"{name}" is not below src/: name headers as "model/host.h"'
    theirs = _folder(name)
    if mine != theirs and theirs not in allowed[mine]:
        return f"{mine}/ must not include {name}: {LAW} allows {sorted(allowed[mine])}"
    private = _is_private(name)
    if private and private.group(1) != mine:
        return f"{name} is for {private.group(1)}/ only: it says so in its first line"
    return None


def _library(path, name, rows):
    if SYSTEM.fullmatch(name):
        return None
    where = rows.get(name)
    if where is None:
        return f"<{name}> has no row in {LAW}: one file wraps each library"
    return None if path == f"src/{where}" else f"<{name}> belongs into {where} alone"


def check(_settings):
    allowed, rows = law(), libraries()
    folders = {_folder(path.removeprefix("src/")) for path in c_files("src")}
    for folder in sorted(folders ^ set(allowed)):
        yield Violation(LAW, 0, f"the table of tiers and src/ differ about {folder}/")
    for path in c_files("src"):
        if _folder(path.removeprefix("src/")) not in allowed:
            continue
        found = includes(path)
        for line, name, is_ours in found:
            wrong = _ours(path, line, name, allowed) if is_ours else _library(path, name, rows)
            if wrong:
                yield Violation(path, line, wrong)
        yield from _own_first(path, found)
    for header, path in rows.items():
        if f"src/{path}" not in c_files("src") or header not in [
                name for _, name, _ in includes(f"src/{path}")]:
            yield Violation(LAW, 0, f"{path} does not include {header}: drop or mend its row")


def _own_first(path, found):
    header = os.path.splitext(path)[0].removeprefix("src/") + ".h"
    if path.endswith(".c") and f"src/{header}" in c_files("src") and found[0][1] != header:
        yield Violation(path, found[0][0], f'include "{header}", its own header, first')
