# SPDX-License-Identifier: GPL-2.0-or-later
"""A header is a poem of fixed form, and stands alone."""

import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

from project import ROOT, Violation, c_files, text, tool

SPDX = "/* SPDX-License-Identifier: GPL-2.0-or-later */"
FLAGS = ["-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"]


def _form(path):
    lines = text(path).split("\n")
    if lines[0] != SPDX:
        yield Violation(path, 1, f"the first line is not {SPDX}")
    purpose = re.match(r"/\*.*?\*/", "\n".join(lines[1:]), re.DOTALL)
    if not purpose or not purpose.group().rstrip("*/ \n").endswith("."):
        yield Violation(path, 2, "say in a sentence what it is for, below the licence")
    if text(path).count("#pragma once") != 1:
        yield Violation(path, 0, "it wants #pragma once, after its purpose")


def _alone(path):
    got = subprocess.run([tool("cc"), *FLAGS, "-iquote", "src", "-include", path, "-x", "c",
                          "/dev/null"], cwd=ROOT, capture_output=True, check=False,
                         encoding="utf-8")
    if got.returncode:
        return Violation(path, 0, f"it does not compile alone:\n{got.stderr.strip()}")
    return None


def _search_path(build):
    """With -I a file of ours named as one of the C library's would take its place."""
    for entry in json.loads((build / "compile_commands.json").read_text("utf-8")):
        path = entry["file"].removeprefix(f"{ROOT}/")
        words = entry.get("command", "").split()
        if path.startswith("src/") and f"-I{ROOT}/src" in words:
            yield Violation(path, 0, "it is compiled with -I src: use -iquote")


def check(settings):
    headers = c_files("src", suffixes=(".h",))
    for path in headers:
        yield from _form(path)
    with ThreadPoolExecutor(2) as pool:
        yield from filter(None, pool.map(_alone, headers))
    yield from _search_path(settings.build)
