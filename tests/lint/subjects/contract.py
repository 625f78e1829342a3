# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/schema is sound, and says the same words as the code."""

import re

import schemas
from project import ROOT, Violation, c_files, code, matches

FOLDER = "docs/schema"


def _sound(name):
    document = schemas.load(name)
    path = f"{FOLDER}/{name}.json"
    try:
        schemas.jsonschema.Draft202012Validator.check_schema(document)
    except schemas.jsonschema.SchemaError as error:
        yield Violation(path, 0, error.message)
    used = set(re.findall(r"#/\$defs/(\w+)", str(document)))
    for stray in used ^ set(document.get("$defs", {})):
        yield Violation(path, 0, f"$defs/{stray} is used or defined, not both")


def _step_words():
    """The action of each kind, and results, as src/model/step.c spells them."""
    source = code("src/model/step.c")
    kinds = re.findall(r'\[STEP_\w+\] = \{ "([^"]+)"', source)
    return set(kinds), set(re.findall(r'\[STEP_\w+\] = "([^"]+)"', source))


def _same(path, what, schema, source):
    for word in sorted(set(schema) ^ set(source)):
        yield Violation(path, 0, f"{what} '{word}' stands either in the schema or in src/ only")


def check(_settings):
    names = sorted(path.stem for path in (ROOT / FOLDER).glob("*.json"))
    for name in names:
        yield from _sound(name)
    step = schemas.load("action")["$defs"]["step"]["properties"]
    actions, results = _step_words()
    yield from _same(f"{FOLDER}/action.json", "action", step["action"]["enum"], actions)
    yield from _same(f"{FOLDER}/action.json", "result", step["result"]["enum"], results)
    states = re.findall(r'\[LEASE_\w+\] = "([^"]+)"', code("src/model/lease.c"))
    lease = schemas.load("list")["$defs"]["lease"]["properties"]
    yield from _same(f"{FOLDER}/list.json", "state", lease["state"]["enum"], states)
    known = schemas.load("error")["properties"]["error"]["properties"]["code"]["enum"]
    for path in c_files("src/cmd"):
        for line, found in matches(r'STATUS_\w+,\s*"([a-z-]+)"', path, code):
            if found.group(1) not in known:
                yield Violation(path, line, f"'{found.group(1)}' is no code of {FOLDER}/error.json")
