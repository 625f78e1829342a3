# SPDX-License-Identifier: GPL-2.0-or-later
"""Is the machine ready, and why not: one guest, booted in the ways in which people have it."""

import contextlib
import errno
import gzip
import lzma
import os
import stat
import subprocess
from pathlib import Path

import cpio
import pci
from harness import case, equal, true, until
from product import NOBODY, act, ask, text

UNITS = Path("/sys/class/iommu")
GROUPS = Path("/sys/kernel/iommu_groups")
TABLES = Path("/sys/firmware/acpi/tables")
IOMMU = "unasked", "amdvi"      # machines that have one in use
NO_IOMMU = "told-off", "none"   # and those that do not
ALL = *IOMMU, *NO_IOMMU
# What stands in tables that only root may read: one unknown finding speaks for all of these.
FROM_TABLES = {"firmware.checksum", "firmware.remapping", "firmware.units"}
NOT_READY = 5
VIRQFD = {True: ("cmdline.effective", "ok"), False: ("cmdline.obsolete", "warn")}  # by: is it 6.1?


def statuses(answer):
    """{id: status} of the machine's own findings."""
    return {finding["id"]: finding["status"] for finding in answer["findings"]
            if finding["subject"] is None}


def finding(answer, wanted):
    return next(found for found in answer["findings"] if found["id"] == wanted)


def check(*argv, status=0, before=()):
    """The findings, by JSON; the text for people must end with the same verdict."""
    got = ask("check", *argv, status=status, before=before)
    said = text("check", *argv, status=status, before=before).out
    endings = {"ready": "ready", "warnings": "ready, with warnings", "not-ready": "not ready",
               "unknown": "cannot tell whether it is ready"}
    equal(said.strip().split("\n")[-1], endings[got["verdict"]], "the last line")
    return got


@case(*IOMMU)
def finds_an_iommu_that_is_on(machine):
    got = check()
    true(got["verdict"] in ("ready", "warnings"), f"verdict {got}")
    found = statuses(got)
    equal(found["iommu.active"], "ok", "iommu.active")
    equal(found["iommu.groups"], "ok", "iommu.groups")
    equal(found["irq.remapping"], "ok", "irq.remapping")
    names = ", ".join(sorted(path.name for path in UNITS.iterdir()))
    equal(finding(got, "iommu.active")["evidence"],
          [{"path": "/sys/class/iommu", "value": names}], "evidence")
    equal(finding(got, "iommu.groups")["evidence"][0]["value"],
          f"{len(list(GROUPS.iterdir()))} groups", "groups")


@case(*NO_IOMMU)
def finds_an_iommu_that_is_off(machine):
    got = check(status=NOT_READY)
    equal(got["verdict"], "not-ready", "verdict")
    found = statuses(got)
    equal([name for name, status in found.items() if status == "fail"], ["iommu.active"],
          "one cause is one failure")
    for name in "iommu.groups", "irq.remapping":
        true(name not in found, f"nothing is said of {name} without an IOMMU")


# Of each machine without an IOMMU: why, what to do, and what that has nothing to do with.
CAUSES = {
    "told-off": ("the kernel uses no IOMMU: it was told so by intel_iommu=off",
                 "take intel_iommu=off off the kernel command line", "outside"),
    "none": ("the kernel uses no IOMMU: this virtual machine was given none",
             "give this virtual machine an IOMMU from outside", "kernel command line"),
}


@case(*NO_IOMMU)
def names_the_cause_to_everybody(machine):
    """Nothing that tells it needs root; the device says the same as the machine."""
    summary, remedy, other = CAUSES[machine.iommu]
    for before in (), NOBODY:
        got = check(status=NOT_READY, before=before)
        active = finding(got, "iommu.active")
        equal(active["summary"], summary, f"the cause, asked by {before or 'root'}")
        true(active["remedy"].startswith(remedy), f"the remedy: {active['remedy']}")
        true(other not in active["remedy"], f"it is none of another cause: {active['remedy']}")
    got = finding(check(machine.device("nic"), status=NOT_READY), "device.no-iommu-group")
    true("vfioprep check" in got["remedy"], f"who knows why: {got['remedy']}")


def words(answer):
    """{word of the command line: (id, status)}"""
    return {found["subject"]: (found["id"], found["status"]) for found in answer["findings"]
            if found["id"].startswith("cmdline.")}


@contextlib.contextmanager
def told(line):
    """A command line of our own where the kernel shows its own."""
    Path("/run/told").write_text(line + "\n", encoding="utf-8")
    subprocess.run(["mount", "--bind", "/run/told", "/proc/cmdline"], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "/proc/cmdline"], check=True)


