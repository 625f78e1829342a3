# SPDX-License-Identifier: GPL-2.0-or-later
"""An Intel-like desktop with twin network cards, a PCIe-to-PCI bridge, a GPU, an NVMe
disk, a PF with two VFs, VMD, a firmware reservation, and a device that is lent already."""

import lease
import processor
import tables
from machine import Machine

HELD = "0000:09:00.0"
DIRECT = "0x000000007b800000 0x000000007b8fffff direct"
RELAXABLE = "0x000000007d000000 0x000000007f7fffff direct-relaxable"
DISPLAY = {"reset": "bus"}


def describe():
    m = Machine("6.1.0-18-amd64", "BOOT_IMAGE=/boot/vmlinuz root=/dev/nvme0n1p2 intel_iommu=on")
    bus = m.root_bus()
    bus.function("00.0", "8086:3e30", "060000", note="host bridge", subsystem="1043:8694",
                 revision=10)
    graphics(m, bus)
    controllers(m, bus)
    disks(m, bus)
    network(m, bus)
    conventional(m, bus)
    special(m, bus)
    chipset(m, bus)
    words(m)
    claims(m)
    m.shows(processor.x86("intel", units=2))
    m.shows(tables.shown(DMAR=tables.dmar(
        tables.drhd(tables.scope("02.0")), tables.drhd(include_all=True),
        tables.rmrr(tables.scope("02.0"), start=0x7D000000, size=0x2800000),
        tables.rmrr(tables.scope("1d.4", "00.0"), start=0x7B800000, size=0x100000))))
    return m


def graphics(m, bus):
    """The processor's port has no ACS, so all behind it shares its group."""
    group = m.new_group()
    slot = bus.bridge("01.0", "8086:1901", 1, group=group, shared=True, note="graphics port",
                      revision=10)
    slot.function("00.0", "10de:1c03", "030000", driver="nouveau", drm=["card1"], boot_vga=0,
                  note="GPU", subsystem="1462:3281", revision=161, multifunction=True, **DISPLAY)
    slot.function("00.1", "10de:10f1", "040300", driver="snd_hda_intel", note="its audio",
                  subsystem="1462:3281", revision=161, multifunction=True, **DISPLAY)
    bus.function("02.0", "8086:3e98", "030000", driver="i915", drm=["card0"], boot_vga=1,
                 note="boot display", subsystem="1043:8694", reset="flr",
                 group=m.new_group(reserved=[RELAXABLE]))


def controllers(m, bus):
    bus.function("14.0", "8086:a36d", "0c0330", driver="xhci_hcd", module="xhci_pci", note="USB",
                 reset="pm", usb={"1-2": "1a86:7523"}, subsystem="1043:8694", revision=16,
                 group=m.new_group(reserved=[RELAXABLE]))
    bus.function("16.0", "8086:a360", "078000", driver="mei_me", note="asleep", asleep=True,
                 subsystem="1043:8694", revision=16, reset="pm")
    bus.function("17.0", "8086:a352", "010601", driver="ahci", note="SATA",
                 subsystem="1043:8694", revision=16)


def disks(m, bus):
    slot = bus.bridge("1b.0", "8086:a340", 2, note="root port")
    slot.function("00.0", "144d:a808", "010802", driver="nvme", nvme=["nvme0"], reset="flr bus",
                  subsystem="144d:a801", note="the disk")


def network(m, bus):
    """Twins: the same ids, each alone behind its root port."""
    for port, number, name in (("1c.0", 3, "enp3s0"), ("1c.4", 4, "enp4s0")):
        slot = bus.bridge(port, "8086:a338", number, note="root port", multifunction=True)
        slot.function("00.0", "8086:10d3", "020000", driver="e1000e", net=[name], reset="flr bus",
                      seat=number, subsystem="8086:a01f", note="twin")


def conventional(m, bus):
    """Behind a PCIe-to-PCI bridge all functions look like one to the IOMMU."""
    slot = bus.bridge("1c.5", "8086:a33d", 5, last=6, note="root port", multifunction=True)
    group = m.new_group()
    old = slot.bridge("00.0", "10b5:8112", 6, driver=None, group=group, shared=True,
                      note="PCIe-to-PCI bridge")
    old.function("00.0", "10ec:8139", "020000", driver="8139too", net=["enp6s0"],
                 subsystem="10ec:8139", revision=16, conventional=True, note="conventional NIC")
    old.function("01.0", "1102:0007", "040100", driver="snd_ca0106", module="snd_ca0106",
                 subsystem="1102:1012", conventional=True, note="conventional sound card")


