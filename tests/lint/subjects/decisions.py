# SPDX-License-Identifier: GPL-2.0-or-later
"""Decisions bear one number each, of which none is left out."""

import re

from project import ROOT, Violation, text

FOLDER = "docs/decisions"


def check(_settings):
    for wanted, path in enumerate(sorted((ROOT / FOLDER).iterdir()), 1):
        name = f"{FOLDER}/{path.name}"
        number = re.match(r"(\d{4})-[a-z0-9-]+\.md$", path.name)
        if not number or int(number[1]) != wanted:
            yield Violation(name, 0, f"its turn is {wanted:04}: rename it, and what refers to it")
        heading = text(name).split("\n")[1]
        if not heading.startswith(f"# {wanted}. "):
            yield Violation(name, 2, f"its heading wants to begin with '# {wanted}. '")
