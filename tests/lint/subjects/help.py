# SPDX-License-Identifier: GPL-2.0-or-later
"""Help is for people at a terminal: on stdout, in 80 columns, the same by -h and --help."""

import interface
from project import Violation

WIDTH = 80


def _page(program, verb):
    title = f"vfioprep {' '.join(verb)} --help".replace("  ", " ")
    status, out, err = interface.run(program, *verb, "--help")
    if status != 0 or err:
        yield Violation(title, 0, f"status {status}, and on stderr: {err!r}")
    for number, line in enumerate(out.split("\n"), 1):
        if len(line) > WIDTH:
            yield Violation(title, number, f"{len(line)} columns: {line}")
    if interface.run(program, *verb, "-h") != (status, out, err):
        yield Violation(title, 0, "-h says something else")
    if not out.startswith(" ".join(["Usage: vfioprep", *verb])):
        yield Violation(title, 0, "it does not begin with the usage")


def _refusal(program, *args):
    title = f"vfioprep {' '.join(args)}"
    status, out, err = interface.run(program, *args)
    if status != 2 or out or not err.startswith("vfioprep: "):
        yield Violation(title, 0, f"wants status 2 and words on stderr, got {status}, {out!r}")


def check(settings):
    verbs = interface.verbs(settings.program)
    if not verbs:
        yield Violation("vfioprep --help", 0, "it names no command")
    for verb in [[], *([name] for name in verbs)]:
        yield from _page(settings.program, verb)
        yield from _refusal(settings.program, *verb, "--no-such-option")
        yield from _refusal(settings.program, *verb, "-Z")
    yield from _refusal(settings.program, "no-such-command")
    yield from _refusal(settings.program)
