# SPDX-License-Identifier: GPL-2.0-or-later
"""A disk that the host uses is never taken from it, however far below the use is."""

import contextlib
import os
import struct
import subprocess
from pathlib import Path

from harness import case, equal, settle, true, until
from product import (NOBODY, act, ask, failed_rules, goes_and_returns, home_at_the_end, refused,
                     summary_of, users)
from programs import run

MOUNTS = Path("/run/storage")
KEPT = Path("/run/storage-kept")
SECTORS = 256 * 2048


def block_of(device):
    """The node of the one disk below a device."""
    def find():
        found = [path for path in Path("/sys/class/block").iterdir()
                 if device.address in os.readlink(path) and not (path / "partition").exists()]
        return found[0] if found else None
    return Path("/dev") / until(find, f"the disk of {device}").name


def wiped(machine, *roles):
    """The devices with their disks, empty, and whole again at the end."""
    home_at_the_end(machine, *roles)
    devices = [machine.device(role) for role in roles]
    disks = [block_of(device) for device in devices]
    for disk in disks:
        clean(disk)
        machine.undo.callback(clean, disk)
    return *devices, *disks


def clean(disk):
    """Whatever was written; a device that was away has it still."""
    until(disk.exists, f"{disk} is back")
    run("wipefs", "--all", "--force", disk)
    run("blockdev", "--rereadpt", disk)
    settle()


def partition(disk, kind=0x83):
    """One partition over nearly all of it, by a table of the oldest sort."""
    entry = struct.pack("<B3sB3sII", 0, b"", kind, b"", 2048, SECTORS - 2048)
    with open(disk, "r+b") as whole:
        whole.seek(446)
        whole.write(entry + bytes(48) + b"\x55\xaa")
    settle()
    run("blockdev", "--rereadpt", disk)
    node = Path(f"{disk}p1")
    until(node.exists, "the partition")
    settle()
    return node


class Mounted(contextlib.AbstractContextManager):
    """A filesystem, mounted until the end of the block."""

    def __init__(self, source, name="here"):
        self.place = MOUNTS / name
        self._source = source

    def __enter__(self):
        self.place.mkdir(parents=True, exist_ok=True)
        run("mount", self._source, self.place)
        return str(self.place)

    def __exit__(self, *_):
        run("umount", self.place)


def names_user(device, rule, kind, name, verb="bind"):
    """Refused by that rule, and the user is named, by bind and by show."""
    refused(rule, verb, device)
    said = summary_of(rule, refused(rule, "bind", device), device)
    true(kind in said and name in said, f"the user {kind} {name} is named: {said}")
    if kind != "open":
        found = users(device)
        true((rule, kind, name) in {user[:3] for user in found}, f"users of show: {found}")


def can_be_taken(*devices):
    """What nobody uses any more is bound and given back."""
    settle()
    goes_and_returns(*devices)


@case("storage")
def idle_disk_is_taken(machine):
    first, disk = wiped(machine, "first")
    partition(disk)
    equal(ask("show", first)["devices"][0]["users"], [], "users")
    can_be_taken(first)


@case("storage")
def check_rules_out_only_what_it_looked_at(machine):
    """Whoever may not open disks cannot tell that nobody holds one."""
    first, disk = wiped(machine, "first")

    def status(before=()):
        found = ask("check", "--verbose", first, status=None, before=before)["findings"]
        return next(finding["status"] for finding in found
                    if (finding["id"], finding["subject"]) == ("host.holder", first.address))

    equal((status(), status(NOBODY)), ("ok", "unknown"), "an idle disk, by root and by another")
    held = os.open(disk, os.O_RDONLY | os.O_EXCL)
    try:
        equal((status(), status(NOBODY)), ("fail", "unknown"), "a disk that somebody holds")
    finally:
        os.close(held)


@case("storage")
def mounted_filesystem(machine):
    first, disk = wiped(machine, "first")
    run("mkfs.ext4", "-q", disk)
    with Mounted(disk) as place:
        names_user(first, "host.mounted", "mount", place)
    can_be_taken(first)


@case("storage")
def mounted_partition(machine):
    first, disk = wiped(machine, "first")
    part = partition(disk)
    run("mkfs.ext4", "-q", part)
    with Mounted(part) as place:
        names_user(first, "host.mounted", "mount", place)
        refused("host.mounted", "bind", "--override=host.holder", first)
    can_be_taken(first)


@case("storage")
def lvm_on_luks_on_md(machine):
    first, second, one, two = wiped(machine, "first", "second")
    run("mdadm", "--create", "/dev/md7", "--run", "--level=1", "--raid-devices=2",
        "--metadata=1.0", "--assume-clean", one, two)
    until(Path("/dev/md7").exists, "the array")
    with contextlib.ExitStack() as stack:
        stack.callback(run, "mdadm", "--stop", "/dev/md7")
        key = {"input": "secret"}
        run("cryptsetup", "luksFormat", "--batch-mode", "--type=luks1", "--iter-time=1",
            "--key-file=-", "/dev/md7", **key)
        run("cryptsetup", "open", "--key-file=-", "/dev/md7", "vault", **key)
        stack.callback(run, "cryptsetup", "close", "vault")
        run("vgcreate", "-y", "store", "/dev/mapper/vault")
        run("lvcreate", "-y", "-n", "home", "-l", "100%FREE", "store")
        stack.callback(run, "vgchange", "-an", "store")
        run("mkfs.ext4", "-q", "/dev/store/home")
        with Mounted("/dev/store/home") as place:
            for device in (first, second):
                names_user(device, "host.mounted", "mount", place)
                names_user(device, "host.holder", "md", "md7")
        for device in (first, second):
            refused("host.holder", "bind", device)
    # udev would put the array together again as soon as they are back.
    clean(one)
    clean(two)
    can_be_taken(first, second)


