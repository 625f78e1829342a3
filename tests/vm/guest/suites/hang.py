# SPDX-License-Identifier: GPL-2.0-or-later
"""Nothing hangs: a device whose VFIO fd is open cannot be let go, and all else goes on."""

import subprocess

import programs
import vfio
from harness import case, equal, true, until
from product import (LEASES, act, ask, command, failed_rules, home_at_the_end, lease, listed, no_leases,
                     refused, text)

TIMEOUT = 2
# Whoever insists: the rule would refuse, and nothing would hang.
RULE = "vfio.in-use"
INSIST = f"--override={RULE}"
# What a command may need beyond its deadline, on an emulated machine under load.
MARGIN = 15


def held(machine, role, *options):
    """A bound device of which another process keeps the fd open."""
    device = machine.device(role)
    act("bind", device)
    holder = programs.Holder(device, *options)
    machine.undo.callback(workers_gone)
    machine.undo.callback(holder.release)
    return device, holder


def workers_gone():
    """The abandoned worker ends by itself once the kernel lets it."""
    until(lambda: subprocess.run(["pgrep", "-x", "vfioprep"], check=False,
                                 stdout=subprocess.DEVNULL).returncode == 1,
          "no vfioprep process is left", 20)


def stuck(device):
    """Gives back a held device: status 4 at the deadline."""
    answer = command("--json", "release", INSIST, "--timeout", TIMEOUT, device)
    equal(answer.status, 4, f"status: {answer}")
    true(TIMEOUT <= answer.seconds < TIMEOUT + MARGIN, f"ended after {answer.seconds:.1f} s")
    return answer


def names_user(device, holder, verb="release"):
    """Refused at once, and it is said who has it; nothing is written."""
    refused(RULE, verb, device)
    answer = command("--json", verb, device)
    true(answer.seconds < MARGIN, f"refused after {answer.seconds:.1f} s")
    said = next(finding["summary"] for finding in answer.json["findings"]
                if finding["id"] == RULE and finding["subject"] == device.address)
    true(f"process {holder.pid} (python3) has" in said, f"{holder.pid} is named: {said}")


@case()
def who_has_it_is_named_before(machine):
    """With the group's own descriptor closed there is only one that has no number."""
    home_at_the_end(machine, "nic", "twin")
    twin, other = held(machine, "twin")
    nic, holder = held(machine, "nic", "closed")
    names_user(nic, holder)
    names_user(twin, other)

    got = stuck(nic).json
    warned = {finding["id"]: finding["status"] for finding in got["findings"]}
    equal(warned[RULE], "warn", "what the rule says when it is set aside")
    equal([step["subject"] for step in got["steps"] if step["result"] == "failed"],
          [nic.address], "what is left")
    holder.release()
    act("release", nic, outcome=None)
    equal((nic.driver, nic.override), ("e1000e", None), "driver and override")

    other.release()
    act("release", twin)
    equal(twin.driver, "e1000e", "driver of the twin")
    no_leases()


@case()
def sibling_of_its_group_is_in_use(machine):
    home_at_the_end(machine, "shared", "sibling")
    shared, sibling = machine.device("shared"), machine.device("sibling")
    act("bind", "--group", shared)
    holder = programs.Holder(shared)
    machine.undo.callback(holder.release)
    names_user(sibling, holder)
    holder.release()
    act("release", shared, sibling)
    equal({shared.driver, sibling.driver}, {"8139cp"}, "drivers")


@case()
def group_that_is_only_open(machine):
    home_at_the_end(machine, "nic")
    nic = machine.device("nic")
    act("bind", nic)
    with vfio.Group(nic):
        refused(RULE, "release", nic)
        planned = act("release", "--dry-run", nic, status=3, outcome="refused")
        true(RULE in failed_rules(planned), "a plan says so too")
    act("release", "--dry-run", nic, outcome="planned")
    act("release", nic)


