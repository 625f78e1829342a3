# SPDX-License-Identifier: GPL-2.0-or-later
"""The initramfs: what it holds against what modprobe.d says, packed in every way."""

import bz2
import gzip
import lzma

import cpio
from cases import Case, DONE, both, cannot_read

RELEASE = "6.1.0-18-amd64"
DEBIAN, DRACUT = f"boot/initrd.img-{RELEASE}", f"boot/initramfs-{RELEASE}.img"
KERNEL = f"usr/lib/modules/{RELEASE}/kernel/drivers"
VFIO = {f"{KERNEL}/vfio/pci/vfio-pci.ko.xz": b"", f"{KERNEL}/vfio/vfio.ko.xz": b""}
NATIVE = {f"{KERNEL}/net/ethernet/intel/e1000e/e1000e.ko": b"module"}
MICROCODE = cpio.archive({"kernel/x86/microcode/GenuineIntel.bin": (0o644, b"microcode")})
IDS, OTHERS = "options vfio-pci ids=8086:10d3", "options vfio-pci ids=10de:2684"
SOFTDEP = "softdep e1000e pre: vfio-pci"


def image(*files, conf=None, name="vfio.conf"):
    """An archive with these modules and files, and a file of modprobe.d."""
    held = {path: data for some in files for path, data in some.items()}
    if conf is not None:
        held[f"etc/modprobe.d/{name}"] = f"{conf}\n".encode()
    return cpio.archive({path: (0o644, data) for path, data in held.items()})


def link(name, target):
    """An archive with a link; its mode stands where that of a file would."""
    plain = cpio.archive({name: (0o777, target.encode())})
    return plain.replace(b"%08x" % 0o100777, b"%08x" % 0o120777, 1)


def lies(data, path=DEBIAN):
    return (f"{path} : {data.hex()}",)


def says(*lines):
    """A file of modprobe.d."""
    return ("etc/modprobe.d/vfio.conf = " + "\\n".join(lines),) if lines else ()


def padded(data):
    return data + b"\0" * (-len(data) % 512)


def aligned(data):
    return data + b"\0" * (-len(data) % 4)


def odd(data):
    """Packed, and its length is not a multiple of four: a name is in it that makes it so."""
    packed = gzip.compress(data, mtime=0)
    name = b"name"[:-len(packed) % 4] + b"\0"
    return packed[:3] + b"\x08" + packed[4:10] + name + packed[10:]


BY_TOOLS = {"conf/initramfs.conf": b"MODULES=most\n"}
BY_DRACUT = {f"usr/lib/dracut/hooks/cmdline/{number}.sh": b"" for number in range(2)}
BY_MKINITCPIO = {"buildconfig": b"HOOKS=(base modconf)\n"}
PKGBASE = (f"usr/lib/modules/{RELEASE}/pkgbase = linux-lts",)
OLD = image(BY_TOOLS, VFIO, conf=OTHERS)
MACHINE = "0123456789abcdef0123456789abcdef"

