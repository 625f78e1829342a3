# SPDX-License-Identifier: GPL-2.0-or-later
"""The manual and the program name the same commands, options, rules and statuses."""

import re
import subprocess

import interface
from project import Violation, c_files, code, literals, matches, text, tool

PAGE = "man/vfioprep.8.scd"
# Ids by what they are about: a page for rules and what is said beside them, one for checks.
PAGES_OF_IDS = {
    "man/vfioprep-rules.7.scd": re.compile(r"(device|group|slot|host|vfio|identity|lease)\.[a-z-]+"),
    "man/vfioprep-checks.7.scd": re.compile(
        r"(cpu|firmware|iommu|irq|cmdline|module|node|memory|display|lockdown|usb|sriov|reset|power|virtio)"
        r"\.[a-z][a-z0-9-]+"),
}
# Parameters of the kernel that have the form of an id.
PARAMETERS = {"iommu.forcedac", "iommu.passthrough", "iommu.strict"}
CONFIG, KEYS = "man/vfioprep.conf.5.scd", "src/model/config.c"


def _sections(path, depth):
    """{heading: text} at that depth of headings."""
    parts = re.split(rf"^{'#' * depth} (.+)$", text(path), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def _options_of(section):
    """Options that a section explains: each begins a line of its own."""
    lines = re.findall(r"^\*-.*$", section, re.MULTILINE)
    return {name for line in lines for name in re.findall(r"\*--([a-z-]+)", line)}


def _commands(program):
    sections = _sections(PAGE, 2)
    verbs = interface.verbs(program)
    for name in sorted(set(verbs) ^ {heading.split()[0] for heading in sections}):
        yield Violation(PAGE, 0, f"command '{name}' has either no section or no code")
    everywhere = {name for _, name, _ in interface.options(program)}
    shared = _options_of(text(PAGE).split("\n# COMMANDS")[0]) | \
        _options_of(_sections(PAGE, 1).get("OPTIONS", ""))
    acting = _options_of(_sections(PAGE, 1).get("OPTIONS OF ACTING COMMANDS", ""))
    for name in sorted(everywhere - shared):
        yield Violation(PAGE, 0, f"OPTIONS does not explain --{name}")
    told = shared | acting
    for verb in verbs:
        heading = next((h for h in sections if h.split()[0] == verb), None)
        mine = _options_of(sections.get(heading, "").split("\n# ")[0])
        has = {name for _, name, _ in interface.options(program, verb)}
        for name in sorted(has - told - mine):
            yield Violation(PAGE, 0, f"section {verb} does not explain --{name}")
        for name in sorted(mine - has):
            yield Violation(PAGE, 0, f"section {verb} explains --{name}, which there is not")


def _columns(program):
    _, out, _ = interface.run(program, "list", "--list-columns")
    for title in re.findall(r"^(\S+)", out, re.MULTILINE):
        if f"*{title}*" not in text(PAGE):
            yield Violation(PAGE, 0, f"it does not explain the column {title}")


def _ids(form):
    return {found: path for path in c_files("src/policy", "src/cmd")
            for _, found in literals(path)
            if form.fullmatch(found) and found not in PARAMETERS}


def _findings(page, form):
    ids, headings = _ids(form), set(_sections(page, 2))
    for name in sorted(set(ids) - headings):
        yield Violation(page, 0, f"{name} of {ids[name]} wants a paragraph under '## {name}'")
    for name in sorted(headings - set(ids)):
        yield Violation(page, 0, f"{name} is not in src/: drop its paragraph")


def _keys():
    """Each key of a section has a paragraph; words in bold are those of [vfioprep]."""
    rows = re.findall(r'^\t\{ (KIND_\w+(?: \| KIND_\w+)*), "([^"]+)"', code(KEYS), re.MULTILINE)
    sections = _sections(CONFIG, 1)
    for kind, told in (
            ("KIND_DEVICE", set(_sections(CONFIG, 2))),
            ("KIND_MAIN", set(re.findall(r"^\*([a-z-]+)\*$", sections["KEYS FOR [vfioprep]"],
                                         re.MULTILINE)))):
        known = {name for kinds, name in rows if kind in kinds.split(" | ")}
        for name in sorted(known ^ told) or ([] if known else ["?"]):
            yield Violation(CONFIG, 0, f"key '{name}' of {kind} has either no paragraph or no row "
                                       f"in {KEYS}")


def _statuses():
    section = _sections(PAGE, 1).get("EXIT STATUS", "")
    numbers = [m.group(1) for _, m in matches(r"STATUS_\w+\s*=\s*(\d+)", "src/cmd/status.h", code)]
    for number in numbers:
        if not re.search(rf"^\*{number}\*$", section, re.MULTILINE):
            yield Violation(PAGE, 0, f"EXIT STATUS does not tell what {number} means")


def _formats(path):
    got = subprocess.run([tool("scdoc")], input=text(path), capture_output=True, check=False,
                         encoding="utf-8")
    if got.returncode:
        yield Violation(path, 0, f"scdoc: {got.stderr.strip()}")


def check(settings):
    for path in (PAGE, CONFIG, *PAGES_OF_IDS):
        yield from _formats(path)
    yield from _commands(settings.program)
    yield from _columns(settings.program)
    for page, form in PAGES_OF_IDS.items():
        yield from _findings(page, form)
    yield from _keys()
    yield from _statuses()
