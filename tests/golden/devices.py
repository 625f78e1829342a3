# SPDX-License-Identifier: GPL-2.0-or-later
"""What check says of devices beside the rules: of those that are named, and of those on VFIO."""

from cases import CARD, NIC, Case, DONE, both, cannot_read

NOT_READY = 5
HELD = "sys/devices/pci0000:00/0000:00:1d.5/0000:09:00.0"
PF = "sys/devices/pci0000:00/0000:00:1d.0/0000:07:00.0"
ACPI = "sys/devices/LNXSYSTM:00/device:1c"


def power(place, state, status, d3cold=1):
    """As the kernel shows the power of a function."""
    return (f"{place}/power_state = {state}", f"{place}/power/runtime_status = {status}",
            f"{place}/power/control = auto", f"{place}/d3cold_allowed = {d3cold}")


# Asleep, its configuration is not read, and rules that want it cannot be ruled out.
ASLEEP = power(NIC, "D3hot", "suspended")
# The slot's port has power resources that the firmware can turn off.
SWITCH = (f"{ACPI}/power_resources_D3hot/LNXPOWER:01 = x",
          f"{NIC.rsplit('/', 1)[0]}/firmware_node -> ../../LNXSYSTM:00/device:1c")
IDLE_D3 = "sys/module/vfio_pci/parameters/disable_idle_d3"
NO_METHODS = (f"{NIC}/reset_method :",)


def resource(virtual):
    """Lines of BARs, the seventh the ROM's, and those of all virtual functions after it."""
    none = " ".join([f"0x{0:016x}"] * 3)
    lines = [f"0x{0xf7000000:016x} 0x{0xf70fffff:016x} 0x{0x40200:016x}", *[none] * 6, virtual,
             *[none] * 5]
    return "\\n".join(lines)


PLACED = f"0x{0xf7100000:016x} 0x{0xf711bfff:016x} 0x{0x140204:016x}"
UNPLACED = f"0x{0:016x} 0x{0x1bfff:016x} 0x{0x20140204:016x}"
VFS = (f"{PF}/sriov_totalvfs = 7",)
# The other functions of the machine are on VFIO too, and sleep for ever.
LOST = (*power(HELD, "D3cold", "error"), *power(NIC, "D3cold", "active"),
        f"{NIC}/driver -> ../../../../bus/pci/drivers/vfio-pci")
CARD_HELD = tuple(f"{CARD[:-1]}{function}/driver -> ../../../../bus/pci/drivers/{driver}"
                  for function, driver in enumerate(("vfio-pci", "snd_hda_intel")))