@case()
def release_ends_at_its_deadline(machine):
    home_at_the_end(machine, "nic")
    nic, holder = held(machine, "nic")
    got = stuck(nic).json
    equal(got["outcome"], "partial", "outcome")
    left = [step for step in got["steps"] if step["result"] == "failed"]
    equal([step["subject"] for step in left], [nic.address], "what is left")
    true(str(holder.pid) in str(got), f"the holder {holder.pid} is named: {got}")
    true(lease(nic).is_file(), "the lease stays")
    true(nic.driver is None, "the kernel is in the middle of it")

    holder.release()
    act("release", nic, outcome=None)
    equal((nic.driver, nic.override), ("e1000e", None), "driver and override")
    no_leases()


@case()
def words_on_stderr_say_what_is_left(machine):
    home_at_the_end(machine, "nic")
    nic, holder = held(machine, "nic")
    said = text("release", INSIST, "--timeout", TIMEOUT, nic, status=4)
    true(nic.address in said.err and str(holder.pid) in said.err, f"{said}")


@case()
def the_rest_of_the_machine_works_meanwhile(machine):
    home_at_the_end(machine, "nic", "twin")
    nic, holder = held(machine, "nic")
    twin = machine.device("twin")
    stuck(nic)

    answer = command("--json", "list")
    equal(answer.status, 0, f"status of list: {answer}")
    true(answer.seconds < MARGIN, f"list took {answer.seconds:.1f} s")
    devices = {entry["address"]: entry for entry in answer.json["devices"]}
    equal(devices[twin.address]["driver"], "e1000e", "driver of the twin")
    if machine.kernel == "6.1":
        unknown = [item["member"] for item in devices[nic.address]["unknown"]]
        true("driver_override" in unknown, f"unknown of the stuck device: {unknown}")

    answer = command("--json", "bind", twin)
    equal(answer.status, 0, f"status of bind: {answer}")
    true(answer.seconds < 2 * MARGIN, f"bind took {answer.seconds:.1f} s")
    equal(twin.driver, "vfio-pci", "driver of the twin")
    equal({item["status"] for item in answer.json["findings"]}, {"warn"},
          "it warns of the unfinished one")
    act("release", twin)
    equal(twin.driver, "e1000e", "driver of the twin")
    true(lease(nic).is_file(), "the lease of the stuck one stays")

    holder.release()
    workers_gone()
    act("bind", twin)
    equal((nic.driver, nic.override), ("e1000e", None), "the next command finished the job")
    true(not lease(nic).exists(), "and left no lease")
    act("release", twin)
    no_leases()


@case()
def the_stuck_device_is_busy(machine):
    home_at_the_end(machine, "nic")
    nic, _ = held(machine, "nic")
    stuck(nic)
    for verb, rules in (("bind", {"device.busy"}), ("release", {"device.busy", RULE})):
        answer = command("--json", verb, "--timeout", TIMEOUT, nic)
        equal(answer.status, 3, f"{verb}: {answer}")
        equal(failed_rules(answer.json), rules, "rules that refused")
        true(answer.seconds < TIMEOUT + MARGIN, f"{verb} took {answer.seconds:.1f} s")


@case()
def a_shell_that_captures_is_not_kept(machine):
    home_at_the_end(machine, "nic")
    nic, _ = held(machine, "nic")
    script = f"out=$(vfioprep release {INSIST} --timeout {TIMEOUT} {nic} 2>&1); echo $?"
    shell = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False,
                           timeout=TIMEOUT + MARGIN)
    equal(shell.stdout, "4\n", "status that the shell saw")


@case()
def the_others_of_its_transaction_go_back(machine):
    """The one that moved first returns to where the transaction found it: on vfio-pci."""
    home_at_the_end(machine, "nic", "twin")
    nic = machine.device("nic")
    act("bind", nic)
    twin, holder = held(machine, "twin")
    answer = command("--json", "release", INSIST, "--timeout", TIMEOUT, nic, twin)
    equal(answer.status, 4, f"{answer}")
    equal((nic.driver, nic.override), ("vfio-pci", "vfio-pci"), "the one that was not stuck")
    equal(listed(nic)["lease"]["before"]["driver"], "e1000e", "its lease")
    holder.release()
    workers_gone()
    act("release", nic)
    equal((nic.driver, twin.driver), ("e1000e", "e1000e"), "drivers")
    no_leases()


