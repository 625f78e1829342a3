# SPDX-License-Identifier: GPL-2.0-or-later
"""A lease as vfioprep keeps it below run/vfioprep/leases (format: src/model/lease.c)."""

NOTHING = "\\0"   # a field without text


def _step(key, kind, address, *, path=None, before=None, after=None, keep=None, module=None):
    fields = [path, before, after, keep, module]
    return "\t".join([key, kind, address, *(NOTHING if f is None else f for f in fields)])


def text(address, *, state, driver, module, group, owner="admin"):
    """What `bind` notes of a device that DRIVER of MODULE had, before the first write."""
    lease, device = f"run/vfioprep/leases/{address}", f"sys/bus/pci/devices/{address}"
    bind, node = "sys/bus/pci/drivers/{}/bind", f"dev/vfio/{group}"
    override = f"{device}/driver_override"

    def load(key, name, by):
        return _step(key, "load-driver", address, path=f"sys/bus/pci/drivers/{name}",
                     after=name, module=by)

    lines = [
        "vfioprep lease 1", f"address\t{address}", f"state\t{state}", f"owner\t{owner}",
        "since\t2026-01-02T03:04:05Z", "boot-id\t00000000-0000-0000-0000-000000000000",
        "transaction\t20260102T030405Z-0123456789abcdef", f"driver\t{driver}",
        _step("forth", "lease", address, path=lease, after="taking"),
        load("forth", "vfio-pci", "vfio_pci"),
        _step("forth", "driver-override", address, path=override, after="vfio-pci"),
        _step("forth", "unbind", address, path=f"{device}/driver/unbind", before=driver,
              keep="vfio-pci"),
        _step("forth", "bind", address, path=bind.format("vfio-pci"), before=driver,
              after="vfio-pci"),
        _step("forth", "group-node", address, path=node),
        _step("forth", "cdev", address),
        _step("forth", "lease", address, path=lease, before="taking", after="held"),
        _step("back", "lease", address, path=lease, before="held", after="returning"),
        load("back", driver, module),
        _step("back", "driver-override", address, path=override, before="vfio-pci", after=driver),
        _step("back", "unbind", address, path=f"{device}/driver/unbind", before="vfio-pci",
              keep=driver),
        _step("back", "bind", address, path=bind.format(driver), before="vfio-pci", after=driver),
        _step("back", "driver-override", address, path=override, before=driver),
        _step("back", "lease", address, path=lease, before="returning"),
    ]
    return "\n".join(lines)
