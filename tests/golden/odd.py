# SPDX-License-Identifier: GPL-2.0-or-later
"""Machines as odd as real ones: every reading command on each, and what is special there."""

from cases import NO_MATCH, REFUSED, Case, both


def readings(machine, *shown):
    """list, groups, and show of some devices, for people and for programs."""
    rows = [*both(machine, "list", "list"), *both(machine, "groups", "groups")]
    for number, address in enumerate(shown, 1):
        rows += both(machine, f"show-{number}", f"show {address}")
    return rows


CASES = [
    *readings("laptop-vmd", "10000:e1:00.0", "01:00.0"),
    Case("laptop-vmd", "resolve", "resolve class=storage driver=nvidia"),
    Case("laptop-vmd", "resolve-domain", "resolve 10000:*:*.*"),
    Case("laptop-vmd", "bind-asleep", "bind 01:00", REFUSED),
    Case("laptop-vmd", "bind-below-vmd", "bind 10000:e1:00.0", REFUSED),

    *readings("server-numa", "82:00.1"),
    Case("server-numa", "resolve-node", "resolve numa=1,class=display"),
    Case("server-numa", "resolve-ids", "resolve 15b3:101d 1022:1480"),
    Case("server-numa", "list-nodes", "list -o address,numa,group class=storage"),
    *both("server-numa", "bind", "bind 0000:81:00.0"),
    Case("server-numa", "bind-no-group", "bind 0000:80:00.0", REFUSED),

    *readings("sriov-nic", "3b:00.0", "3b:01.2"),
    Case("sriov-nic", "resolve-vfs", "resolve vf-of=3b:00.0,!driver=vfio-pci"),
    Case("sriov-nic", "resolve-one", "resolve --one iface=ens1f0v1"),
    Case("sriov-nic", "bind-pf", "bind iface=ens1f0", REFUSED),
    Case("sriov-nic", "bind-vfs", "bind vf-of=3b:00.0,driver=iavf"),
    Case("sriov-nic", "bind-vf-of-others", "bind 3b:01.3"),
    Case("sriov-nic", "release-vf-of-others", "release 3b:01.3"),

    *readings("amd-desktop", "00:00.2", "03:00.0"),
    Case("amd-desktop", "resolve-twin", "resolve 1002:744c:148c:2414"),
    Case("amd-desktop", "resolve-one-twin", "resolve --one 1002:744c", NO_MATCH),
    Case("amd-desktop", "bind-iommu", "bind 00:00.2", REFUSED),
    Case("amd-desktop", "bind-gpu", "bind 06:00"),
    Case("amd-desktop", "bind-in-chipset", "bind iface=net9", REFUSED),

    *readings("arm-board", "0001:01:00.0"),
    Case("arm-board", "resolve", "resolve 0001:*:*.*"),
    Case("arm-board", "bind", "bind 0000:01:00.0"),
    Case("arm-board", "bind-beside-platform", "bind --group 0001:01:00.0", REFUSED),

    *readings("dock-cardbus", "02:01.0", "09:00.0", "0a:00.0"),
    Case("dock-cardbus", "resolve-slot", "resolve slot=2"),
    Case("dock-cardbus", "bind-cardbus", "bind 02:01.0", REFUSED),
    Case("dock-cardbus", "bind-silent", "bind 09:00.0", REFUSED),
    Case("dock-cardbus", "bind-half-gone", "bind 0a:00.0", REFUSED),

    *both("no-pci", "list", "list"),
    *both("no-pci", "groups", "groups"),
    Case("no-pci", "resolve", "resolve *", NO_MATCH),
    Case("no-pci", "show", "show 00:00.0", NO_MATCH),
    Case("no-pci", "bind", "bind 00:00.0", NO_MATCH),

    *readings("unsafe-groups", "00:03.0"),
    Case("unsafe-groups", "resolve", "resolve group=1 driver=e1000"),
    *both("unsafe-groups", "bind-already", "bind 00:04.0"),
    Case("unsafe-groups", "release-unsafe", "release 00:04.0"),
    Case("unsafe-groups", "bind-no-group", "bind 00:05.0", REFUSED),

    *readings("mediated", "00:02.0"),
    Case("mediated", "groups-of-one", "groups group=1"),
    Case("mediated", "bind", "bind 00:02.0", REFUSED),
    Case("mediated", "bind-overridden", "bind --override=host.display 00:02.0"),

    *readings("acs-switch", "01:00.0", "03:00.0", "0a:01.0"),
    Case("acs-switch", "resolve", "resolve 0000:0[78]:00.0 0a:00"),
    Case("acs-switch", "bind", "bind iface=enp7s0"),
    Case("acs-switch", "bind-shared", "bind 0a:00.0", REFUSED),
    Case("acs-switch", "groups-ascii", "groups --ascii 08:00.0 00:1f.3"),

    *readings("high-groups", "deadbeef:ff:00.0"),
    Case("high-groups", "resolve-group", "resolve group=1001 group=1007"),
    Case("high-groups", "resolve-bus", "resolve ff:00.0 7fff:ff:00.0"),
    Case("high-groups", "bind", "bind 10001:ff:00.0"),

    *readings("old-server", "01:00.2", "03:00.0"),
    Case("old-server", "resolve", "resolve 14e4:*,iface=eno3"),
    Case("old-server", "bind-twin", "bind iface=eno3", REFUSED),
    Case("old-server", "bind-all-twins", "bind --group iface=eno3"),
    Case("old-server", "bind-reserved", "bind 02:00.0", REFUSED),
    Case("old-server", "bind-relaxable", "bind 00:1d.0"),
    Case("old-server", "bind-unreadable", "bind 03:00.0", REFUSED),

    Case("fleet", "list-one-pf", "list vf-of=0000:81:00.0"),
    Case("fleet", "groups-three", "groups group=0 group=199 group=263"),
    *both("fleet", "show", "show c1:08.7"),
    Case("fleet", "resolve-node", "resolve numa=1,driver=mlx5_core"),
    Case("fleet", "bind", "bind vf-of=0000:41:00.0,driver=mlx5_core"),
]
