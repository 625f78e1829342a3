# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the small initramfs: busybox, the modules to reach the root, and guest/init."""

import lzma
from pathlib import Path

import cpio
from tool import Failure, need

MODULES = ["virtio_pci", "virtio_blk", "9pnet_virtio", "9p", "overlay", "squashfs"]
INIT = Path(__file__).parent / "guest" / "init"


def obtain(cache, kernel, name):
    sources = (INIT, Path(__file__), Path(cpio.__file__))
    recipe = [kernel.release, *(path.read_text() for path in sources)]

    def make(folder):
        (folder / "initrd").write_bytes(_archive(kernel))

    return cache.folder_for(f"initramfs-{name}", recipe, make) / "initrd"


def _archive(kernel):
    files = {"init": (0o755, INIT.read_bytes()),
             "bin/busybox": (0o755, Path(need("busybox")).read_bytes())}
    order = []
    for path in _load_order(kernel.modules):
        name = path.name.removesuffix(".xz")
        files[f"modules/{name}"] = (0o644, _module(path))
        order.append(name)
    files["modules/order"] = (0o644, ("\n".join(order) + "\n").encode())
    return cpio.archive(files)


def _module(path):
    data = path.read_bytes()
    return lzma.decompress(data) if path.suffix == ".xz" else data


def _load_order(folder):
    """The modules and what they need, each after its needs; built-in ones have no file."""
    needs = {}
    for line in (folder / "modules.dep").read_text().splitlines():
        path, _, rest = line.partition(":")
        needs[path] = rest.split()
    by_name = {Path(path).name.split(".ko")[0].replace("-", "_"): path for path in needs}
    built_in = (folder / "modules.builtin").read_text()
    order = []
    for name in MODULES:
        if name not in by_name:
            if f"/{name}.ko" not in built_in:
                raise Failure(f"the kernel {folder.name} has no module {name}")
            continue
        for path in [*reversed(needs[by_name[name]]), by_name[name]]:
            if path not in order:
                order.append(path)
    return [folder / path for path in order]