def special(m, bus):
    """What the rules are about."""
    ports = iter(("1d.0", "1d.4", "1d.5", "1d.6"))
    slot = bus.bridge(next(ports), "8086:a330", 7, note="root port", multifunction=True)
    pf = slot.function("00.0", "8086:1521", "020000", driver="igb", net=["enp7s0"], autoprobe=1,
                       subsystem="8086:0001", revision=1, reset="flr", note="PF with VFs")
    first, second = m.virtual_functions(pf, ["10.0", "10.4"], "1520", subsystem="8086:0001",
                                        revision=1, reset="flr")
    first.options.update(driver="igbvf", net=["enp7s0v0"], note="VF")
    second.options.update(note="VF without driver")

    slot = bus.bridge(next(ports), "8086:a334", 8, note="root port", multifunction=True)
    slot.function("00.0", "1000:0072", "010700", driver="mpt3sas", subsystem="1000:3020",
                  revision=3, group=m.new_group(reserved=[DIRECT]), reset="flr",
                  note="firmware keeps memory for it")

    slot = bus.bridge(next(ports), "8086:a335", 9, note="root port", multifunction=True)
    held = slot.function("00.0", "1912:0014", "0c0330", driver="vfio-pci", override="vfio-pci",
                         cdev="vfio0", revision=3, reset="bus", note="lent: it has a lease")
    m.file("dev/vfio/vfio", "")
    m.file(f"dev/vfio/{held.group.number}", "")
    m.file(f"run/vfioprep/leases/{HELD}",
           lease.text(HELD, state="held", driver="xhci_hcd", module="xhci_pci",
                      group=held.group.number))

    slot = bus.bridge(next(ports), "8086:a336", 10, note="root port", multifunction=True)
    broken = slot.function("00.0", "8086:2723", "028000", driver="iwlwifi", net=["wlp10s0"],
                           subsystem="8086:0084", revision=26, reset="flr",
                           note="two attributes cannot be read")
    m.cannot_read(broken, "driver_override")
    m.cannot_read(broken, "numa_node")

    vmd = bus.function("0e.0", "8086:467f", "010400", driver="vmd", note="VMD", reset="pm")
    port = m.domain_below(vmd, 0x10000, 0xe0).bridge("06.0", "8086:a0b0", 0xe1, shared=True,
                                                      note="VMD's root port")
    port.function("00.0", "15b7:5030", "010802", driver="nvme", nvme=["nvme1"], reset="flr",
                  subsystem="15b7:5030", note="a domain of five digits")


def chipset(m, bus):
    group = m.new_group()
    common = {"group": group, "multifunction": True, "subsystem": "1043:8694", "revision": 16}
    bus.function("1f.0", "8086:a305", "060100", note="ISA bridge", **common)
    bus.function("1f.3", "8086:a348", "040300", driver="snd_hda_intel", note="audio", **common)
    bus.function("1f.4", "8086:a323", "0c0500", driver="i801_smbus", module="i2c_i801",
                 note="SMBus", **common)


def words(m):
    for ids, name in (
            ("1000", "Broadcom / LSI"), ("1000:0072", "SAS host adapter"),
            ("10de", "NVIDIA"), ("10de:10f1", "GP106 audio"), ("10de:1c03", "GP106 graphics"),
            ("10ec", "Realtek"), ("10ec:8139", "RTL8139 Ethernet"),
            ("144d", "Samsung"), ("144d:a808", "NVMe disk"),
            ("8086", "Intel"), ("8086:10d3", "82574L Ethernet"), ("8086:1520", "I350 virtual"),
            ("8086:1521", "I350 Ethernet"),
            ("C 01", "Storage controller"), ("C 01:08", "NVM controller"),
            ("C 02", "Network controller"), ("C 02:00", "Ethernet controller"),
            ("C 04", "Multimedia controller"), ("C 04:01", "Audio controller"),
            ("C 06", "Bridge"), ("C 06:04", "PCI bridge")):
        m.name(ids, name)


def claims(m):
    m.claims("nouveau", "10de:1c03")
    m.claims("snd_hda_intel", "class=0403")
    m.claims("i915", "8086:3e98")
    m.claims("xhci_pci", "class=0c0330")
    m.claims("ahci", "class=010601")
    m.claims("nvme", "class=010802")
    m.claims("e1000e", "8086:10d3")
    m.claims("8139too", "10ec:8139")
    m.claims("8139cp", "10ec:8139")
    m.claims("igb", "8086:1521")
    m.claims("igbvf", "8086:1520")
    m.claims("mpt3sas", "1000:0072")
    m.claims("iwlwifi", "8086:2723")
    # Variants that fit the virtual functions better than vfio-pci; the second is closer.
    m.claims("sample_vfio_pci", "8086:1520", prefix="vfio_pci")
    m.aliases.append(("vfio_pci:v00008086d00001520sv00008086sd00000001bc*sc*i*",
                      "closer_vfio_pci"))
