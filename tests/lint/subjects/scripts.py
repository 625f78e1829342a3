# SPDX-License-Identifier: GPL-2.0-or-later
"""Scripts: shellcheck for the shell's, and Python's must compile and import nothing unused."""

import ast
import re

from project import Violation, files, output_of, text, tool


def _interpreter(path):
    first = text(path).split("\n", 1)[0] if "." not in path.rsplit("/", 1)[-1] else ""
    found = re.match(r"#!.*\b(bash|sh|python3)\b", first)
    return found.group(1) if found else None


def _unused(path):
    tree = ast.parse(text(path), path)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in tree.body:
        if not isinstance(node, (ast.Import, ast.ImportFrom)) or path.endswith("__init__.py"):
            continue
        for alias in node.names:
            name = (alias.asname or alias.name).split(".")[0]
            if name not in names and "noqa" not in text(path).split("\n")[node.lineno - 1]:
                yield Violation(path, node.lineno, f"{name} is imported and not used")


def check(_settings):
    for path in files():
        if path.startswith(("docs/", "man/")) or path == "LICENSE":
            continue
        interpreter = _interpreter(path)
        if path.endswith(".py") or interpreter == "python3":
            try:
                yield from _unused(path)
            except SyntaxError as error:
                yield Violation(path, error.lineno or 0, f"Python does not read it: {error.msg}")
        elif interpreter:
            got = output_of(tool("shellcheck"), "--format=gcc",
                            f"--shell={'bash' if interpreter == 'bash' else 'dash'}", path)
            for line, words in re.findall(r"^\S+?:(\d+):\d+: (.*)$", got.stdout, re.MULTILINE):
                yield Violation(path, int(line), words)
