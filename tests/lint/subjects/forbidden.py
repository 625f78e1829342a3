# SPDX-License-Identifier: GPL-2.0-or-later
"""Words that src/ does without, and what takes their place."""

import re

from project import Violation, c_files, literals, matches, output_of, source_line, tool

# word: (why and what instead, files where it may stand)
WORDS = {
    "goto": ("return early, and let _cleanup_() tidy up", ()),
    "PATH_MAX": ("size a buffer by what is written into it", ()),
    "default": ("name every value of our enums, and return after the switch; a switch over "
                "what others define goes into the list of tests/lint/subjects/forbidden.py",
                ("src/model/device.c", "src/os/rtnetlink.c")),
}
CALLS = {
    "sprintf|vsprintf|strcpy|strncpy|strcat|strncat|stpcpy|gets": (
        "use text_format() or arena_printf()", ()),
    "atoi|atol|atoll|sscanf|fscanf|scanf|strtol|strtoul|strtoll|strtoull|strtod": (
        "parse by base/text.c", ("src/base/text.c",)),
    "alloca|strdupa": ("use the arena", ()),
    "basename|dirname": ("use text_base()", ()),
    "system|popen|execl|execlp|execv|execve|execvp|posix_spawn": (
        "no shell, and no program without os/spawn", ()),
    "sleep|usleep|nanosleep": ("wait for an event, with a deadline", ()),
    "getenv|secure_getenv": ("take it as an argument", ("src/cmd/main.c", "src/cmd/output.c",
                                                        "src/cmd/chronicle.c")),
    "exit|abort": ("return: only main() ends the program", ()),
    "perror|printf|puts|putchar": ("print into a sink, or speak()", ()),
}
ABSOLUTE = re.compile(r"/(sys|proc|etc|dev|run|var|usr|lib|boot)(/|$)")
ABSOLUTE_ALLOWED = {("src/cmd/main.c", "/dev/null")}
DESCRIPTOR_PATH = "#define DESCRIPTOR_PATH "
TEST_HOOKS = r"#\s*if(?:def|\s+defined).*\bTEST"


def _words(path):
    for word, (instead, allowed) in WORDS.items():
        for line, _ in matches(rf"\b{word}\b", path):
            if path not in allowed:
                yield Violation(path, line, f"{word}: {instead}")
    for names, (instead, allowed) in CALLS.items():
        for line, found in matches(rf"(?<![\w.>])({names})\s*\(", path):
            if path not in allowed:
                yield Violation(path, line, f"{found.group(1)}(): {instead}")
    for line, _ in matches(TEST_HOOKS, path):
        yield Violation(path, line, "no hook for tests in the program: a seam is an argument")


def _absolute(path):
    for line, text in literals(path):
        if not ABSOLUTE.match(text) or (path, text) in ABSOLUTE_ALLOWED:
            continue
        if path.startswith("src/os/") and source_line(path, line).startswith(DESCRIPTOR_PATH):
            continue
        yield Violation(path, line, f'"{text}": paths are relative to the root (os/root.h)')


def _mutable(library):
    """What the linker puts where it can be written; constant tables are in .data.rel.ro."""
    listing = output_of(tool("objdump"), "--syms", library)
    if listing.returncode:
        yield Violation(library, 0, "it cannot be read: build the project first")
    member = "?"
    for line in listing.stdout.split("\n"):
        member = line.split(":")[0] if line.endswith("elf64-x86-64") else member
        found = re.search(r" O (\.data|\.bss|\.tdata|\.tbss|\*COM\*)(?:\.\S+)?\t\S+ +(\S+)$", line)
        if found and not line.split("\t")[0].endswith((".data.rel.ro", ".data.rel.ro.local")):
            yield Violation(member, 0, f"{found.group(2)} can be changed and lives for ever: "
                                       "pass it as an argument, or make it const")


def check(settings):
    for path in c_files("src"):
        yield from _words(path)
        yield from _absolute(path)
    yield from _mutable(settings.archive)
