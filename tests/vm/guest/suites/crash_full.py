# SPDX-License-Identifier: GPL-2.0-or-later
"""Killed at every moment: it takes minutes."""

from harness import case, true
from killing import BOTH, PARENT, PARENT_MORE, WORKER

from .crash import kill, strike_ids

MINUTES = 1800


@case(seconds=MINUTES)
def the_parent_in_a_bind(machine):
    kill(machine, "bind", PARENT, {"sendto": 12, "renameat": 7})


@case(seconds=MINUTES)
def the_parent_in_a_release(machine):
    kill(machine, "release", PARENT, {"sendto": 12, "renameat": 4, "unlinkat": 3})


@case(seconds=MINUTES)
def the_parent_at_other_calls_of_a_bind(machine):
    kill(machine, "bind", PARENT_MORE, {"fsync": 12})


@case(seconds=MINUTES)
def the_parent_at_other_calls_of_a_release(machine):
    kill(machine, "release", PARENT_MORE, {"fsync": 6})


@case(seconds=MINUTES)
def the_worker_in_a_bind(machine):
    kill(machine, "bind", WORKER, {"before a write": 6})


@case(seconds=MINUTES)
def the_worker_in_a_release(machine):
    kill(machine, "release", WORKER, {"before a write": 6})


@case(seconds=MINUTES)
def both_in_bind_and_release(machine):
    kill(machine, "bind", BOTH, {"both": 6})
    kill(machine, "release", BOTH, {"both": 6})


@case(seconds=MINUTES)
def the_parent_while_ids_are_taught(machine):
    turns = [strike_ids(machine, 1, in_vain) for in_vain in (False, True)]
    print(f"by ids: {turns}", flush=True)
    true(min(turns) >= 12, f"kills: {turns}")