CASES = [
    # power.*
    *both("desktop-twins", "check-power-cut", "check -v 03:00.0", DONE,
          power(NIC, "D0", "active") + SWITCH),
    Case("desktop-twins", "check-power-kept", "check -v 03:00.0", DONE,
         power(NIC, "D0", "active", 0) + SWITCH),
    Case("desktop-twins", "check-power-no-switch", "check -v 03:00.0", NOT_READY, ASLEEP),
    Case("desktop-twins", "check-power-awake", "check -v 03:00.0", NOT_READY,
         ASLEEP + SWITCH + (f"{IDLE_D3} = Y",)),
    Case("desktop-twins", "check-power-idle", "check -v", DONE, (f"{IDLE_D3} = N",)),
    *both("desktop-twins", "check-power-lost", "check 03:00.0", DONE,
          power(NIC, "D3cold", "active")),
    *both("desktop-twins", "check-power-lost-held", "check", DONE, LOST),
    Case("desktop-twins", "check-power-unread", "check 03:00.0", DONE,
         cannot_read(f"{NIC}/power_state")),
    Case("desktop-twins", "check-power-unread-parameter", "check", DONE, cannot_read(IDLE_D3)),
    # reset.*
    *both("desktop-twins", "check-reset-none", "check 03:00.0", DONE, NO_METHODS),
    Case("desktop-twins", "check-reset-old-kernel", "check -v 00:17.0", DONE,
         ("proc/sys/kernel/osrelease = 5.10.0-28-amd64",)),
    Case("desktop-twins", "check-reset-unread", "check 03:00.0", DONE,
         cannot_read(f"{NIC}/reset_method")),
    Case("desktop-twins", "check-reset-shared", "check 01:00.0", NOT_READY),
    Case("desktop-twins", "check-reset-together", "check -v 01:00.*", DONE),
    Case("desktop-twins", "check-reset-shared-held", "check", DONE, CARD_HELD),
    # sriov.*
    *both("desktop-twins", "check-sriov", "check -v 07:00.0", NOT_READY,
          VFS + (f"{PF}/resource = {resource(PLACED)}",)),
    Case("desktop-twins", "check-sriov-left-alone", "check -v 07:00.0", NOT_READY,
         VFS + (f"{PF}/sriov_drivers_autoprobe = 0",)),
    Case("desktop-twins", "check-sriov-no-memory", "check 07:00.0", NOT_READY,
         VFS + (f"{PF}/resource = {resource(UNPLACED)}",)),
    Case("desktop-twins", "check-sriov-unread", "check 07:00.0", NOT_READY,
         VFS + cannot_read(f"{PF}/resource")),
    Case("desktop-twins", "check-sriov-driver", "check -v vf-of=07:00.0", DONE),
    Case("desktop-twins", "check-sriov-driverless", "check 03:00.0", DONE,
         (f"{NIC}/physfn -> ../../0000:00:1f.0",)),
    Case("sriov-nic", "check-virtual", "check !driver=pcieport,class=network", NOT_READY),
]

MODULES = "lib/modules/6.1.0-18-amd64"
VF = f"{PF.rsplit('/', 1)[0]}/0000:07:10.4"
KVM_RULE = 'SUBSYSTEM=="vfio", GROUP="kvm", MODE="0660"'
HOOKS = "etc/mkinitcpio.conf = MODULES=({})\\nHOOKS=(base udev {} block)"
OPTIONS = "etc/modprobe.d/vfio.conf = options vfio-pci ids=8086:10d3\\nsoftdep nouveau pre: vfio-pci"
IOMMUFD = ("sys/module/iommufd/initstate = live",)

