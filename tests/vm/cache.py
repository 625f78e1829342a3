# SPDX-License-Identifier: GPL-2.0-or-later
"""Keeps what is slow to make, under the hash of the recipe it was made by.

A changed package list or a newer kernel is another recipe, hence another folder: nothing is
ever updated in place, and what is half made never carries its final name.
"""

import fcntl
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path


def digest(recipe):
    """A short name for a recipe, which is anything that JSON can hold."""
    text = json.dumps(recipe, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Cache:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = None

    def lock(self):
        """One rig at a time: guests are heavy, and two builders would make the same things."""
        self._lock = open(self.folder / "lock", "w", encoding="utf-8")
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def folder_for(self, kind, recipe, make):
        """The folder made by make(folder) from this recipe, now or earlier."""
        final = self.folder / f"{kind}-{digest(recipe)}"
        if final.is_dir():
            return final
        print(f"vm: making {final.name}", file=sys.stderr, flush=True)
        draft = final.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        make(draft)
        (draft / "recipe.json").write_text(json.dumps(recipe, indent=1, sort_keys=True))
        self._drop_older(kind)
        os.rename(draft, final)
        return final

    def _drop_older(self, kind):
        for old in self.folder.glob(f"{kind}-*"):
            if old.suffix != ".draft":
                shutil.rmtree(old, ignore_errors=True)
