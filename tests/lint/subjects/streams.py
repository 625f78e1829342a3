# SPDX-License-Identifier: GPL-2.0-or-later
"""Standard output that is full, closed or read only in part; results there, words on stderr."""

import os
import signal
import subprocess
import tempfile

import tree
from project import ROOT, Missing, Violation

MACHINE = "tests/machines/desktop-twins.tree"
# Several writes, so that one falls on a pipe that nobody reads.
LONG = ["list", "--json"]


def _run(program, root, args, stdout, **options):
    try:
        return subprocess.run([program, "--root", root, *args], stdout=stdout, check=False,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=30,
                              encoding="utf-8", **options)
    except FileNotFoundError:
        raise Missing(f"{program} is missing: build the project first") from None


def _full(program, root):
    """A full disk is an error, and said, for every command that prints."""
    for args in (["list"], ["list", "--json"], ["--help"], ["bind", "04:00.0"]):
        with open("/dev/full", "w", encoding="utf-8") as full:
            got = _run(program, root, args, full)
        if got.returncode != 1 or "standard output" not in got.stderr:
            yield Violation(f"vfioprep {' '.join(args)} > /dev/full", 0,
                            f"status {got.returncode}, and says {got.stderr!r}")


def _closed(program, root):
    got = _run(program, root, ["list"], None, preexec_fn=lambda: os.close(1))
    if got.returncode != 1 or "standard output" not in got.stderr:
        yield Violation("vfioprep list >&-", 0,
                        f"status {got.returncode}, and says {got.stderr!r}")


def _cut(program, root):
    """Who has read enough may go, and nothing is said; SIGPIPE is a quiet end too."""
    ours, theirs = os.pipe()
    os.close(ours)
    got = _run(program, root, LONG, theirs)
    os.close(theirs)
    if got.returncode not in (0, -signal.SIGPIPE) or got.stderr:
        yield Violation("vfioprep list --json | head -0", 0,
                        f"status {got.returncode}, and says {got.stderr!r}")


def _quiet(program, root):
    for args in (["list"], ["list", "--json"], ["bind", "04:00.0"], ["release", "09:00.0"]):
        got = _run(program, root, args, subprocess.DEVNULL)
        if got.stderr:
            yield Violation(f"vfioprep {' '.join(args)}", 0, f"stderr without need: {got.stderr!r}")


def check(settings):
    with tempfile.TemporaryDirectory(prefix="vfioprep-lint-") as root:
        tree.expand(tree.parse((ROOT / MACHINE).read_text(encoding="utf-8")), root)
        for part in (_full, _closed, _cut, _quiet):
            yield from part(settings.program, root)
