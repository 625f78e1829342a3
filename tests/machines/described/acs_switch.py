# SPDX-License-Identifier: GPL-2.0-or-later
"""Seen by root, with whole configuration spaces: a port without ACS, one with it, one where it
is off, one that only a quirk of the kernel keeps apart, a switch, and a bridge to PCI."""

import config
from machine import Machine

ON = {"kind": config.ROOT, "acs": config.ACS_ON}
PLAIN = {"kind": config.ROOT}
END = {"kind": config.EXPRESS, "flr": True, "msix": 5}
NIC = {"ids": "8086:1533", "class_code": "020000", "driver": "igb"}


def describe():
    m = Machine("6.12.9-amd64", "BOOT_IMAGE=/vmlinuz intel_iommu=on")
    bus = m.root_bus()
    bus.function("00.0", "8086:3ec2", "060000", note="host bridge", conventional=True)
    slot = bus.bridge("01.0", "8086:1901", 1, group=m.new_group(), shared=True, whole=PLAIN,
                      note="without ACS")
    slot.function("00.0", **NIC, net=["enp1s0"], whole=END, note="shares its group")
    slot = bus.bridge("1b.0", "8086:a340", 2, whole=ON, note="with ACS")
    slot.function("00.0", **NIC, net=["enp2s0"], note="kept apart",
                  whole={**END, "serial": 0x0001020304050607})
    slot = bus.bridge("1c.0", "8086:a338", 3, whole=PLAIN, note="quirk")
    slot.function("00.0", **NIC, net=["enp3s0"], whole=END, note="apart by a quirk")
    slot = bus.bridge("1c.4", "8086:a33c", 4, group=m.new_group(), shared=True, note="ACS off",
                      whole={**ON, "acs": 0})
    slot.function("00.0", **NIC, net=["enp4s0"], whole=END, note="shares its group")
    switch(m, bus)
    slot = bus.bridge("1d.4", "8086:a334", 9, last=10, whole=ON, note="with ACS")
    old = slot.bridge("00.0", "10b5:8112", 10, driver=None, group=m.new_group(), shared=True,
                      whole={"kind": config.TO_PCI}, note="to PCI")
    old.function("00.0", "10ec:8139", "020000", driver="8139too", net=["enp10s0"],
                 conventional=True, note="old")
    old.function("01.0", "10ec:8139", "020000", driver="8139too", net=["enp10s1"],
                 conventional=True, note="old")
    group = m.new_group()
    for function, code in ((0, "060100"), (3, "040300"), (4, "0c0500")):
        bus.function(f"1f.{function}", "8086:a305", code, group=group, multifunction=True,
                     whole={}, note="of the chipset")
    m.claims("igb", "8086:1533")
    return m


def switch(m, bus):
    """One of its ports keeps apart what is below it, the other does not."""
    slot = bus.bridge("1d.0", "8086:a330", 5, last=8, whole=ON, note="with ACS")
    up = slot.bridge("00.0", "10b5:8747", 6, last=8, whole={"kind": config.UP}, note="switch")
    good = up.bridge("08.0", "10b5:8747", 7, note="ACS",
                     whole={"kind": config.DOWN, "acs": config.ACS_ON})
    good.function("00.0", **NIC, net=["enp7s0"], whole=END, note="kept apart")
    bad = up.bridge("09.0", "10b5:8747", 8, group=m.new_group(), shared=True, note="no ACS",
                    whole={"kind": config.DOWN})
    bad.function("00.0", **NIC, net=["enp8s0"], whole=END, note="shares its group")
