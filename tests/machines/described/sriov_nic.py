# SPDX-License-Identifier: GPL-2.0-or-later
"""A NIC with twelve of 64 virtual functions, read by root: some with their own driver, some on
vfio-pci as another program put them there, the others free; autoprobe is off."""

import config
from machine import Machine


def describe():
    m = Machine("6.1.0-28-amd64", "BOOT_IMAGE=/vmlinuz intel_iommu=on")
    bus = m.root_bus()
    bus.function("00.0", "8086:2020", "060000", note="host bridge")
    slot = bus.bridge("02.0", "8086:2030", 0x3b, note="port with ACS",
                      whole={"kind": config.ROOT, "acs": config.ACS_ON})
    pf = slot.function("00.0", "8086:159b", "020000", driver="ice", net=["ens1f0"], autoprobe=0,
                       reset="flr", note="PF", whole={
                           "kind": config.EXPRESS, "flr": True, "vfs": 64, "msix": 512,
                           "acs": 0, "serial": 0x0011223344556677})
    slots = [f"{1 + n // 8:02x}.{n % 8}" for n in range(12)]
    for number, vf in enumerate(m.virtual_functions(pf, slots, "1889", reset="flr")):
        vf.options["note"] = f"VF {number}"
        if number < 2:
            vf.options.update(driver="iavf", net=[f"ens1f0v{number}"])
        elif number < 5:
            vf.options.update(driver="vfio-pci", override="vfio-pci", cdev=f"vfio{number - 2}")
            m.file(f"dev/vfio/{vf.group.number}", "")
    m.file("dev/vfio/vfio", "")
    m.claims("ice", "8086:159b")
    m.claims("iavf", "8086:1889")
    m.claims("ice_vfio_pci", "8086:1889", prefix="vfio_pci")
    return m