@case()
def the_lock_is_waited_for_or_not(machine):
    home_at_the_end(machine, "nic", "twin")
    nic, _ = held(machine, "nic")
    twin = machine.device("twin")
    first = subprocess.Popen(["vfioprep", "release", INSIST, "--timeout", "6", nic.address],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    machine.undo.callback(first.wait)
    until(lambda: nic.driver is None, "the first command is in its write")
    error = ask("bind", "--wait", "0", twin, status=1)["error"]
    equal(error["code"], "locked", "code")
    true(str(first.pid) in str(error), f"the owner of the lock is named: {error}")
    act("bind", "--wait", "20", twin)
    equal(first.poll(), 4, "the first command ended before")
    act("release", twin)


@case()
def a_closed_fd_frees_it_before_the_deadline(machine):
    """No deadline is waited out in full: the job ends when the kernel does."""
    home_at_the_end(machine, "nic")
    nic, holder = held(machine, "nic")
    release = programs.Aside("vfioprep", "release", INSIST, "--timeout", "30", nic.address)
    until(lambda: nic.driver is None, "release is in its write")
    holder.release()
    true(release.ended(10), "release ends when the fd closes")
    equal((nic.driver, nic.override), ("e1000e", None), "driver and override")
    no_leases()


@case()
def undo_finishes_the_job(machine):
    """As long as the holder lives it is refused; afterwards the device goes home."""
    home_at_the_end(machine, "nic")
    nic, holder = held(machine, "nic")
    got = stuck(nic).json
    kept = ask("history")["transactions"][0]
    equal((kept["transaction"], kept["outcome"]), (got["transaction"], "partial"), "the record")
    answer = command("--json", "undo", "--timeout", TIMEOUT)
    equal(answer.status, 3, f"undo: {answer}")
    equal(failed_rules(answer.json), {"device.busy", "vfio.in-use"}, "rules that refused")
    holder.release()
    workers_gone()
    act("undo", outcome=None)
    equal((nic.driver, nic.override), ("e1000e", None), "driver and override")
    no_leases()


@case()
def ids_that_are_taught_late(machine):
    """The twin's unbinding does not return, and to teach waits for every device that matches."""
    home_at_the_end(machine, "nic", "twin")
    nic, twin, other = map(machine.device, ("nic", "twin", "sound"))
    twin.take()
    twin.override = None
    machine.undo.callback(workers_gone)
    holder = programs.Holder(twin)
    writer = subprocess.Popen(["sh", "-c", f"echo {twin} >{twin.path}/driver/unbind"])
    machine.undo.callback(writer.wait)
    machine.undo.callback(holder.release)
    until(lambda: twin.driver is None, "the kernel is in the middle of it")

    answer = command("--json", "bind", "--method=new_id", "--timeout", TIMEOUT, nic)
    equal((answer.status, answer.json["outcome"]), (4, "partial"), f"{answer}")
    # Each may yet be caught: until that is over nobody takes its lease away.
    for _ in range(2):
        equal({path.name for path in LEASES.iterdir()}, {nic.address, twin.address}, "leases")
        left = act("release", other, outcome="unchanged")
        equal({finding["subject"] for finding in left["findings"] if finding["id"] == "lease.stuck"},
              {nic.address, twin.address}, f"what is passed over: {left}")
    said = act("bind", "--timeout", TIMEOUT, twin, status=3, outcome="refused")
    true("lease.stuck" in failed_rules(said), f"it is not taken from under the teaching: {said}")

    holder.release()
    writer.wait()
    workers_gone()
    equal((nic.driver, twin.driver), ("vfio-pci", "vfio-pci"), "both are caught in the end")
    act("release", other, outcome=None)
    equal((nic.driver, twin.driver), ("e1000e", None), "both are home")
    no_leases()