@case("told-off")
def names_the_word_that_turned_it_off(machine):
    got = check(status=NOT_READY)
    equal(words(got)["intel_iommu=off"], ("cmdline.off", "info"), "the word")
    active = finding(got, "iommu.active")
    true({"path": "/proc/cmdline", "value": "intel_iommu=off"} in active["evidence"], f"{active}")
    equal(active["remedy"], "take intel_iommu=off off the kernel command line", "remedy")


@contextlib.contextmanager
def booted_by_grub(source, result):
    """Files as Debian's GRUB has them, with these words in what is edited and what boots."""
    files = {"/etc/default/grub": f'GRUB_CMDLINE_LINUX_DEFAULT="{source}"\n',
             "/etc/default/grub.d/README": "", "/usr/sbin/update-grub": "",
             "/boot/grub/grub.cfg": f"menuentry 'x' {{\n\tlinux /vmlinuz ro {result}\n}}\n"}
    made = []
    try:
        for name, content in files.items():
            path = Path(name)
            true(not path.exists(), f"{name}: the guest has no GRUB of its own")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
            made.append(path)
        yield
    finally:
        for path in made:
            path.unlink()


@case("told-off")
def names_the_file_that_the_loader_reads(machine):
    with told("BOOT_IMAGE=/vmlinuz ro intel_iommu=off"), \
            booted_by_grub("intel_iommu=off", "intel_iommu=off"):
        got = check(status=NOT_READY)
        equal(finding(got, "iommu.active")["remedy"],
              "take intel_iommu=off out of /etc/default/grub, run update-grub, and reboot", "remedy")
        true("GRUB with update-grub" in finding(got, "cmdline.loader")["summary"], f"{got}")
    with told("BOOT_IMAGE=/vmlinuz ro intel_iommu=off"), booted_by_grub("intel_iommu=on", ""):
        found = finding(check(status=NOT_READY), "cmdline.next-boot")
        equal((found["subject"], found["status"], found["remedy"]),
              ("intel_iommu=on", "warn", "run update-grub, and reboot"), "what is not effective yet")


@case("none")
def blames_no_word_without_cause(machine):
    got = check(status=NOT_READY)
    true(not [name for name, (_, status) in words(got).items() if status == "fail"], f"{got}")
    true("command line" not in finding(got, "iommu.active")["summary"], "the firmware is to blame")


@case("unasked")
def judges_each_word_for_this_machine(machine):
    with told("quiet intel_iommu=off amd_iommu=on intel_iomu=on kvm.ignore__msrs=1 "
              "pcie_acs_override=downstream iommu=pt iommu=pt rd.driver.pre=vfio_virqfd "
              "vfio-pci.ids=8086:10d3 modprobe.blacklist=vfio-pci"):
        got = words(check(status=None))
    equal(got, {
        # The IOMMU is on: the kernel itself was told otherwise.
        "intel_iommu=off": ("cmdline.ineffective", "warn"),
        "amd_iommu=on": ("cmdline.ineffective", "info"),
        "intel_iomu=on": ("cmdline.misspelt", "warn"),
        "kvm.ignore__msrs=1": ("cmdline.misspelt", "warn"),
        "pcie_acs_override=downstream": ("cmdline.unknown", "warn"),
        "iommu=pt": ("cmdline.duplicate", "info"),
        "rd.driver.pre=vfio_virqfd": VIRQFD[os.uname().release.split(".")[1] == "1"],
        "vfio-pci.ids=8086:10d3": ("cmdline.effective", "ok"),
        "modprobe.blacklist=vfio-pci": ("cmdline.contradictory", "warn"),
    }, "words")


@case(*ALL)
def knows_that_it_is_a_guest(machine):
    found = statuses(check(status=None))
    equal(found["cpu.guest"], "info", "cpu.guest")


@case(*ALL)
def says_the_same_to_an_ordinary_user(machine):
    """What needs root may be unknown; nothing may be otherwise, and no unknown may be ok."""
    ours, theirs = statuses(check(status=None)), statuses(check(status=None, before=NOBODY))
    # Of this one it is the point to be another for everybody.
    equal([ours.pop("memory.limit"), theirs.pop("memory.limit")], ["ok", "info"], "memory.limit")
    for name, status in theirs.items():
        true(status in (ours.get(name), "unknown"), f"{name}: {status}, as root {ours.get(name)}")
    unread = FROM_TABLES if theirs.get("firmware.tables") == "unknown" else set()
    equal(set(ours) - set(theirs) - unread, set(), "checks that only root gets")
    equal(ours["iommu.active"], theirs["iommu.active"], "the one that decides needs no root")


