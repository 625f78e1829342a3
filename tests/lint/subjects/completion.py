# SPDX-License-Identifier: GPL-2.0-or-later
"""Each shell completes what help names: its own script, in the shell itself."""

import os
import pathlib
import pty
import re
import subprocess
import tempfile

import interface
import tree
from project import ROOT, Missing, Violation, tool

MACHINE = "tests/machines/no-iommu.tree"
SECTION = ("etc/vfioprep/conf.d/gpu.conf", "[device gpu]\nmatch = 8086:*\n")
RECORD = "20260102T030405Z-0123456789abcdef"
# What is typed, and what stands there after the key; a value alone where shells differ.
LINES = [
    ("rel", "release"),
    ("resolve --format=l", "--format=libvirt"),
    ("-v bind --override=slot", "--override=slot.split"),
    ("bind --method n", "new_id"),
    ("bind --dry", "--dry-run"),
    ("bind --owner=roo", "--owner=root"),
    ("list --output US", "USERS"),
    ("show 0000:00:02", "0000:00:02.0"),
    ("bind @g", "@gpu"),
    ("undo 2026", RECORD),
    ("history 0000:0", None),
]
SECONDS = 60

BASH = r"""
. "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compopt() { :; }
_vfioprep && printf '%s\n' "${COMPREPLY[@]}"
"""
# A key that shows what stands in the line: it is looked at when completion has ended.
ZSH = r"""
PS1= PS2= RPS1=; unsetopt zle_bracketed_paste 2>/dev/null; unset zle_bracketed_paste
fpath=(%s $fpath); autoload -U compinit; compinit -D -u
tell() { zle -I; print -r -- "<<$BUFFER>>"; BUFFER=; }; zle -N tell; bindkey '^X' tell
print REA''DY
"""


def _bash(script, typed):
    # As bash breaks them: at = and at blanks.
    words = [word for word in re.split(r"( |=)", f"vfioprep {typed}") if word not in ("", " ")]
    done = subprocess.run([tool("bash"), "-c", BASH, "bash", str(script), *words],
                          capture_output=True, text=True, check=False, timeout=SECONDS)
    return done.stdout.split(), done.stderr


def _fish(script, typed):
    done = subprocess.run(
        [tool("fish"), "--no-config", "-c", 'source $argv[1]; complete -C "vfioprep $argv[2]"',
         str(script), typed], capture_output=True, text=True, check=False, timeout=SECONDS)
    return [line.split("\t")[0] for line in done.stdout.split("\n") if line], done.stderr


def _until(terminal, pattern):
    seen = ""
    while not re.search(pattern, seen):
        seen += os.read(terminal, 65536).decode()
    return re.search(pattern, seen).group(1)


def _zsh(script, typed):
    """At a terminal of its own, for only there does zsh complete."""
    terminal, other = pty.openpty()
    shell = subprocess.Popen(["timeout", "-k", "1", str(SECONDS), tool("zsh"), "-f", "-i"],
                             stdin=other, stdout=other, stderr=other, start_new_session=True)
    os.close(other)
    try:
        os.write(terminal, (ZSH % script.parent).encode())
        _until(terminal, "(READY)")
        os.write(terminal, f"vfioprep {typed}\t\x18".encode())
        line = _until(terminal, "<<(.*)>>").strip()
    except OSError:
        return [], "zsh ended"
    finally:
        os.close(terminal)
        shell.kill()
        shell.wait()
    # Behind a list of words it offers the next.
    return ([line.split()[-1].rstrip(",")] if line != f"vfioprep {typed}" else []), ""


SHELLS = {"bash": _bash, "fish": _fish, "zsh": _zsh}


def _world(folder, program):
    """A machine, and a vfioprep that sees no other."""
    machine = folder / "machine"
    tree.expand(tree.parse((ROOT / MACHINE).read_text(encoding="utf-8")), machine)
    for path, text in (SECTION, (f"var/lib/vfioprep/history/{RECORD}", "")):
        (machine / path).parent.mkdir(parents=True, exist_ok=True)
        (machine / path).write_text(text, encoding="utf-8")
    wrapper = folder / "bin" / "vfioprep"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nexec "{os.path.abspath(program)}" --root="{machine}" "$@"\n',
                       encoding="utf-8")
    wrapper.chmod(0o755)
    os.environ["PATH"] = f"{wrapper.parent}:{os.environ['PATH']}"
    os.environ["HOME"] = str(folder)
    os.environ["TERM"] = "dumb"


def _script(folder, program, shell):
    status, out, err = interface.run(program, "completion", shell)
    if status or err:
        raise Missing(f"vfioprep completion {shell}: status {status}, {err}")
    path = folder / shell / "_vfioprep"
    path.parent.mkdir()
    path.write_text(out, encoding="utf-8")
    return path


def check(settings):
    kept = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="vfioprep-lint-") as name:
        folder = pathlib.Path(name)
        _world(folder, settings.program)
        for shell, complete in SHELLS.items():
            script = _script(folder, settings.program, shell)
            for typed, wanted in LINES:
                got, err = complete(script, typed)
                bare = wanted.split("=")[-1] if wanted and shell == "bash" else wanted
                if err or got != ([bare] if bare else []):
                    yield Violation(f"completion in {shell}", 0,
                                    f"'{typed}' gave {got}, wanted {bare} {err}")
    os.environ.clear()
    os.environ.update(kept)
