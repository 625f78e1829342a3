# SPDX-License-Identifier: GPL-2.0-or-later
"""Every file: licence, clean lines, text only, right spelling, nothing of one machine."""

import re
import shutil

from project import ROOT, Violation, files, output_of, tool

LICENCE = "SPDX-License-Identifier: GPL-2.0-or-later"
# Where no comment is possible, and data made by tools or written for comparison.
UNMARKED = re.compile(r"LICENSE|.*\.json|tests/packages|"
                      r"tests/golden/expect/.*|\.\w[\w.-]*")
OURS = re.compile(r"/(home|root|work|Users)/\w|/tmp/[a-z]")
UUID = re.compile(r"\b(?!0{8})[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
# Of no machine: vendors of variables, of the Boot Loader Interface's and of UEFI's own.
PUBLIC = {"4a67b082-0a4c-41cf-b6c7-440b29bb8c4f", "8be4df61-93ca-11d2-aa0d-00e098032b8c"}
# But for those that RFC 7042, 2.1.2 keeps for documentation.
MAC = re.compile(r"\b(?!00:00:5e:00:53:)(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b")
BIG = 256 * 1024
# Words of the trade, and of other projects.
SPELLED = "bund,trun,crate,fo,ans,hist,te,nd,ba,wit,inout"


def _tracked():
    """What is or will be in the repository; without git all that lies there."""
    paths = files()
    if shutil.which("git"):
        got = output_of("git", "ls-files", "--cached", "--others", "--exclude-standard")
        paths = got.stdout.split("\n") if got.returncode == 0 else paths
    return [path for path in paths if path and (ROOT / path).is_file()]


def _private(path, number, line):
    for pattern, words in ((OURS, "a path of one machine"), (UUID, "a UUID"),
                           (MAC, "a MAC address")):
        found = pattern.search(line)
        if found and found.group() not in PUBLIC and not path.startswith("tests/vm/"):
            yield Violation(path, number, f"{words}: {found.group()}")


def _lines(path, text):
    expected = path.startswith("tests/golden/expect/")
    for number, line in enumerate(text.split("\n"), 1):
        if not expected and line != line.rstrip():
            yield Violation(path, number, "blanks at the end of the line")
        if path != "tests/lint/subjects/content.py":
            yield from _private(path, number, line)
    if text and not expected and not text.endswith("\n"):
        yield Violation(path, 0, "no newline at its end")


def _file(path):
    data = (ROOT / path).read_bytes()
    if len(data) > BIG and not path.endswith(".tree"):
        yield Violation(path, 0, f"{len(data)} bytes: is that made by hand?")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        yield Violation(path, 0, "it is no text: tests make what they need")
        return
    if not UNMARKED.fullmatch(path) and LICENCE not in "\n".join(text.split("\n")[:3]):
        yield Violation(path, 1, f"its first lines want {LICENCE}")
    yield from _lines(path, text)


def check(_settings):
    paths = _tracked()
    for path in paths:
        yield from _file(path)
    prose = [path for path in paths if not path.endswith((".tree", "LICENSE"))]
    got = output_of(tool("codespell"), f"--ignore-words-list={SPELLED}", *prose)
    for path, line, words in re.findall(r"^(\S+?):(\d+): (.*)$", got.stdout, re.MULTILINE):
        yield Violation(path, int(line), words)
