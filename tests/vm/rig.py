# SPDX-License-Identifier: GPL-2.0-or-later
"""The host's side of a test boot: gather what the guest needs, boot it, tell what came."""

import argparse
import json
import shutil
import sys
import time
from pathlib import Path

import boot
import cpio
import dmar
import guestroot
import initramfs
import kernels
import report
from cache import Cache
from machines import MACHINES, PLACES
from tool import Failure, run

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
sys.path.insert(0, str(HERE / "guest"))
import suites  # noqa: E402  (the guest's own list of cases)


def options(argv):
    parser = argparse.ArgumentParser(prog="tests/vm/run", description=__doc__)
    parser.add_argument("--suite", choices=sorted(suites.SUITES), required=True)
    parser.add_argument("--build-dir", type=Path, help="a configured and built CMake folder")
    parser.add_argument("--kernel", choices=list(kernels.KERNELS), default="6.1")
    parser.add_argument("--iommu", choices=list(MACHINES), default="vtd")
    parser.add_argument("--cache", type=Path, default=REPOSITORY / "build/vm-cache")
    parser.add_argument("--case", action="append", help="only this case; may be repeated")
    parser.add_argument("--deadline", type=int, default=300, help="seconds for the guest")
    parser.add_argument("--transcript", action="store_true", help="show what the cases print")
    return parser.parse_args(argv)


def main(argv):
    chosen = options(argv)
    try:
        return _run(chosen)
    except Failure as failure:
        print(f"vm: {failure}", file=sys.stderr)
        return 1


def _run(chosen):
    suite = suites.SUITES[chosen.suite]
    cases = [name for name in suite.names(chosen.iommu)
             if not chosen.case or name in chosen.case]
    if not cases:
        raise Failure(f"suite {chosen.suite} has no such case on {chosen.iommu}")
    cache = Cache(chosen.cache)
    cache.lock()
    kernel = kernels.obtain(cache, chosen.kernel)
    image = guestroot.obtain(cache)
    initrd = initramfs.obtain(cache, kernel, chosen.kernel)
    machine = MACHINES[chosen.iommu]

    logs = _logs(chosen)
    work = _work(logs, chosen, suite, cases)
    kvm = _kvm(cache, kernel, initrd)
    if machine.rmrr:
        initrd = _with_rmrr(cache, kernel, initrd, machine, logs, kvm)
    args = [*machine.args(), "-drive", f"if=none,id=root,format=raw,readonly=on,file={image}",
            "-device", "virtio-blk-pci,drive=root"]
    cmdline = (f"rig=system {machine.cmdline} systemd.journald.forward_to_console=1 "
               "systemd.journald.tty_path=/dev/ttyS1 systemd.show_status=0 quiet loglevel=5")
    shares = {"work": (work, False), "modules": (kernel.modules, True)}
    outcome = report.Report(work / "results.jsonl", cases,
                            logs / "transcript.log" if chosen.transcript else None)
    start = time.monotonic()
    with boot.Guest(kernel, initrd, args, cmdline, shares, logs, kvm) as guest:
        ended = guest.wait(chosen.deadline, outcome.watch)
    return outcome.close(ended, logs, time.monotonic() - start)


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
           "kernel": chosen.kernel}
    (work / "job.json").write_text(json.dumps(job))
    (work / "results.jsonl").touch()
    if suite.needs_product:
        _install(chosen.build_dir, work / "product")
    return work


def _install(build, product):
    if build is None or not (build / "CMakeCache.txt").exists():
        raise Failure("this suite needs --build-dir, a configured and built CMake folder")
    run(["env", f"DESTDIR={product}", "cmake", "--install", build, "--prefix", "/usr"])
    if not (product / "usr/bin/vfioprep").exists():
        raise Failure(f"{build} installs no bin/vfioprep")


def _kvm(cache, kernel, initrd):
    """Asked once a kernel and QEMU, and kept."""
    answer = {}
    machine = MACHINES["none"]

    def make(folder):
        answer["kvm"] = boot.can_kvm(kernel, initrd, machine, folder)
        (folder / "answer.json").write_text(json.dumps(answer))

    recipe = [boot.version(), kernel.release, Path("/dev/kvm").exists(), _boot_id()]
    folder = cache.folder_for("kvm", recipe, make)
    return json.loads((folder / "answer.json").read_text())["kvm"]


def _boot_id():
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def _with_rmrr(cache, kernel, initrd, machine, logs, kvm):
    """The initrd behind a DMAR table that reserves memory for one device."""
    def make(folder):
        if not boot.probe(kernel, initrd, machine, folder, kvm):
            raise Failure(f"the small boot failed, see {folder}")
        if not (folder / "work/dmar").read_bytes():
            raise Failure("the guest's firmware has no DMAR table")

    recipe = [boot.version(), kernel.release, machine.args(), machine.cmdline, kvm]
    folder = cache.folder_for("dmar", recipe, make)
    table = dmar.with_rmrr((folder / "work/dmar").read_bytes(), machine.rmrr_path())
    early = cpio.archive({"kernel/firmware/acpi/dmar.aml": (0o644, table)})
    joined = logs / "initrd"
    joined.write_bytes(early + initrd.read_bytes())
    return joined