CASES = [
    # Made after the last change; before it; and what it has is gone.
    Case("desktop-twins", "check-initramfs-same", "check --verbose", DONE,
         says(IDS.replace("-", "_"), SOFTDEP) +
         lies(image(VFIO, NATIVE, conf=f"{IDS}\n{SOFTDEP.replace(' ', '  ')}"))),
    *both("desktop-twins", "check-initramfs-old", "check", DONE, says(IDS) + lies(OLD)),
    *both("desktop-twins", "check-initramfs-kept", "check", DONE, lies(OLD)),
    # What nothing in there can load is read from the root later on.
    Case("desktop-twins", "check-initramfs-idle", "check --verbose", DONE,
         says(IDS, SOFTDEP) + lies(image(conf=OTHERS))),
    Case("desktop-twins", "check-initramfs-plain", "check --verbose", DONE,
         lies(image(VFIO, NATIVE))),
    # A file is missing that says what comes first.
    Case("desktop-twins", "check-initramfs-no-softdep", "check", DONE,
         says(SOFTDEP) + lies(image(BY_MKINITCPIO, VFIO, NATIVE), "boot/initramfs-linux-lts.img") +
         PKGBASE),
    *both("desktop-twins", "check-initramfs-early", "check", DONE,
          says(IDS) + lies(image(BY_DRACUT, NATIVE), DRACUT)),
    Case("desktop-twins", "check-initramfs-not-early", "check --verbose", DONE,
         says("options vfio-pci ids=8086:10d3:ffffffff:ffffffff,10de:2684") +
         lies(image(NATIVE))),
    *both("desktop-twins", "check-initramfs-softdep", "check", DONE,
          says(IDS, SOFTDEP) + lies(image(BY_TOOLS, NATIVE, conf=f"{IDS}\n{SOFTDEP}"))),
    Case("desktop-twins", "check-initramfs-built-in", "check --verbose", DONE,
         says(SOFTDEP) + lies(image(NATIVE, conf=SOFTDEP)) +
         (f"lib/modules/{RELEASE}/modules.builtin = kernel/drivers/vfio/pci/vfio-pci.ko",)),
    # Ways of packing, with what lies in front of and between archives.
    Case("desktop-twins", "check-initramfs-gzip", "check", DONE,
         says(IDS) + lies(padded(MICROCODE) + gzip.compress(OLD, mtime=0))),
    Case("desktop-twins", "check-initramfs-xz", "check", DONE,
         says(IDS) + lies(MICROCODE + lzma.compress(OLD, check=lzma.CHECK_CRC32))),
    Case("desktop-twins", "check-initramfs-bzip2", "check", DONE,
         says(IDS) + lies(bz2.compress(padded(MICROCODE) + OLD))),
    # As Ubuntu has it: modules as they are, and the rest packed behind them.
    Case("desktop-twins", "check-initramfs-parts", "check", DONE,
         says(IDS) + lies(padded(MICROCODE) + padded(image(VFIO)) +
                          gzip.compress(image(BY_TOOLS, conf=OTHERS), mtime=0))),
    # Nothing of what is packed is a multiple of four.
    Case("desktop-twins", "check-initramfs-odd-parts", "check", DONE,
         says(IDS) + lies(aligned(odd(image(VFIO))) + image(BY_TOOLS, conf=OTHERS))),
    # Other places.
    *(Case("desktop-twins", f"check-initramfs-at-{name}", "check", DONE,
           says(IDS) + lies(OLD, path) + more) for name, path, more in (
               ("suse", f"boot/initrd-{RELEASE}", ()),
               ("alpine", "boot/initramfs-amd64", ()),
               ("nixos", "run/current-system/initrd", ("etc/NIXOS :",)),
               ("modules", f"usr/lib/modules/{RELEASE}/initrd", ()),
               ("entry", f"efi/{MACHINE}/{RELEASE}/initrd", (f"etc/machine-id = {MACHINE}",)),
           )),
    Case("desktop-twins", "check-initramfs-of-another", "check --verbose", DONE,
         says(IDS) + lies(OLD, "boot/initrd.img-6.1.0-17-amd64")),
    # What cannot be read, and what only looks like an image.
    *both("desktop-twins", "check-initramfs-unread", "check", DONE,
          says(IDS) + cannot_read(DEBIAN)),
    Case("desktop-twins", "check-initramfs-cut", "check", DONE, says(IDS) + lies(OLD[:-200])),
    Case("desktop-twins", "check-initramfs-packed-cut", "check", DONE,
         says(IDS) + lies(gzip.compress(OLD, mtime=0)[:-200])),
    Case("desktop-twins", "check-initramfs-lzo", "check", DONE,
         says(IDS) + lies(b"\x89LZO\0\r\n\x1a\n" + bytes(64))),
    Case("desktop-twins", "check-initramfs-zeros", "check", DONE,
         says(IDS) + lies(gzip.compress(bytes(2 << 20), mtime=0))),
    # What boots nothing says nothing of what boots.
    *(Case("desktop-twins", f"check-initramfs-{name}", "check --verbose", DONE,
           says(IDS) + lies(data)) for name, data in (
               ("empty", b""), ("blank", bytes(512)), ("trailer", cpio.archive({})),
               ("microcode", padded(MICROCODE)))),
    # The later one is there in the end, in the same archive or in another.
    Case("desktop-twins", "check-initramfs-emptied", "check", DONE,
         says(IDS) + lies(image(BY_TOOLS, VFIO, conf=IDS) + image(conf="#"))),
    Case("desktop-twins", "check-initramfs-refilled", "check --verbose", DONE,
         says(IDS) + lies(OLD + image(conf=IDS))),
    # A link above modprobe.d leads elsewhere; of lib it is where all of it is.
    Case("desktop-twins", "check-initramfs-linked", "check", DONE,
         says(IDS) + lies(link("etc", "usr/etc") + image(
             VFIO, {"usr/etc/modprobe.d/vfio.conf": f"{IDS}\n".encode()}))),
    Case("desktop-twins", "check-initramfs-lib-linked", "check --verbose", DONE,
         says(IDS) + lies(link("lib", "usr/lib") + image(
             VFIO, {"usr/lib/modprobe.d/vfio.conf": f"{IDS}\n".encode()}))),
    # A file of 4 GiB that nobody unpacks.
    Case("desktop-twins", "check-initramfs-huge", "check", DONE,
         says(IDS) + lies(gzip.compress(OLD.replace(b"%08x" % len(f"{OTHERS}\n"), b"ffffffff"),
                                        mtime=0))),
    Case("desktop-twins", "check-initramfs-packed-twice", "check", DONE,
         says(IDS) + lies(gzip.compress(gzip.compress(OLD, mtime=0), mtime=0))),
    Case("desktop-twins", "check-initramfs-squashed", "check", DONE,
         says(IDS) + lies(image(BY_DRACUT, {"squashfs-root.img": b"hsqs"}), DRACUT)),
    Case("desktop-twins", "check-initramfs-half-settings", "check", DONE,
         lies(OLD) + cannot_read("etc/modprobe.d/vfio.conf")),
]