def firmware(answer):
    """{id: summary} of what was found in the firmware."""
    return {found["id"]: found["summary"] for found in answer["findings"]
            if found["id"].startswith("firmware.")}


@case("unasked", "told-off")
def reads_the_table_of_intel(machine):
    """One unit that remaps interrupts, as QEMU was told, and memory that was added for a NIC."""
    got = check(status=None)
    found, said = statuses(got), firmware(got)
    equal([found[name] for name in ("firmware.iommu", "firmware.remapping", "firmware.tables",
                                    "firmware.checksum")], ["ok"] * 4, "the table is sane")
    equal(said["firmware.units"], "IOMMUs that the firmware tells of: 1 in DMAR", "units")
    equal(found["firmware.reserved"], "warn", "memory is kept")
    twin = machine.device("twin").address
    kept = finding(got, "firmware.reserved")
    true(f"for {twin}:" in kept["summary"], f"{twin} in {kept['summary']}")
    equal(kept["evidence"][0], {"path": f"{TABLES}/DMAR",
                                "value": f"0xfed1c000-0xfed1cfff for {twin}"}, "evidence")


@case("unasked")
def finds_kept_memory_without_root_too(machine):
    """The table only root may read; what the kernel made of it is a group's region."""
    got = check(status=None, before=NOBODY)
    equal(statuses(got)["firmware.tables"], "unknown", "the table")
    equal(finding(got, "firmware.tables")["remedy"], "run it as root", "who can")
    true(machine.device("twin").address in finding(got, "firmware.reserved")["summary"], "whose")
    equal(finding(check(machine.device("twin"), status=NOT_READY), "device.rmrr")["status"], "fail",
          "the rule says the same")


@case("amdvi")
def reads_the_table_of_amd(machine):
    """One unit, in however many blocks QEMU gives it."""
    got = check(status=None)
    found = statuses(got)
    equal([found[name] for name in ("firmware.iommu", "firmware.tables", "firmware.checksum")],
          ["ok"] * 3, "the table is sane")
    equal(firmware(got)["firmware.units"], "IOMMUs that the firmware tells of: 1 in IVRS", "units")
    equal(found["firmware.reserved"], "ok", "nothing is kept")


@case("none")
def blames_the_machine_outside(machine):
    """A virtual machine has no switch in a firmware setup; who made it is seen by DMI."""
    for before in (), NOBODY:
        got = check(status=NOT_READY, before=before)
        equal(finding(got, "firmware.iommu")["status"], "info", "no table")
        active = finding(got, "iommu.active")
        true("-device intel-iommu" in active["remedy"] or "-device amd-iommu" in active["remedy"],
             f"by QEMU's own option: {active['remedy']}")
        true({"path": "/sys/class/dmi/id/sys_vendor", "value": "QEMU"} in active["evidence"],
             f"evidence {active['evidence']}")


@case("unasked")
def reads_the_register_of_the_processor(machine):
    """QEMU's own processor is AMD's, with svm; a flag that 6.1 does not take away."""
    subprocess.run(["modprobe", "msr"], check=True)
    with open("/dev/cpu/0/msr", "rb") as registers:
        value = int.from_bytes(os.pread(registers.fileno(), 8, 0xc0010114), "little")
    equal(value >> 4 & 1, 0, "the firmware of the guest locks nothing")
    got = finding(check("--verbose"), "cpu.firmware-lock")
    equal((got["status"], got["evidence"]),
          ("ok", [{"path": "/dev/cpu/0/msr", "value": f"VM_CR is 0x{value:x}"}]), "as root")
    theirs = finding(check(before=NOBODY), "cpu.firmware-lock")
    # Of 6.1 the flag alone is none; that KVM works is.
    if os.uname().release.startswith("6.1.") and not Path("/sys/class/misc/kvm").exists():
        equal((theirs["status"], theirs["remedy"]), ("unknown", "run it as root"), "as nobody")
    else:
        equal((theirs["status"], theirs["evidence"][0]["value"]), ("ok", "svm"), "as nobody")


