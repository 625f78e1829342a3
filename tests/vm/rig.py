# SPDX-License-Identifier: GPL-2.0-or-later
"""The host's side of a test boot: gather what the guest needs, boot it, tell what came."""

import argparse
import json
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import boot
import cpio
import dmar
import guestroot
import initramfs
import kernels
import report
import suites   # the guest's own list of cases
from cache import Cache
from machines import MACHINES, PLACES
from tool import Failure, run

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent

CMDLINE = ("rig=system systemd.journald.forward_to_console=1 systemd.show_status=0 quiet "
           "loglevel=5")


def options(argv):
    parser = argparse.ArgumentParser(prog="tests/vm/run", description=__doc__)
    parser.add_argument("--suite", choices=sorted(suites.SUITES), required=True)
    parser.add_argument("--build-dir", type=Path, help="a configured and built CMake folder")
    parser.add_argument("--kernel", choices=list(kernels.KERNELS), default="6.1")
    parser.add_argument("--iommu", choices=list(MACHINES), default="vtd")
    parser.add_argument("--cache", type=Path, default=REPOSITORY / "build/vm-cache")
    parser.add_argument("--case", action="append", help="only this case; may be repeated")
    parser.add_argument("--with", action="append", default=[], type=Path, dest="files",
                        metavar="FILE", help="put this beside the guest's scripts")
    parser.add_argument("--deadline", type=int, help="seconds for the guest")
    parser.add_argument("--transcript", action="store_true", help="show what the cases print")
    return parser.parse_args(argv)


def main(argv):
    chosen = options(argv)
    try:
        return _run(chosen)
    except Failure as failure:
        print(f"vm: {failure}", file=sys.stderr)
        return 1


@dataclass(frozen=True)
class Parts:
    """What every boot of this run is made of."""
    kernel: kernels.Kernel
    initrd: Path
    image: Path
    kvm: bool


def _run(chosen):
    suite = suites.SUITES[chosen.suite]
    cases = [name for name in suite.names(chosen.iommu)
             if not chosen.case or name in chosen.case]
    if not cases:
        raise Failure(f"suite {chosen.suite} has no such case on {chosen.iommu}")
    cache = Cache(chosen.cache)
    cache.lock()
    parts = _parts(cache, chosen.kernel)
    logs = _logs(chosen)
    work = _work(logs, chosen, suite, cases)
    return _boot(chosen, cases, parts, _initrd(cache, parts, MACHINES[chosen.iommu], logs),
                 logs, work)


def _boot(chosen, cases, parts, initrd, logs, work):
    machine = MACHINES[chosen.iommu]
    outcome = report.Report(work / "results.jsonl", cases,
                            logs / "transcript.log" if chosen.transcript else None)
    start = time.monotonic()
    with boot.Guest(parts.kernel, initrd, machine.args(parts.image, work, parts.kernel.modules),
                    f"{CMDLINE} {machine.cmdline}", logs, parts.kvm) as guest:
        ended = guest.wait(chosen.deadline or suites.SUITES[chosen.suite].seconds,
                           lambda: _watch(guest, outcome, work / "reset"))
    return outcome.close(ended, logs, time.monotonic() - start)


def _watch(guest, outcome, wish):
    """A case that wants its guest reset says so by a file."""
    outcome.watch()
    if wish.exists():
        wish.unlink()
        guest.reset()


def _parts(cache, name):
    kernel = kernels.obtain(cache, name)
    image = guestroot.obtain(cache)
    initrd = initramfs.obtain(cache, kernel, name)
    return Parts(kernel, initrd, image, _kvm(cache, kernel, initrd, image))


def _logs(chosen):
    base = chosen.build_dir if chosen.build_dir else chosen.cache
    logs = Path(base).resolve() / "vm" / f"{chosen.suite}-{chosen.kernel}-{chosen.iommu}"
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir(parents=True)
    return logs


def _work(logs, chosen, suite, cases):
    """The folder shared with the guest: its scripts, the product, what to run."""
    work = logs / "work"
    shutil.copytree(HERE / "guest", work / "guest", ignore=shutil.ignore_patterns("__pycache__"))
    work.chmod(0o755)
    job = {"suite": chosen.suite, "cases": cases, "places": PLACES, "iommu": chosen.iommu,
           "kernel": chosen.kernel, "color": chosen.transcript and sys.stdout.isatty()}
    (work / "job.json").write_text(json.dumps(job))
    (work / "results.jsonl").touch()
    for path in chosen.files:
        shutil.copy(path, work)
    if suite.needs_product:
        _install(chosen.build_dir, work / "product")
    return work


def _install(build, product):
    if build is None or not (build / "CMakeCache.txt").exists():
        raise Failure("this suite needs --build-dir, a configured and built CMake folder")
    run(["env", f"DESTDIR={product}", "cmake", "--install", build, "--prefix", "/usr"])
    if not (product / "usr/bin/vfioprep").exists():
        raise Failure(f"{build} installs no bin/vfioprep")


def _kvm(cache, kernel, initrd, image):
    """Asked once a kernel, QEMU and boot of this machine, and kept."""
    def make(folder):
        works = boot.can_kvm(kernel, initrd, MACHINES["none"], image, folder)
        (folder / "answer.json").write_text(json.dumps(works))

    this_boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    recipe = [boot.version(), kernel.release, Path("/dev/kvm").exists(), this_boot]
    folder = cache.folder_for(f"kvm-{kernel.release}", recipe, make)
    return json.loads((folder / "answer.json").read_text())


def _initrd(cache, parts, machine, logs):
    """The initrd, behind a DMAR table that reserves memory where the machine wants one."""
    if not machine.rmrr:
        return parts.initrd

    def make(folder):
        if not boot.probe(parts.kernel, parts.initrd, machine, parts.image, folder, parts.kvm):
            raise Failure(f"the small boot failed, see {folder}")

    recipe = [boot.version(), parts.kernel.release, machine.args("", "", ""), parts.kvm]
    kind = f"dmar-{parts.kernel.release}-{machine.rmrr}"   # the tables of others are kept beside it
    folder = cache.folder_for(kind, recipe, make)
    table = (folder / "work/dmar").read_bytes()
    if not table:
        raise Failure("the guest's firmware has no DMAR table")
    table = dmar.with_rmrr(table, machine.rmrr_path())
    early = cpio.archive({"kernel/firmware/acpi/dmar.aml": (0o644, table)})
    joined = logs / "initrd"
    joined.write_bytes(early + parts.initrd.read_bytes())
    return joined
