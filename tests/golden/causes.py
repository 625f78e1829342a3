# SPDX-License-Identifier: GPL-2.0-or-later
"""Machines that are each out of the ordinary in one way, and what check makes of it."""

from cases import DONE, Case, both

NOT_READY = 5
NIC, GRAPHICS = "01:00.0", "00:02.0"

CASES = [
    *both("firmware-off", "check", "check", NOT_READY),
    *both("kernel-off", "check", "check", NOT_READY),
    *both("kernel-untold", "check", "check", NOT_READY),
    *both("amd-off", "check", "check", NOT_READY),
    *both("misspelt", "check", "check", DONE),
    *both("acs-override", "check", "check", DONE),
    *both("virqfd", "check", "check", DONE),
    *both("built-in", "check", "check", DONE),
    *both("rmrr-nic", "check", "check", DONE),
    Case("rmrr-nic", "check-nic", f"check {NIC}", NOT_READY),
    *both("rmrr-harmless", "check", "check --strict", DONE),
    *both("remapping-off", "check", "check", NOT_READY),
    Case("remapping-off", "check-told", "check", NOT_READY,
         ("proc/cmdline = BOOT_IMAGE=/vmlinuz ro nointremap",
          "boot/grub/grub.cfg = menuentry 'x' {\\n\\tlinux /vmlinuz ro nointremap\\n}",
          'etc/default/grub = GRUB_CMDLINE_LINUX_DEFAULT="nointremap"')),
    *both("narrow", "check", "check", DONE),
    *both("nested", "check", "check", DONE),
    *both("istoreos", "check", "check", DONE),
    # Of what they are like otherwise, one look at each.
    *(Case(machine, "list", "list", DONE) for machine in (
        "firmware-off", "kernel-off", "kernel-untold", "amd-off", "misspelt", "acs-override",
        "virqfd", "built-in", "rmrr-nic", "rmrr-harmless", "remapping-off", "narrow", "nested",
        "istoreos")),
    Case("rmrr-nic", "groups", "groups", DONE),
    Case("firmware-off", "bind", f"bind {NIC}", 3),
]