# Lines for limits.conf(5) about the user nobody, whose number and only group are 65534; those that
# set both limits, and those that leave one to what the session comes with.
WHOLE = (
    "nobody - memlock 65536", "65534: - memlock unlimited", "nobody - memlock 2G",
    "@nogroup - memlock 131072\n* - memlock 2048", ":65534 - memlock 3072 # x",
    "nobody - memlock 65536\nnobody - memlock 131072", "@:65534 - memlock 4096",
    "nobody soft memlock unlimited\n* hard memlock 5120",
)
BOUND = (
    "", "nobody hard memlock 1024", "@nogroup soft memlock 4096\n* soft memlock 2048",
    "nobody - memlock 65536\n@nogroup -", "nobody soft memlock unlimited",
)


def locked_by_pam(lines):
    """What a session of nobody gets, as (what check says of it, KiB or "unlimited")."""
    limits = Path("/etc/security/limits.d/vfioprep.conf")
    limits.write_text(lines + "\n", encoding="utf-8")
    try:
        done = subprocess.run(["su", "nobody", "-s", "/bin/sh", "-c", "ulimit -l"], check=True,
                              capture_output=True, text=True)
        got = ask("check", "--as", "nobody", "--verbose")
        return finding(got, "memory.limit")["summary"], done.stdout.strip()
    finally:
        limits.unlink()


@case("unasked")
def works_out_limits_as_pam_does(machine):
    """Whoever logs in is asked what it got; su has pam_limits in its session."""
    for lines in WHOLE:
        said, got = locked_by_pam(lines)
        wanted = "all memory" if got == "unlimited" else \
            f"{int(got) >> 10} MiB" if int(got) >> 10 else f"{got} KiB"
        equal(said, f"nobody may lock {wanted}", f"with {lines!r}, of which su made {got}")
    for lines in BOUND:
        said, got = locked_by_pam(lines)
        words = said.split()
        if said != "nothing says how much memory nobody may lock":
            true(said.endswith("at most") and int(got) >> 10 <= int(words[3]),
                 f"with {lines!r} su made {got}, and check says {said}")


# Files of a service of systemd; each of them overrules the one before.
FILES_OF_UNITS = (
    ("/usr/lib/systemd/system/vm-test@.service", "[Service]\nExecStart=/bin/true\nUser=nobody\n"),
    ("/etc/systemd/system.conf.d/test.conf", "[Manager]\nDefaultLimitMEMLOCK=3M\n"),
    ("/etc/systemd/system/service.d/a.conf", "[Service]\nLimitMEMLOCK=4M\n"),
    ("/run/systemd/system/vm-test@.service.d/b.conf", "[Service]\nLimitMEMLOCK=5M:64M\n"),
    ("/etc/systemd/system/vm-@a.service.d/c.conf", "[Service]\nLimitMEMLOCK=6M\n"),
    ("/etc/systemd/system/vm-test@a.service.d/b.conf", "# instead of the other b.conf\n"),
    ("/usr/lib/systemd/system/vm-test@.service.d/d.conf", "[Service]\nLimitMEMLOCK=7M\n"),
    ("/etc/systemd/system/vm-test@.service.d/d.conf", "[Service]\nLimitMEMLOCK=8M\n"),
    ("/etc/systemd/system/vm-test@a.service.d/e.conf", "[Service]\nLimitMEMLOCK=much\n"),
    ("/usr/lib/systemd/system/vm-test@a.service.d/f.conf", "[Service]\nLimitMEMLOCK=infinity\n"),
)


# Those after which it is not asked: the next one takes all of it away again, if they count at all.
PASSED_OVER = {FILES_OF_UNITS[number][0] for number in (2, 6, 8)}


def locked_by_systemd(unit):
    """What systemd makes of the files, in MiB."""
    subprocess.run(["systemctl", "daemon-reload"], check=True)
    done = subprocess.run(["systemctl", "show", "--property=LimitMEMLOCKSoft", "--value", unit],
                          check=True, capture_output=True, text=True).stdout.strip()
    return "all memory" if done == "infinity" else f"{int(done) >> 20} MiB"


@case("unasked")
def works_out_units_as_systemd_does(machine):
    made = []
    try:
        for name, content in FILES_OF_UNITS:
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
            made.append(path)
            if name in PASSED_OVER:
                continue
            got = locked_by_systemd("vm-test@a.service")
            answer = ask("check", "--unit", "vm-test@a", "--verbose")
            equal(finding(answer, "memory.limit")["summary"],
                  "nothing says how much memory vm-test@a.service may lock" if len(made) == 1
                  else f"vm-test@a.service may lock {got}", f"with {name}: {got}")
        made[-1].write_text("[Service]\nLimitMEMLOCK=8M\n", encoding="utf-8")
        got = check("--unit", "vm-test@a", "--guest-memory", "16M", status=NOT_READY)
        equal(finding(got, "memory.lock")["status"], "fail", "too little")
        made[-1].write_text("[Service]\nAmbientCapabilities=CAP_IPC_LOCK\n", encoding="utf-8")
        got = check("--unit", "vm-test@a", "--guest-memory", "16M")
        equal(finding(got, "memory.lock")["status"], "ok", "limits do not count")
    finally:
        for path in made:
            path.unlink()
        subprocess.run(["systemctl", "daemon-reload"], check=True)
    true("there is no unit" in text("check", "--unit", "vm-test@a", status=2).err, "it is gone")


