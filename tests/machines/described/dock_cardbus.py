# SPDX-License-Identifier: GPL-2.0-or-later
"""Hot-plug: a cardbus bridge with a card, an empty slot, a device that answers no more, and one
that is gone from its place while its entries are still there."""

import config
from machine import Machine

CARDBUS = {"layout": config.CARDBUS, "buses": (2, 3, 6)}


def describe():
    m = Machine("6.1.0-28-686-pae", "BOOT_IMAGE=/vmlinuz intel_iommu=on")
    bus = m.root_bus()
    bus.function("00.0", "8086:2a40", "060000", note="host bridge", conventional=True)
    group = m.new_group()
    old = bus.bridge("1e.0", "8086:2448", 2, last=6, driver=None, group=group, shared=True,
                     conventional=True, note="PCI bridge", whole={})
    socket = old.function("01.0", "1180:0476", "060700", driver="yenta_cardbus", note="cardbus",
                          whole={}, **CARDBUS)
    old.function("01.1", "1180:0832", "0c0010", driver="firewire_ohci", note="FireWire",
                 multifunction=True, conventional=True)
    card = type(bus)(m, 0, 3, socket.place, group)
    card.function("00.0", "168c:0013", "020000", driver="ath5k", net=["wlp3s0"],
                  conventional=True, note="the card")
    bus.bridge("1c.0", "8086:2940", 8, note="empty slot")
    m.file("sys/bus/pci/slots/1/address", "0000:08:00")
    slot = bus.bridge("1c.1", "8086:2942", 9, note="slot")
    slot.function("00.0", "8086:10d3", "020000", driver="e1000e", net=["enp9s0"], gone=True, seat=2,
                  note="it answers with all ones")
    slot = bus.bridge("1c.2", "8086:2944", 10, note="slot")
    half = slot.function("00.0", "1b21:1142", "0c0330", note="half gone", conventional=True)
    for name in ("vendor", "device", "class", "config", "driver_override", "numa_node"):
        m.cannot_read(half, name)
    return m
