# SPDX-License-Identifier: GPL-2.0-or-later
"""The program as its user meets it: its commands and their options, by its own help."""

import re
import subprocess

from project import Missing


def run(program, *args):
    """Status, stdout and stderr."""
    try:
        got = subprocess.run([program, *args], capture_output=True, check=False, timeout=30,
                             encoding="utf-8", stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise Missing(f"{program} is missing: build the project first") from None
    return got.returncode, got.stdout, got.stderr


def _section(text, heading):
    found = re.search(rf"^{heading}:\n((?:  .*\n)+)", text, re.MULTILINE)
    return found.group(1) if found else ""


def verbs(program):
    return re.findall(r"^  ([a-z]+) ", _section(run(program, "--help")[1], "Commands"),
                      re.MULTILINE)


def options(program, *verb):
    """(letter or None, long name, argument or None) of each option, as help shows them."""
    heading = "Options" if verb else "Options of every command"
    section = _section(run(program, *verb, "--help")[1], heading)
    return [(letter or None, name, argument or None) for letter, name, argument in re.findall(
        r"^  (?:-(\w), |    )--([a-z-]+)(?:=(\S+))?(?: |$)", section, re.MULTILINE)]
