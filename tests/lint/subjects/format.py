# SPDX-License-Identifier: GPL-2.0-or-later
"""clang-format 14, and no other: releases differ in what they make of the same file."""

import re

from project import Missing, Violation, c_files, output_of, tool

RELEASE = "14"


def check(_settings):
    program = tool("clang-format")
    version = re.search(r"version (\d+)", output_of(program, "--version").stdout)
    if not version or version.group(1) != RELEASE:
        raise Missing(f"clang-format {RELEASE} is wanted, {program} is another")
    got = output_of(program, "--dry-run", *c_files("src", "tests"))
    for path, line in re.findall(r"^(\S+?):(\d+):\d+: warning: code should be clang-formatted",
                                 got.stderr, re.MULTILINE):
        yield Violation(path, int(line), "format it: clang-format -i")