@case("unasked")
def asks_whether_a_guest_fits(machine):
    total = int(Path("/proc/meminfo").read_text(encoding="utf-8").split()[1])
    got = check("--guest-memory", "16M")
    equal([finding(got, f"memory.{name}")["status"] for name in ("available", "lock")],
          ["ok", "ok"], "root may lock everything")
    got = check("--guest-memory", "16M", status=NOT_READY, before=NOBODY)
    equal(finding(got, "memory.lock")["status"], "fail", "nobody may not")
    got = check("--guest-memory", "64G")
    found = finding(got, "memory.available")
    equal((found["status"], found["summary"]),
          ("warn", f"a guest of 64 GiB: the machine has {total >> 10} MiB in all"), "too much")
    got = text("check", "--as", "nobody-is-called-so", status=2)
    true("there is no user" in got.err, f"{got}")


@case(*IOMMU)
def asks_the_rules_of_a_device(machine):
    nic = machine.device("nic")
    true(check(nic)["verdict"] in ("ready", "warnings"), "the NIC is free to go")
    got = check(machine.device("port"), status=NOT_READY)
    equal(finding(got, "device.bridge")["status"], "fail", "a bridge")
    equal(finding(got, "device.bridge")["subject"], machine.device("port").address, "whose")


def of(answer, device):
    """{id: finding} of what is said of one device, or of several together."""
    return {found["id"]: found for found in answer["findings"]
            if found["subject"] == (device and device.address)}


@case("unasked")
def tells_how_a_device_is_reset(machine):
    nic = machine.device("nic")
    path = f"{nic.path}/reset_method"
    found = of(check(nic), nic)["reset.none"]
    equal((found["status"], found["evidence"]),
          ("ok", [{"path": path, "value": nic.read("reset_method")}]), "it has methods")
    machine.undo.callback(nic.write, "reset_method", "default")
    nic.write("reset_method", "\n")
    for before in (), NOBODY:
        equal(of(check(nic, status=None, before=before), nic)["reset.none"]["status"], "warn",
              "the kernel was told to use none")


@case("amdvi")
def tells_who_is_reset_along(machine):
    """Two functions on a conventional bus, without a reset of their own."""
    one, other = machine.device("shared"), machine.device("sibling")
    for device in one, other:
        if (device.path / "reset_method").exists():
            machine.undo.callback(device.write, "reset_method", "default")
            device.write("reset_method", "\n")
    found = of(check(one, status=None), one)["reset.shared"]
    equal(found["status"], "warn", "the other stays")
    true(other.address in found["summary"], f"named: {found}")
    got = check(one, other, status=None)
    equal([of(got, device)["reset.shared"]["status"] for device in (one, other)], ["ok", "ok"],
          "both go")


@case("unasked")
def tells_whether_a_device_wakes(machine):
    """vfio-pci lets what nobody uses sleep; to ask for that does not wake it."""
    nic = machine.device("nic")
    equal(of(check(nic), nic)["power.state"]["summary"], "it is awake", "with its driver")
    act("bind", nic)
    machine.undo.callback(act, "release", nic)
    until(lambda: nic.read("power/runtime_status") == "suspended", "it sleeps")
    got = check()
    equal(finding(got, "power.idle-d3")["status"], "ok", "the parameter")
    equal(of(got, nic), {}, "nothing stands against it")
    # Asleep, its header stays unread: that is all that cannot be told.
    got = check(nic, status=None)
    equal(of(got, nic)["power.state"]["summary"], "it sleeps until it is used", "on vfio-pci")
    equal(nic.read("power/runtime_status"), "suspended", "it sleeps on")
    parameter = Path("/sys/module/vfio_pci/parameters/disable_idle_d3")
    machine.undo.callback(parameter.write_text, parameter.read_text(encoding="utf-8"),
                          encoding="utf-8")
    parameter.write_text("Y", encoding="utf-8")
    equal(finding(check(), "power.idle-d3")["status"], "info", "told to stay awake")


