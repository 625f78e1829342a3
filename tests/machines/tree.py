# SPDX-License-Identifier: GPL-2.0-or-later
"""The .tree format: a machine as text, one file, link or empty directory a line.

    path = text      a file: the text and a newline; escapes \\n \\t \\\\ \\xHH
    path : hex       a file of exactly these bytes
    path -> target   a symbolic link
    path/            an empty directory
    # words          ignored, as is a blank line
"""

import os
import re

FILE, BYTES, LINK, DIRECTORY = "=", ":", "->", "/"

_LETTERS = {"\n": "\\n", "\t": "\\t", "\\": "\\\\"}
_PLAIN = {letters[1]: plain for plain, letters in _LETTERS.items()}


def escape(text):
    return "".join(
        _LETTERS.get(c) or (f"\\x{ord(c):02x}" if c < " " or c == "\x7f" else c) for c in text)


def unescape(text):
    def plain(found):
        word = found.group(1)
        return chr(int(word[1:], 16)) if word[0] == "x" else _PLAIN[word]

    return re.sub(r"\\(x[0-9a-fA-F]{2}|[nt\\])", plain, text)


class Tree:
    """Entries in the order they were added, under comment lines."""

    def __init__(self):
        self.entries = {}   # path: (kind, text or bytes)
        self.comments = {}  # path: the comment above it

    def _add(self, path, kind, value):
        if path in self.entries:
            raise ValueError(f"{path} is there twice")
        if path.startswith("/") or ".." in path.split("/"):
            raise ValueError(f"{path} is not below the root")
        self.entries[path] = (kind, value)

    def file(self, path, text):
        self._add(path, FILE, text)

    def bytes(self, path, data):
        self._add(path, BYTES, data)

    def link(self, path, target):
        self._add(path, LINK, target)

    def link_to(self, path, to):
        """A link to another path of the tree, relative as in sysfs."""
        self.link(path, os.path.relpath(to, os.path.dirname(path)))

    def directory(self, path):
        self._add(path, DIRECTORY, None)

    def unreadable(self, path):
        """What cannot be read on the real machine: a link to itself answers ELOOP."""
        self.entries.pop(path, None)
        self.link(path, os.path.basename(path))

    def comment(self, text):
        """Stands above the entry that is added next."""
        self.comments[len(self.entries)] = text

    def text(self):
        lines = []
        for i, (path, (kind, value)) in enumerate(self.entries.items()):
            if i in self.comments:
                lines += [""] * bool(lines)
                lines += [f"# {line}".rstrip() for line in self.comments[i].split("\n")]
            lines.append(entry_line(path, kind, value))
        return "\n".join(lines) + "\n"


def entry_line(path, kind, value):
    path = escape(path).replace(" ", "\\x20")
    if kind == DIRECTORY:
        return f"{path}/"
    if kind == BYTES:
        return f"{path} : {value.hex()}".rstrip()
    if kind == LINK:
        return f"{path} -> {value}"
    return f"{path} = {escape(value)}".rstrip(" ")


def parse_line(line):
    """One entry as (path, kind, value); None for a comment or a blank line."""
    if not line.strip() or line.startswith("#"):
        return None
    found = re.match(r"(\S+) (=|:|->)(?: (.*))?$", line)
    if found:
        path, kind, value = found.groups(default="")
        path = unescape(path)
        if kind == LINK:
            return path, kind, value
        return path, kind, bytes.fromhex(value) if kind == BYTES else unescape(value)
    if line.endswith("/") and " " not in line:
        return unescape(line[:-1]), DIRECTORY, None
    raise ValueError(f"not an entry: {line}")


def parse(text):
    return list(filter(None, map(parse_line, text.splitlines())))


def expand(entries, root):
    """Makes the entries below ROOT, a directory; modes are those of a usual sysfs dump."""
    for path, kind, value in entries:
        where = os.path.join(root, path)
        os.makedirs(where if kind == DIRECTORY else os.path.dirname(where), mode=0o755,
                    exist_ok=True)
        if kind == LINK:
            os.symlink(value, where)
        elif kind in (FILE, BYTES):
            data = value if kind == BYTES else (value + "\n").encode()
            descriptor = os.open(where, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