CASES += [
    # node.*
    *both("desktop-twins", "check-node-held", "check -v 09:00.0", DONE),
    Case("desktop-twins", "check-node-missing", "check", DONE,
         (f"{NIC}/driver -> ../../../../bus/pci/drivers/vfio-pci",)),
    Case("desktop-twins", "check-node-unread", "check 09:00.0", DONE,
         cannot_read("dev/vfio/21")),
    Case("desktop-twins", "check-node-iommu-missing", "check", DONE, IOMMUFD),
    Case("desktop-twins", "check-node-iommu", "check -v", DONE, IOMMUFD + ("dev/iommu :",)),
    Case("desktop-twins", "check-node-iommu-unread", "check", DONE, cannot_read("dev/iommu")),
    *both("desktop-twins", "check-node-denied", "check", DONE,
          ("vfioprep/denied/dev/vfio/21 :", "vfioprep/denied/dev/vfio/vfio :")),
    Case("desktop-twins", "check-node-not-denied", "check -v", DONE, ("vfioprep/denied/other :",)),
    Case("no-iommu", "check-node-none-to-deny", "check -v", NOT_READY, ("vfioprep/denied/other :",)),
    *both("desktop-twins", "check-node-rule", "check -v", DONE,
          (f"etc/udev/rules.d/10-vfio.rules = {KVM_RULE}",
           'usr/lib/udev/rules.d/50-udev-default.rules = KERNEL=="vfio", MODE="0666", '
           'OPTIONS+="static_node=vfio/vfio"')),
    Case("desktop-twins", "check-node-rule-of-udev", "check -v", DONE,
         ('usr/lib/udev/rules.d/50-udev-default.rules = KERNEL=="vfio", MODE="0666", '
          'OPTIONS+="static_node=vfio/vfio"',)),
    Case("desktop-twins", "check-node-rule-unread", "check", DONE,
         cannot_read("etc/udev/rules.d/10-vfio.rules")),
    # module.*
    *both("desktop-twins", "check-module-variant", "check -v 07:10.4", DONE),
    Case("desktop-twins", "check-module-variant-held", "check", DONE,
         (f"{VF}/driver -> ../../../../bus/pci/drivers/vfio-pci",)),
    Case("desktop-twins", "check-module-variant-used", "check -v 07:10.4", DONE,
         (f"{VF}/driver -> ../../../../bus/pci/drivers/mlx5-vfio-pci",)),
    Case("desktop-twins", "check-module-modconf", "check", DONE,
         (OPTIONS, HOOKS.format("vfio_pci", "kms"))),
    Case("desktop-twins", "check-module-modconf-there", "check -v", DONE,
         (OPTIONS, HOOKS.format("vfio_pci", "modconf kms"))),
    Case("desktop-twins", "check-module-softdep", "check", DONE,
         (OPTIONS, HOOKS.format("", "modconf kms"))),
    Case("desktop-twins", "check-module-softdep-native", "check", DONE,
         (OPTIONS, HOOKS.format("nouveau", "modconf"))),
    # Its tools follow softdeps.
    Case("desktop-twins", "check-module-softdep-debian", "check -v", DONE,
         (OPTIONS, "etc/initramfs-tools/modules = nouveau")),
    Case("desktop-twins", "check-module-softdep-well", "check -v", DONE, (OPTIONS,)),
    Case("desktop-twins", "check-module-openwrt", "check", DONE,
         ("etc/openwrt_release = DISTRIB_ID='OpenWrt'", OPTIONS)),
    Case("desktop-twins", "check-module-openwrt-well", "check", DONE,
         ("etc/openwrt_release = DISTRIB_ID='OpenWrt'",
          "etc/modules.d/vfio-pci = vfio-pci ids=8086:10d3")),
    Case("desktop-twins", "check-module-openwrt-ids", "check", DONE,
         ("etc/openwrt_release = DISTRIB_ID='OpenWrt'",
          "etc/modules.d/vfio-pci = vfio-pci ids=8086,10d3")),
    Case("laptop-vmd", "check-module-left-out", "check", NOT_READY,
         ("lib/modules/6.12.9-amd64/modules.dep = kernel/drivers/e1000e.ko:",
          "boot/config-6.12.9-amd64 = # CONFIG_VFIO_PCI is not set\\nCONFIG_PCI=y")),
]


def virtio(name, kind, driver=None, features=""):
    """A device of the bus virtio; FEATURES: bits that were negotiated, from the lowest on."""
    below = f"sys/bus/virtio/devices/{name}"
    lines = (f"{below}/device = 0x{kind:04x}", f"{below}/vendor = 0x1af4",
             f"{below}/features = {features.ljust(64, '0')}")
    return lines + ((f"{below}/driver -> ../../drivers/{driver}",) if driver else ())


def registered(*names):
    """Drivers of the bus virtio."""
    return tuple(f"sys/bus/virtio/drivers/{name}/uevent = x" for name in names)


MODERN, LEGACY = "0" * 32 + "1", "1"
GUEST_OF_MANY = (*virtio("virtio0", 2, "virtio_blk", MODERN), *virtio("virtio9", 25),
                 *virtio("virtio10", 18), *virtio("virtio11", 45), *registered("virtio_blk"))
VIRTIO_NIC = (f"{NIC}/vendor = 0x1af4", f"{NIC}/device = 0x1041")

