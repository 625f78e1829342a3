# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the host's tools; a missing or failing one ends the run with words, never a skip."""

import shutil
import subprocess


class Failure(Exception):
    """Something the rig needs is not there or did not work."""


def need(name):
    path = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin")
    if path is None:
        raise Failure(f"{name} is not installed; tests/packages lists what the tests need")
    return path


def run(argv, **options):
    """Runs a tool to its end and gives its output back."""
    argv = [need(argv[0]), *map(str, argv[1:])]
    options.setdefault("stdin", subprocess.DEVNULL)
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False, **options)
    if done.returncode != 0:
        raise Failure(f"{' '.join(argv)}: status {done.returncode}\n{done.stderr.strip()}")
    return done.stdout
