# SPDX-License-Identifier: GPL-2.0-or-later
"""clang-tidy by .clang-tidy, over all that is compiled."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

from project import ROOT, Violation, output_of, tool

JOBS = 2


def _compiled(build):
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    paths = {entry["file"].removeprefix(f"{ROOT}/") for entry in entries}
    return sorted(path for path in paths if path.startswith("src/"))


def _tidy(build, path):
    got = output_of(tool("clang-tidy"), "--quiet", "-p", str(build), path)
    found = re.findall(r"^(\S+?):(\d+):\d+: (?:warning|error): (.*)$", got.stdout, re.MULTILINE)
    if got.returncode and not found:
        found = [(path, 0, f"clang-tidy failed: {got.stderr.strip()[-500:]}")]
    return {Violation(where.removeprefix(f"{ROOT}/"), int(line), words)
            for where, line, words in found}


def check(settings):
    with ThreadPoolExecutor(JOBS) as pool:
        found = pool.map(lambda path: _tidy(settings.build, path), _compiled(settings.build))
        yield from sorted(set().union(*found), key=str)
