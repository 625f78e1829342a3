# SPDX-License-Identifier: GPL-2.0-or-later
"""That the kernel behaves as the design assumes, without vfioprep: every recipe by hand."""

from harness import case, equal, true


@case()
def two_identical_nics(machine):
    nic, twin = machine.device("nic"), machine.device("twin")
    equal((nic.driver, twin.driver), ("e1000e", "e1000e"), "drivers")
    true(nic.group != twin.group, "the twins have groups of their own")