@case("storage")
def btrfs_over_two_disks(machine):
    first, second, one, two = wiped(machine, "first", "second")
    run("mkfs.btrfs", "-q", "-f", "-L", "pool", "-m", "raid1", one, two)
    run("btrfs", "device", "scan")
    with Mounted(one) as place:
        for device in (first, second):
            names_user(device, "host.mounted", "mount", place)
            names_user(device, "host.holder", "btrfs", "pool")
    can_be_taken(first, second)


@case("storage")
def swap_partition(machine):
    first, disk = wiped(machine, "first")
    part = partition(disk, 0x82)
    run("mkswap", "-q", part)
    run("swapon", part)
    try:
        names_user(first, "host.swap", "swap", str(part))
    finally:
        run("swapoff", part)
    can_be_taken(first)


@case("storage")
def stick_behind_the_usb_controller(machine):
    usb, disk = wiped(machine, "usb")
    run("mkfs.ext4", "-q", disk)
    with Mounted(disk) as place:
        names_user(usb, "host.mounted", "mount", place)
    can_be_taken(usb)
    block_of(usb)


@case("storage")
def device_mapper_alone(machine):
    """Nothing is mounted: the mapping itself holds the disk."""
    first, disk = wiped(machine, "first")
    run("dmsetup", "create", "window", "--table", f"0 2048 linear {disk} 0")
    try:
        names_user(first, "host.holder", "dm", "window")
    finally:
        run("dmsetup", "remove", "--retry", "window")
    can_be_taken(first)


@case("storage")
def loop_over_a_disk(machine):
    first, disk = wiped(machine, "first")
    loop = run("losetup", "--find", "--show", disk).strip()
    try:
        names_user(first, "host.holder", "loop", os.path.basename(loop))
    finally:
        run("losetup", "--detach", loop)
    can_be_taken(first)


@contextlib.contextmanager
def served(disk, name):
    """By NVMe over fabrics, though to nobody: there is no port."""
    run("modprobe", "nvmet")
    place = Path("/sys/kernel/config/nvmet/subsystems", name)
    until(place.parent.is_dir, "configfs shows nvmet")
    space = place / "namespaces/1"
    place.mkdir()
    space.mkdir()
    try:
        (space / "device_path").write_text(str(disk))
        (space / "enable").write_text("1")
        yield
    finally:
        (space / "enable").write_text("0")
        space.rmdir()
        place.rmdir()


@case("storage")
def disk_that_is_served_to_others(machine):
    """nvmet does not claim what it serves: anybody could open it exclusively."""
    first, disk = wiped(machine, "first")
    with served(disk, "nqn.2026-01.org.example:shelf"):
        os.close(os.open(disk, os.O_RDONLY | os.O_EXCL | os.O_CLOEXEC))
        names_user(first, "host.holder", "nvmet", "nqn.2026-01.org.example:shelf")
    link = Path("/dev/disk/by-path")
    name = next(path for path in link.iterdir() if path.resolve() == disk)
    with served(name, "by-name"):
        names_user(first, "host.holder", "nvmet", "by-name")
    can_be_taken(first)


@case("storage")
def mount_in_another_namespace(machine):
    first, disk = wiped(machine, "first")
    run("mkfs.ext4", "-q", disk)
    place = MOUNTS / "apart"
    place.mkdir(parents=True, exist_ok=True)
    inside = f"mount {disk} {place} && echo ready && exec cat"
    with subprocess.Popen(["unshare", "--mount", "--propagation=private", "sh", "-c", inside],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        equal(process.stdout.readline(), "ready\n", "the other namespace")
        true(str(place) not in Path("/proc/self/mountinfo").read_text(), "it is not seen here")
        names_user(first, "host.mounted", "mount", str(place))
        process.stdin.close()
    can_be_taken(first)


@case("storage")
def mount_in_a_namespace_without_process(machine):
    """Kept by a file alone: no table shows it, only the disk itself is busy."""
    first, disk = wiped(machine, "first")
    run("mkfs.ext4", "-q", disk)
    KEPT.mkdir(exist_ok=True)
    (MOUNTS / "kept").mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        run("mount", "--bind", KEPT, KEPT)
        stack.callback(run, "umount", KEPT)
        run("mount", "--make-private", KEPT)
        (KEPT / "ns").touch()
        run("unshare", f"--mount={KEPT}/ns", "--propagation=private", "mount", disk,
            MOUNTS / "kept")
        stack.callback(run, "umount", KEPT / "ns")
        names_user(first, "host.holder", "open", "exclusively")
    can_be_taken(first)


@case("storage")
def program_that_has_it_exclusively(machine):
    first, disk = wiped(machine, "first")
    descriptor = os.open(disk, os.O_RDONLY | os.O_EXCL | os.O_CLOEXEC)
    try:
        names_user(first, "host.holder", "open", "exclusively")
    finally:
        os.close(descriptor)
    plain = os.open(disk, os.O_RDONLY | os.O_CLOEXEC)
    try:
        rules = failed_rules(act("bind", "--dry-run", first, status=3, outcome="refused"))
        equal(rules, {"host.open"}, "rules that refused what is open for all")
    finally:
        os.close(plain)
