# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs vfioprep as a caller would, and holds its answers to the contract."""

import contextlib
import json
import subprocess
import time
from pathlib import Path

import pci
from harness import equal, true

LEASES = Path("/run/vfioprep/leases")
NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
ANSWER = {"schema", "transaction", "outcome", "findings", "steps"}
STEP = {"action", "subject", "path", "before", "after", "got", "result", "error"}
FINDING = {"id", "status", "subject", "summary", "evidence", "remedy"}
# What alone may differ between a --dry-run and the run after it.
RUN_ONLY, STEP_RUN_ONLY = ("transaction", "outcome"), ("result", "got")


class Answer:
    def __init__(self, done, seconds):
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr
        self.seconds = seconds

    def __repr__(self):
        return f"status {self.status}\n{self.out}{self.err}"

    @property
    def json(self):
        """The one object on stdout, also when it failed."""
        return json.loads(self.out)


def command(*argv, before=()):
    """Runs it with captured output, as hooks and scripts do, and measures."""
    start = time.monotonic()
    done = subprocess.run([*before, "vfioprep", *map(str, argv)], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, check=False)
    return Answer(done, time.monotonic() - start)


def text(*argv, status=0, before=()):
    """STATUS None: whichever it is."""
    answer = command(*argv, before=before)
    if status is not None and answer.status != status:
        raise AssertionError(f"vfioprep {' '.join(map(str, argv))}: wanted {status}, {answer}")
    return answer


def ask(*argv, status=0, before=()):
    """The JSON of a command that must end with this status."""
    answer = text("--json", *argv, status=status, before=before)
    equal(answer.json["schema"], 1, "schema")
    return answer.json


def act(*argv, status=0, outcome="done", before=()):
    """An acting command that gets as far as a plan; outcome None: whichever."""
    got = ask(*argv, status=status, before=before)
    true(ANSWER <= set(got), f"members of the answer: {sorted(got)}")
    for step in got["steps"]:
        true(STEP <= set(step), f"members of a step: {sorted(step)}")
    for finding in got["findings"]:
        true(FINDING <= set(finding), f"members of a finding: {sorted(finding)}")
    if outcome:
        equal(got["outcome"], outcome, f"outcome of {argv}: {json.dumps(got)}")
    return got


def failed_rules(answer):
    return {finding["id"] for finding in answer["findings"] if finding["status"] == "fail"}


@contextlib.contextmanager
def unchanged():
    """What the block changes of the machine, it has taken back at its end."""
    before = pci.photo()
    yield
    equal(pci.photo(), before, "the machine")


def refused(rule, *argv, before=()):
    """Refused by this rule, in both outputs, and nothing has changed; gives the answer."""
    with unchanged():
        got = act(*argv, status=3, outcome="refused", before=before)
        true(rule in failed_rules(got), f"rules that refused: {failed_rules(got)}")
        said = text(*argv, status=3, before=before)
        true(rule in said.err, f"the rule is named on stderr: {said}")
    return got


def summary_of(rule, answer, device):
    """What an answer says of the device by that rule."""
    return next(finding["summary"] for finding in answer["findings"]
                if finding["id"] == rule and finding["subject"] == device.address)


def users(device):
    """{(rule, kind, name, part)} of what `show` says the host uses it for."""
    return {(user["rule"], user["kind"], user["name"], user["detail"])
            for user in ask("show", device)["devices"][0]["users"]}


def goes_and_returns(*devices, overrides=()):
    """Bound and given back, and then all is as before."""
    with unchanged():
        act("bind", *devices, *(f"--override={rule}" for rule in overrides))
        equal({device.driver for device in devices}, {"vfio-pci"}, "drivers")
        act("release", *devices)


def listed(device):
    """What `list` says of one device."""
    devices = ask("list", device)["devices"]
    equal([entry["address"] for entry in devices], [device.address], "devices listed")
    return devices[0]


def lease(device):
    return LEASES / device.address


def no_leases():
    equal(sorted(path.name for path in LEASES.glob("*")), [], "leases left")


def plan_of(answer):
    """An answer without what a run alone can know."""
    steps = [{k: v for k, v in step.items() if k not in STEP_RUN_ONLY} for step in answer["steps"]]
    return {k: v for k, v in answer.items() if k not in RUN_ONLY} | {"steps": steps}


def home_at_the_end(machine, *roles):
    """By hand and whatever the case left, so that the next case starts from a whole machine."""
    for device in map(machine.device, roles):
        machine.undo.callback(_home, device, device.driver, device.override)


def borrowed(machine, role):
    """A device that is home at the end."""
    home_at_the_end(machine, role)
    return machine.device(role)


def _home(device, native, override):
    if device.driver != native:
        device.give_back(native)
    device.override = override
    lease(device).unlink(missing_ok=True)
