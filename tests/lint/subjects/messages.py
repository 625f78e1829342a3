# SPDX-License-Identifier: GPL-2.0-or-later
"""What people read: lower case, no full stop; the remedy says what to do."""

import re

from project import Violation, c_files, code, line_of

CALLS = re.compile(r"\b(fault|fault_errno|fault_remedy|speak)\s*\(")
LITERAL = re.compile(r'"((?:\\.|[^"\\])*)"(\s*"(?:\\.|[^"\\])*")*')
# Names that are written so everywhere.
CAPITALS = re.compile(r"[A-Z]{2,}|IOMMU|VFIO")


def _arguments(source, start):
    """The text between the parentheses that open at START."""
    depth = 0
    for i in range(start, len(source)):
        depth += {"(": 1, ")": -1}.get(source[i], 0)
        if depth == 0:
            return source[start:i]
    return source[start:]


def _wrong(message):
    if re.match(r"[A-Z]", message) and not CAPITALS.match(message):
        return "begin in lower case"
    if message.endswith(".") or message.endswith(".\\n"):
        return "no full stop at the end"
    if message.endswith("\\n"):
        return "no newline at the end"
    if "  " in message:
        return "one blank is enough"
    return None


def _check(path, line, message):
    wrong = _wrong(message)
    if wrong:
        yield Violation(path, line, f'{wrong}: "{message}"')


def _joined(found):
    return "".join(re.findall(r'"((?:\\.|[^"\\])*)"', found.group()))


def check(_settings):
    for path in c_files("src", suffixes=(".c",)):
        source = code(path)
        for call in CALLS.finditer(source):
            arguments = _arguments(source, call.end() - 1)
            found = LITERAL.search(arguments)
            if found:
                yield from _check(path, line_of(source, call.start()), _joined(found))
    for path in ("src/policy/rule.c", "src/exec/explain.c"):
        source = code(path)
        for found in LITERAL.finditer(source):
            if " " in _joined(found):
                yield from _check(path, line_of(source, found.start()), _joined(found))