@contextlib.contextmanager
def files(**content):
    """Files of /etc that the guest does not have, with this in them."""
    paths = {Path("/etc", name): text for name, text in content.items()}
    try:
        for path, words in paths.items():
            true(not path.exists(), f"{path}: the guest has none of its own")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(words + "\n", encoding="utf-8")
        yield
    finally:
        for path in paths:
            path.unlink(missing_ok=True)


@case("unasked")
def tells_of_nodes(machine):
    nic = machine.device("nic")
    got = statuses(check())
    equal(got.get("node.iommu"), "ok" if Path("/dev/iommu").exists() else None, "iommufd")
    act("bind", nic)
    machine.undo.callback(act, "release", nic)
    found = of(check(nic, status=None), nic)["node.missing"]
    equal((found["status"], found["summary"]), ("ok", f"its node is {nic.node}"), "its node")
    nic.node.chmod(0o666)
    for names in (nic,), ():
        equal(of(check(*names, status=None), nic)["node.everybody"]["status"], "warn", "open to all")
    number = nic.node.stat().st_rdev
    nic.node.unlink()
    machine.undo.callback(os.mknod, nic.node, 0o600 | stat.S_IFCHR, number)
    equal(of(check(), nic)["node.missing"]["status"], "warn", "no node")


@contextlib.contextmanager
def in_service(*lines):
    """What moves a command into the cgroup of a service with these lines. (systemd-run would want
    a D-Bus that the guest has not.)"""
    unit = Path("/run/systemd/system/denied.service")
    unit.write_text("\n".join(["[Service]", "ExecStart=/bin/sleep infinity", *lines, ""]),
                    encoding="utf-8")
    try:
        subprocess.run(["systemctl", "daemon-reload"], check=True)
        subprocess.run(["systemctl", "start", unit.name], check=True)
        yield ["sh", "-c", "echo $$ >/sys/fs/cgroup/system.slice/denied.service/cgroup.procs && "
               'exec "$@"', "sh"]
    finally:
        subprocess.run(["systemctl", "stop", unit.name], check=True)
        unit.unlink()


def opens(node, before):
    """Whether open(2) gets it; EPERM and nothing else may refuse it."""
    done = subprocess.run([*before, "python3", "-c", "import os, sys\ntry:\n os.open(sys.argv[1], 2)"
                           "\nexcept PermissionError as error:\n sys.exit(error.errno)", node],
                          capture_output=True, text=True, check=False)
    true(done.returncode in (0, errno.EPERM), f"{node}: {done}")
    return done.returncode == 0


@case("unasked")
def tells_what_a_cgroup_denies(machine):
    """With cgroup v2 no file tells it; what access(2) says must be what open(2) then does."""
    nic = machine.device("nic")
    act("bind", nic)
    machine.undo.callback(act, "release", nic)
    equal(finding(check(), "node.cgroup")["status"], "ok", "here nothing is denied")
    nodes = ["/dev/vfio/vfio", str(nic.node)]
    for allowed in [], nodes[:1], nodes:
        with in_service("DevicePolicy=closed", *(f"DeviceAllow={node} rw" for node in allowed)) as it:
            equal([node for node in nodes if opens(node, it)], allowed, "what can be opened")
            found = finding(check(before=it), "node.cgroup")
        told = {one["path"] for one in found["evidence"] if one["value"] != "not denied"}
        equal(told & set(nodes), set(nodes) - set(allowed), f"denied, with {allowed}: {found}")
        equal(found["status"], "warn" if told else "ok", f"with {allowed}")


@case("unasked")
def tells_of_rules_and_of_modules(machine):
    """What is written for udev, modprobe and mkinitcpio, and what comes of it."""
    quiet = statuses(check())
    ids = {"node.rule", "module.modconf", "module.softdep", "module.kmodloader"}
    equal(ids & set(quiet), set(), "a plain Debian")
    rule = 'SUBSYSTEM=="vfio", GROUP="kvm", MODE="0660"'
    with files(**{"udev/rules.d/10-test.rules": rule}):
        found = finding(check(), "node.rule")
        equal(found["evidence"], [{"path": "/etc/udev/rules.d/10-test.rules", "value": rule}],
              "the rule")
    options = "options vfio-pci ids=8086:10d3\nsoftdep nouveau pre: vfio-pci"
    with files(**{"modprobe.d/test.conf": options}):
        equal(statuses(check())["module.softdep"], "ok", "nothing else asks for nouveau")
        with files(**{"mkinitcpio.conf": "MODULES=(vfio_pci)\nHOOKS=(base kms)"}):
            equal(statuses(check())["module.modconf"], "warn", "without modconf")
        with files(**{"mkinitcpio.conf": "MODULES=()\nHOOKS=(base modconf kms)"}):
            equal(statuses(check())["module.softdep"], "warn", "nouveau comes first")
        with files(openwrt_release="DISTRIB_ID='OpenWrt'"):
            equal(statuses(check())["module.kmodloader"], "warn", "nobody reads modprobe.d")


