# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the read-only root image of the guests, a small Debian with systemd and QEMU."""

from pathlib import Path

import debian
from tool import run

# What the cases use, and below it what vfioprep is linked with.
PACKAGES = """
systemd-sysv udev kmod pciutils python3 iproute2 strace procps qemu-system-x86 driverctl
btrfs-progs cryptsetup-bin e2fsprogs lvm2 mdadm libvirt-clients openssh-client openssh-server
libarchive13 libkmod2 libpci3 libudev1 libinih1 libsmartcols1 libjson-c5 libmount1 libmnl0 libexpat1
""".split()

# They would only cost boot time; none has to do with devices.
MASKED = """
apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer
e2scrub_reap.service systemd-timesyncd.service getty@tty1.service
systemd-update-utmp.service systemd-update-utmp-runlevel.service
systemd-random-seed.service systemd-pstore.service systemd-networkd.service
systemd-journal-flush.service systemd-journal-catalog-update.service ssh.service
""".split()

# The journal goes to the second serial port too: a guest that hangs can hand over no file.
JOURNAL = "[Journal]\\nStorage=volatile\\nTTYPath=/dev/ttyS1\\nMaxLevelConsole=info\\n"

SERVICE = Path(__file__).parent / "guest" / "rig.service"


def obtain(cache):
    recipe = [debian.SUITE, SERVICE.read_text(), Path(__file__).read_text()]
    return cache.folder_for("root", recipe, _make) / "root.sqfs"


def _make(folder):
    (folder / "sources.list").write_text("\n".join(debian.sources()) + "\n")
    tar = folder / "root.tar"
    unit = "$1/etc/systemd/system"
    run(["mmdebstrap", "--variant=minbase", "--mode=root", f"--include={','.join(PACKAGES)}",
         "--aptopt=APT::Install-Recommends \"false\"",
         "--dpkgopt=path-exclude=/usr/share/doc/*",
         "--dpkgopt=path-exclude=/usr/share/locale/*",
         f"--customize-hook=copy-in {SERVICE} /etc/systemd/system",
         f"--customize-hook=mkdir -p {unit}/multi-user.target.wants",
         f"--customize-hook=ln -s ../rig.service {unit}/multi-user.target.wants/",
         f"--customize-hook=for u in {' '.join(MASKED)}; do "
         f"ln -sf /dev/null {unit}/$u; done",
         "--customize-hook=mkdir -p $1/etc/systemd/journald.conf.d",
         f"--customize-hook=printf '{JOURNAL}' >$1/etc/systemd/journald.conf.d/rig.conf",
         "--customize-hook=echo guest >$1/etc/hostname",
         "--customize-hook=: >$1/etc/fstab",
         debian.SUITE, tar, folder / "sources.list"])
    with open(tar, "rb") as stream:
        _squash(stream, folder / "root.sqfs")
    tar.unlink()
    (folder / "sources.list").unlink()


def _squash(stream, image):
    """lz4, because the guest unpacks it on an emulated processor."""
    run(["mksquashfs", "-", image, "-tar", "-comp", "lz4", "-no-xattrs", "-quiet",
         "-no-progress"], stdin=stream)
