# SPDX-License-Identifier: GPL-2.0-or-later
"""JSON of vfioprep against docs/schema."""

import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    sys.exit("python3-jsonschema is missing: tests/install-packages check installs it")

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "schema"
OF_COMMAND = {"list": "list", "groups": "groups", "show": "show", "resolve": "resolve",
              "check": "check",
              "bind": "action", "release": "action",
              "undo": "action", "history": "history"}


def load(name):
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


def check(text, command):
    """What is wrong with TEXT, the output of COMMAND (a list of words)."""
    try:
        document = json.loads(text)
    except ValueError as error:
        return [f"not one JSON object: {error}"]
    if "error" in document:
        name = "error"
    else:
        name = next(OF_COMMAND[word] for word in command if word in OF_COMMAND)
    validator = jsonschema.Draft202012Validator(load(name))
    return [f"docs/schema/{name}.json: {'/'.join(map(str, e.absolute_path))}: {e.message}"
            for e in validator.iter_errors(document)]