# What images have of modules; the case says what their modprobe.d has.
INSIDE = {f"usr/lib/modules/{os.uname().release}/kernel/drivers/{name}.ko": (0o644, b"")
          for name in ("vfio/pci/vfio-pci", "net/ethernet/intel/e1000e/e1000e")}
MICROCODE = cpio.archive({"kernel/x86/microcode/AuthenticAMD.bin": (0o644, b"x" * 100)})


@contextlib.contextmanager
def initramfs(conf, pack=bytes, inside=INSIDE):
    """An image where the guest's kernel would have its own, with this in its modprobe.d."""
    path = Path("/boot", f"initrd.img-{os.uname().release}")
    true(not path.exists(), f"{path}: the guest boots one from outside")
    held = {**inside, "conf/initramfs.conf": (0o644, b"MODULES=most\n")}
    if conf:
        held["etc/modprobe.d/vfio.conf"] = (0o644, conf.encode())
    try:
        path.touch(mode=0o600)
        path.write_bytes(MICROCODE + pack(cpio.archive(held)))
        yield path
    finally:
        path.unlink()


@case("unasked")
def tells_of_an_initramfs_that_is_old(machine):
    """modprobe.d was changed, and nobody made the image anew; or it was, in every way of packing
    that there is a program for here."""
    old, new = "options vfio-pci ids=8086:10d4\n", "options vfio-pci ids=8086:10d3"
    equal("module.initramfs" in statuses(check()), False, "there is none")
    with files(**{"modprobe.d/vfio.conf": new}):
        for pack in bytes, gzip.compress, lzma.compress:
            with initramfs(old, pack) as path:
                found = finding(check(), "module.initramfs")
                equal((found["status"], found["remedy"]),
                      ("warn", "run update-initramfs -u -k all"), f"old, {pack}")
                equal(found["evidence"],
                      [{"path": "/etc/modprobe.d/vfio.conf", "value": new},
                       {"path": str(path), "value": "no such line"}], "both sides")
                theirs = finding(check(before=NOBODY), "module.initramfs")
                equal((theirs["status"], theirs["remedy"]), ("unknown", "run it as root"),
                      "only root may read it")
            with initramfs(new + "\n", pack):
                equal(finding(check(), "module.initramfs")["status"], "ok", f"new, {pack}")
    with initramfs(old):
        true("does not say any more" in finding(check(), "module.initramfs")["summary"],
             "nothing is configured")
    with initramfs(old, lambda image: gzip.compress(image)[:-100]):
        equal(finding(check(), "module.initramfs")["summary"],
              "cannot tell what the initramfs has of vfio: it is broken", "cut off")


@case("unasked")
def tells_which_driver_the_initramfs_has(machine):
    """The NIC has its native driver: by its ids vfio-pci shall have it, which comes later."""
    nic = machine.device("nic")
    ids = f"options vfio-pci ids={nic.read('vendor')[2:]}:{nic.read('device')[2:]}"
    native = {name: held for name, held in INSIDE.items() if nic.driver in name}
    with files(**{"modprobe.d/vfio.conf": ids}):
        with initramfs(None, inside=native):
            found = finding(check(), "module.early")
            equal(found["status"], "warn", "the native driver alone")
            true(f"{nic.driver} is in the initramfs" in found["summary"], found["summary"])
        with initramfs(ids + "\n"):
            equal(finding(check(), "module.early")["status"], "ok", "both")
    softdep = f"softdep {nic.driver} pre: vfio-pci"
    with files(**{"modprobe.d/vfio.conf": f"{ids}\n{softdep}"}):
        with initramfs(None, inside=native):
            got = statuses(check())
            equal([got["module.softdep"], got["module.early"]], ["warn", "ok"], "with a softdep")
        with initramfs(f"{ids}\n{softdep}\n"):
            equal(statuses(check())["module.softdep"], "ok", "it comes first")


def virtio(answer):
    """{subject: (id, summary)} of what stands against virtio devices."""
    return {found["subject"]: (found["id"], found["summary"]) for found in answer["findings"]
            if found["id"].startswith("virtio.") and found["status"] == "warn"}


