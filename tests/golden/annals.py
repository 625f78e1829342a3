# SPDX-License-Identifier: GPL-2.0-or-later
"""Records of the history and leases, as lines of a tree."""

USB = "0000:09:00.0"
BOUND, RELEASED = "20260102T030405Z-0123456789abcdef", "20260102T040506Z-89abcdef01234567"
NEVER = "20260102T000000Z-0000000000000000"
# As the machine says of itself.
THIS_BOOT, OTHER_BOOT = "00000000-0000-0000-0000-000000000000", "another"


def escape(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def entry(path, text):
    """A file of a tree; the format adds the last newline."""
    return f"{path} = {escape(text.rstrip(chr(10)))}"


def step(kind, path, before, after):
    fields = [path, before, after, None, None]
    return "\t".join([kind, USB, *(r"\0" if field is None else field for field in fields)])


def _lease_step(before, after):
    return step("lease", f"run/vfioprep/leases/{USB}", before, after)


def _override(before, after):
    return step("driver-override", f"sys/bus/pci/devices/{USB}/driver_override", before, after)


def _bind(before, after):
    return step("bind", f"sys/bus/pci/drivers/{after}/bind", before, after)


FORTH = [_lease_step(None, "taking"), _override(None, "vfio-pci"), _bind("xhci_hcd", "vfio-pci"),
         _lease_step("taking", "held")]
BACK = [_lease_step("held", "returning"), _bind("vfio-pci", "xhci_hcd"),
        _override("vfio-pci", None), _lease_step("returning", None)]


def lease(state, transaction=BOUND, **more):
    members = {"address": USB, "state": state, "owner": "admin",
               "since": "2026-01-02T03:04:05Z", "boot-id": THIS_BOOT, "transaction": transaction,
               "driver": "xhci_hcd", **more}
    lines = [f"{key.replace('_', '-')}\t{value}" for key, value in members.items()]
    lines += [f"forth\t{line}" for line in FORTH] + [f"back\t{line}" for line in BACK]
    return "vfioprep lease 1\n" + "".join(line + "\n" for line in lines)


def record(name, verb, outcome, boot=THIS_BOOT):
    """A bind or release of one device, as it is kept."""
    home = verb == "release"
    moving = lease("returning" if home else "taking", mover=name, last=USB,
                   **({"was": escape(lease("held"))} if home else {}))
    result = "done" if outcome == "done" else "undone"
    lines = [f"id\t{name}", f"verb\t{verb}", "since\t2026-01-02T03:04:05Z", f"boot-id\t{boot}",
             f"command\tvfioprep {verb} 09:00.0", "uid\t1000", f"outcome\t{outcome}",
             f"direction\t{'home' if home else 'forth'}", f"device\t{USB}",
             f"lease\t{escape(moving)}"]
    lines += [f"step\t{result}\t\t\t{line}" for line in (BACK if home else FORTH)]
    return entry(f"var/lib/vfioprep/history/{name}", "vfioprep history 1\n" +
                 "".join(line + "\n" for line in lines))
