# SPDX-License-Identifier: GPL-2.0-or-later
"""What a user does and sees, shown by tests/demo as a transcript."""

from harness import case, equal
from transcript import Transcript


@case("demo")
def demonstration(machine):
    shell = Transcript(machine.color)
    nic, twin, disk = (machine.device(role) for role in ("nic", "twin", "disk"))
    shell.say("The machine: two identical network cards, an NVMe disk, each in a group of its own.")
    shell.type("vfioprep list")
    shell.say("What would be done to the second card, and nothing done yet.")
    shell.type(f"vfioprep bind --dry-run {twin}")
    shell.say("Take it for a virtual machine that runs as an ordinary user.")
    shell.type(f"vfioprep bind --owner nobody {twin}")
    shell.type("ls -l /dev/vfio")
    shell.say("The disk too; the first card stays with the host.")
    shell.type(f"vfioprep bind {disk}")
    shell.type(f"vfioprep list {nic} {twin} {disk}")
    shell.say("What must not be taken is refused, by a rule with a name.")
    shell.type(f"vfioprep bind {machine.device('isa')}", status=3)
    shell.say("And back: driver, network interface and disk are as they were.")
    shell.type(f"vfioprep release {twin} {disk}")
    shell.type(f"vfioprep list {nic} {twin} {disk}")
    shell.type("ip -brief link")
    equal((twin.driver, disk.driver), ("e1000e", "nvme"), "drivers at the end")