@case("unasked")
def tells_of_virtio_devices_without_driver(machine):
    balloon = machine.device("balloon")
    name = next(path.name for path in balloon.path.glob("virtio*"))
    equal(finding(check(), "virtio.driver")["status"], "ok", "all have theirs")
    pci.write("/sys/bus/virtio/drivers/virtio_balloon/unbind", name)
    machine.undo.callback(subprocess.run, ["modprobe", "virtio_balloon"], check=True)
    equal(virtio(check()), {name: ("virtio.driver", "virtio_balloon is there, and has not taken "
                                                    "this memory balloon")}, "let go")
    subprocess.run(["modprobe", "--remove", "virtio_balloon"], check=True)
    got = check(before=NOBODY)
    equal(virtio(got), {name: ("virtio.driver", "this memory balloon has no driver")}, "no module")
    true("CONFIG_VIRTIO_BALLOON" in finding(got, "virtio.driver")["remedy"], "what it takes")
    native = balloon.driver
    balloon.unbind()
    machine.undo.callback(balloon.bind, native)
    equal(virtio(check()), {balloon.address: ("virtio.pci", "this virtio device has no driver")},
          "not even on its bus")


@case("amdvi")
def tells_of_virtual_functions(machine):
    pf = machine.device("pf")
    total = pf.read("sriov_totalvfs")
    found = of(check(pf, status=None), pf)
    equal(found["sriov.vfs"]["summary"], f"it has 0 of {total} virtual functions", "none yet")
    equal(found["sriov.memory"]["status"], "ok", "QEMU places their BARs")
    equal(found["sriov.autoprobe"]["status"], "info", "drivers take them")
    machine.undo.callback(pf.write, "sriov_drivers_autoprobe", "1")
    pf.write("sriov_drivers_autoprobe", "0")
    pf.write("sriov_numvfs", "1")
    machine.undo.callback(pf.write, "sriov_numvfs", "0")
    virtual = pci.Device(pf.link("virtfn0"))
    found = of(check(pf, status=None), pf)
    equal(found["sriov.vfs"]["summary"], f"it has 1 of {total} virtual functions", "one now")
    equal(found["sriov.autoprobe"]["status"], "ok", "drivers leave it alone")
    equal(of(check(virtual, status=None), virtual)["sriov.driver"]["status"], "ok", "nvme is there")
    pf.unbind()
    machine.undo.callback(pf.bind, "nvme")
    found = of(check(virtual, status=None), virtual)["sriov.driver"]
    equal(found["status"], "warn", "nobody is there")
    true(pf.address in found["summary"], f"named: {found}")


@case(*NO_IOMMU)
def says_of_a_device_that_it_has_no_group(machine):
    got = check(machine.device("nic"), status=NOT_READY)
    equal(finding(got, "device.no-iommu-group")["status"], "fail", "no group")


@case(*ALL)
def is_compared_with_virt_host_validate(machine):
    """Both are recorded. libvirt infers from the processor's flags which IOMMU there ought to be
    and looks for that table: with VT-d told off in a guest whose processor has svm, it blames the
    firmware for the lack of an AMD one."""
    ours = statuses(check(status=None))
    done = subprocess.run(["virt-host-validate", "qemu"], capture_output=True, text=True,
                          check=False)
    lines = [line.split(":", 2)[1:] for line in done.stdout.split("\n") if "IOMMU" in line]
    print(f"vfioprep: iommu.active {ours['iommu.active']}; virt-host-validate: {lines}")
    true(lines, f"virt-host-validate speaks of the IOMMU: {done.stdout}")


@case("unasked")
def tells_what_is_locked_down(machine):
    """The kernel can be locked down while it runs, and then until it ends: the last of this."""
    lockdown = Path("/sys/kernel/security/lockdown")
    before = finding(check("--verbose"), "lockdown.mode")
    equal((before["status"], before["evidence"][0]["value"]), ("ok", lockdown.read_text().strip()),
          "not yet")
    equal(finding(check("--verbose"), "lockdown.modules")["status"], "ok", "modules")
    lockdown.write_text("integrity")
    for before in (), NOBODY:
        got = check(before=before)
        equal(finding(got, "lockdown.mode")["status"], "info", "now")
        true("(integrity)" in finding(got, "lockdown.mode")["summary"], "how far")
        equal(finding(got, "lockdown.modules")["status"], "info", "modules")
    # It is true that it prevents no handing over.
    nic = machine.device("nic")
    had = nic.driver
    text("bind", nic)
    equal(nic.driver, "vfio-pci", "bound all the same")
    text("release", nic)
    equal(nic.driver, had, "and given back")
