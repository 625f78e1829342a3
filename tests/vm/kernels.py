# SPDX-License-Identifier: GPL-2.0-or-later
"""Fetches Debian kernels without installing them: a row a kernel."""

import re
import time
from dataclasses import dataclass
from pathlib import Path

import debian
from tool import Failure, run


# Older lists may name a package that the archive has replaced since.
LISTS_LAST_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Row:
    """suite is None for what the machine's own apt offers."""
    meta: str
    suite: str | None


# The newest one that Debian 12 itself has, and the one of its backports.
KERNELS = {
    "6.1": Row("linux-image-amd64", None),
    "6.12": Row("linux-image-amd64", "bookworm-backports"),
}


@dataclass(frozen=True)
class Kernel:
    image: Path
    modules: Path
    release: str


def obtain(cache, name):
    row = KERNELS[name]
    options = _private_apt(cache, row.suite) if row.suite else []
    package, version = _newest(row.meta, options)

    def make(folder):
        try:
            run(["apt-get", *options, "-o", "APT::Sandbox::User=root", "download",
                 f"{package}={version}"], cwd=folder)
        except Failure as failure:
            raise Failure(f"{failure}\nif it is gone, run apt-get update") from failure
        deb = next(folder.glob("*.deb"))
        run(["dpkg", "-x", deb, folder])
        deb.unlink()
        release = package.removeprefix("linux-image-")
        run(["depmod", "-b", folder, release])

    folder = cache.folder_for(f"kernel-{name}", [package, version], make)
    release = package.removeprefix("linux-image-")
    modules = folder / "lib/modules" / release
    if not modules.is_dir():
        modules = folder / "usr/lib/modules" / release
    return Kernel(folder / f"boot/vmlinuz-{release}", modules, release)


def _newest(meta, options):
    """The package that the meta package depends on, and its version."""
    depends = run(["apt-cache", *options, "show", "--no-all-versions", meta])
    found = re.search(r"^Depends:.*?\b(linux-image-[0-9][^\s,]*)", depends, re.M)
    if not found:
        raise Failure(f"apt knows no {meta}; run apt-get update")
    show = run(["apt-cache", *options, "show", "--no-all-versions", found[1]])
    return found[1], re.search(r"^Version: (\S+)", show, re.M)[1]


def _private_apt(cache, suite):
    """Options for an apt of our own, so that the machine's own lists stay as they are."""
    home = cache.folder / f"apt-{suite}"
    for sub in ("lists/partial", "archives/partial", "etc"):
        (home / sub).mkdir(parents=True, exist_ok=True)
    (home / "etc/sources.list").write_text("\n".join(debian.sources_of(suite)) + "\n")
    options = []
    for key, value in (("Dir::Etc::sourcelist", home / "etc/sources.list"),
                       ("Dir::Etc::sourceparts", "-"),
                       ("Dir::State::lists", home / "lists"),
                       ("Dir::Cache", home),
                       ("APT::Sandbox::User", "root")):
        options += ["-o", f"{key}={value}"]
    stamp = home / "updated"
    if not stamp.exists() or time.time() - stamp.stat().st_mtime > LISTS_LAST_SECONDS:
        run(["apt-get", *options, "update"])
        stamp.touch()
    return options