CASES += [
    # virtio.*
    *both("no-iommu", "check-virtio", "check", NOT_READY, GUEST_OF_MANY),
    Case("no-iommu", "check-virtio-well", "check -v", NOT_READY,
         virtio("virtio0", 25, "virtio_snd", MODERN) + registered("virtio_snd")),
    Case("no-iommu", "check-virtio-version", "check", NOT_READY,
         virtio("virtio0", 25, None, LEGACY) + virtio("virtio1", 4, None, LEGACY) +
         registered("virtio_snd", "virtio_rng")),
    Case("no-iommu", "check-virtio-refused", "check", NOT_READY,
         virtio("virtio0", 25, None, MODERN) + registered("virtio_snd")),
    Case("no-iommu", "check-virtio-unread", "check", NOT_READY,
         virtio("virtio0", 25) + cannot_read("sys/bus/virtio/devices/virtio0/driver")),
    Case("desktop-twins", "check-virtio-pci", "check", DONE,
         ("sys/devices/pci0000:00/0000:00:1f.0/vendor = 0x1af4",
          "sys/devices/pci0000:00/0000:00:1f.0/device = 0x1042")),
    Case("desktop-twins", "check-virtio-pci-driven", "check", DONE, VIRTIO_NIC),
]

ROOT_HUB = "sys/devices/pci0000:00/0000:00:14.0/usb1"
BUS = "sys/bus/usb/devices"


def usb(name, place, **attributes):
    """A device or interface of the bus usb, below the root hub."""
    depth = "../" * (place.count("/") + 5)
    below = f"{ROOT_HUB}/{place}".rstrip("/")
    return (f"{BUS}/{name} -> ../../../{below[4:]}",
            *(f"{below}/{key.replace('__', '/')} = {value}" for key, value in attributes.items()
              if key != "driver"),
            *(f"{below}/driver -> {depth}bus/usb/drivers/{driver}"
              for key, driver in attributes.items() if key == "driver"))


HUB = (*usb("usb1", "", bDeviceClass="09", speed=480, power__control="auto"),
       *usb("1-0:1.0", "1-0:1.0", driver="hub"))
CABLE = (f"{ROOT_HUB}/1-2/speed = 12", f"{ROOT_HUB}/1-2/power/control = auto",
         f"{ROOT_HUB}/1-2/authorized = 1")
DOCK = (*usb("1-10", "1-10", idVendor="174c", idProduct="55aa", speed=5000, authorized=1,
             power__control="on"), *usb("1-10:1.0", "1-10/1-10:1.0", driver="uas"))
CUTS = tuple(f"{ROOT_HUB}/1-0:1.0/usb1-port{port}/over_current_count = {cuts}"
             for port, cuts in ((1, 0), (3, 2)))
UNAUTHORIZED = (f"{ROOT_HUB}/1-2/authorized = 0",)
SIMPLE = "simple-framebuffer.0"
PICTURE = (f"sys/bus/platform/devices/{SIMPLE} -> ../../../devices/pci0000:00/0000:00:02.0/{SIMPLE}",
           f"sys/devices/pci0000:00/0000:00:02.0/{SIMPLE}/driver -> "
           "../../../../bus/platform/drivers/simple-framebuffer")
CARD_OF_PICTURE = (f"sys/devices/pci0000:00/0000:00:02.0/{SIMPLE}/drm/card2/uevent = x",)

CASES += [
    # usb.*
    *both("desktop-twins", "check-usb", "check 00:14.0", DONE, HUB + CABLE + DOCK),
    Case("desktop-twins", "check-usb-held", "check -v 09:00.0", DONE, HUB + CABLE),
    *both("desktop-twins", "check-usb-over-current", "check", DONE, HUB + CUTS),
    Case("desktop-twins", "check-usb-unauthorized", "check", DONE, HUB + UNAUTHORIZED),
    # display.*
    *both("simpledrm", "check", "check", DONE),
    Case("simpledrm", "check-display", "check class=display", NOT_READY),
    Case("desktop-twins", "check-display-simplefb", "check", DONE, PICTURE),
    Case("desktop-twins", "check-display-of-whom", "check", DONE,
         (f"sys/bus/platform/devices/{SIMPLE}/driver -> ../../drivers/simple-framebuffer",)),
    Case("desktop-twins", "check-display-last", "check", DONE,
         (f"{CARD}/driver -> ../../../../bus/pci/drivers/vfio-pci",)),
    Case("desktop-twins", "check-displays", "check -v", DONE, PICTURE + CARD_OF_PICTURE),
]
