# SPDX-License-Identifier: GPL-2.0-or-later
"""Where this machine gets Debian from, so that guests come from the same place.

No mirror is named here: what the machine's own apt uses is asked of apt.
"""

from tool import Failure, run

SUITE = "bookworm"
FIELDS = "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(SIGNED_BY)|$(ORIGIN)"


def _line(uri, suite, component, key):
    option = f" [signed-by={key}]" if key.startswith("/") else ""
    return f"deb{option} {uri} {suite} {component}"


def _targets():
    out = run(["apt-get", "indextargets", "--format", FIELDS, "Created-By: Packages"])
    rows = {tuple(line.split("|")) for line in out.splitlines()}
    return sorted(row for row in rows if row[4] in ("Debian", ""))


def sources():
    """The lines of a sources.list for the release of the guests."""
    lines = [_line(*row[:4]) for row in _targets()
             if row[1].startswith(SUITE) and "backports" not in row[1] and row[2] == "main"]
    if not lines:
        raise Failure(f"apt knows no source of Debian {SUITE}; run apt-get update")
    return lines


def sources_of(suite):
    """A line for another suite of the same archive."""
    for uri, have, component, key, _ in _targets():
        if have == SUITE and component == "main":
            return [_line(uri, suite, component, key)]
    raise Failure(f"apt knows no source of Debian {SUITE}; run apt-get update")
