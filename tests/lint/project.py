# SPDX-License-Identifier: GPL-2.0-or-later
"""What the lints look at: the project's files, and C source with its parts told apart."""

import dataclasses
import functools
import os
import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSED_OVER = {".git", "build", "__pycache__"}


class Missing(Exception):
    """A tool that a lint needs is not there; that is a failure, never a skip."""


@dataclasses.dataclass(frozen=True)
class Violation:
    path: str
    line: int
    message: str   # what is wrong, and what to do

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}" if self.line else \
            f"{self.path}: {self.message}"


@dataclasses.dataclass(frozen=True)
class Settings:
    program: str        # the vfioprep that was built
    archive: str        # its static library
    build: pathlib.Path  # with compile_commands.json


def tool(name):
    path = shutil.which(name)
    if not path:
        raise Missing(f"{name} is missing: tests/install-packages check installs it")
    return path


def output_of(*command, **options):
    return subprocess.run(command, check=False, capture_output=True, encoding="utf-8",
                          cwd=ROOT, stdin=subprocess.DEVNULL, **options)


@functools.lru_cache(None)
def files():
    """All files of the project, relative to its root."""
    found = []
    for directory, below, names in os.walk(ROOT):
        below[:] = sorted(set(below) - PASSED_OVER)
        found += [os.path.relpath(os.path.join(directory, name), ROOT) for name in names]
    return sorted(found)


def c_files(*folders, suffixes=(".c", ".h")):
    return [path for path in files()
            if path.startswith(tuple(f"{f}/" for f in folders)) and path.endswith(suffixes)]


@functools.lru_cache(None)
def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


_TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def _blank(found):
    """Blanks of the same shape, so that lines and columns stay."""
    return re.sub(r"[^\n]", " ", found)


@functools.lru_cache(None)
def code(path):
    """The C source without comments."""
    return _TOKEN.sub(lambda m: _blank(m.group()) if m.group()[0] == "/" else m.group(),
                      text(path))


@functools.lru_cache(None)
def bare(path):
    """The C source without comments and without what stands in quotes."""
    return _TOKEN.sub(lambda m: _blank(m.group()), text(path))


def line_of(source, offset):
    return source.count("\n", 0, offset) + 1


def matches(pattern, path, source=bare):
    """(line, match) for each place where PATTERN stands in the file."""
    where = source(path)
    return [(line_of(where, m.start()), m) for m in re.finditer(pattern, where, re.MULTILINE)]


def includes(path):
    """(line, name, is_ours) of each include."""
    return [(line, m.group(2), m.group(1) == '"')
            for line, m in matches(r'^#\s*include\s*([<"])([^>"]+)[>"]', path, code)]


def literals(path):
    """(line, text) of string literals, adjacent ones joined, escapes as written."""
    return [(line, "".join(re.findall(r'"((?:\\.|[^"\\\n])*)"', m.group())))
            for line, m in matches(r'"(?:\\.|[^"\\\n])*"(?:\s*(?:PRI\w+\s*)?"(?:\\.|[^"\\\n])*")*',
                                   path, code)
            if not source_line(path, line).startswith("#include")]


def source_line(path, number):
    return text(path).split("\n")[number - 1]


def functions(path):
    """(name, line, number of lines) of each function: from its { to its }, both in column 0."""
    lines = bare(path).split("\n")
    start = None
    for number, line in enumerate(lines, 1):
        if line.startswith("{"):
            start = number
        elif line.startswith("}") and start and line.rstrip() == "}":
            head = " ".join(lines[max(0, start - 8):start - 1])
            names = re.findall(r"(\w+)\s*\((?:[^()]|\([^()]*\))*\)\s*$", head)
            yield (names[-1] if names else "?"), start, number - start + 1
            start = None
