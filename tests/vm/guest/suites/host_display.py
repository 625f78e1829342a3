# SPDX-License-Identifier: GPL-2.0-or-later
"""Whoever sits at the machine keeps a picture and a keyboard, and cards stay whole."""

from pathlib import Path

import pci
from harness import case, equal, true, until
from killing import Moment, strike
from product import (act, ask, borrowed, failed_rules, goes_and_returns, no_leases, plan_of,
                     refused, unchanged, users)

RULES = ("host.display", "host.input", "slot.split", "host.mounted")
USBHID = Path("/sys/bus/usb/drivers/usbhid")


def only_by_its_own_id(rule, *argv, beside=()):
    """Other rules set aside change nothing; BESIDE are those that refuse too."""
    for other in (name for name in RULES if name != rule):
        refused(rule, *argv, f"--override={other}")
    overrides = [f"--override={name}" for name in (rule, *beside)]
    act(*argv, *overrides, "--dry-run", outcome="planned")


def keyboards(device):
    """Interfaces of the keyboards below a controller that usbhid has."""
    return [path.name for path in USBHID.glob("*:*") if device.address in str(path.resolve())]


def has_input(device):
    return any(device.address in str(path.resolve())
               for path in Path("/sys/class/input").glob("input*"))


def unplugged(machine, device):
    """Its keyboards are gone until the end."""
    for interface in keyboards(device):
        pci.write(USBHID / "unbind", interface)
        machine.undo.callback(pci.write, USBHID / "bind", interface)
    true(not has_input(device), f"no input is left at {device}")


@case("display")
def boot_display(machine):
    display = machine.device("display")
    equal(display.read("boot_vga"), "1", "the kernel's own word")
    refused("host.display", "bind", display)
    only_by_its_own_id("host.display", "bind", display)


@case("display")
def picture_of_the_firmware_is_seen(machine):
    display = machine.device("display")
    equal(Path("/proc/fb").read_text().splitlines()[0], "0 VESA VGA", "the first framebuffer")
    # Booted quietly, the kernel takes the screen when there is something to say.
    Path("/dev/tty0").write_text("\n")
    until(lambda: any("frame buffer" in (console / "name").read_text() and
                      (console / "bind").read_text().strip() == "1"
                      for console in Path("/sys/class/vtconsole").iterdir()), "a console on it")
    true({("host.display", "framebuffer", "vesa-framebuffer.0", "vesa-framebuffer"),
          ("host.display", "console", "of the kernel", "fb0")} <= users(display),
         f"users: {users(display)}")
    true(("host.display", "framebuffer", "vesa-framebuffer.0", "vesa-framebuffer")
         not in users(machine.device("picture")), "it is nobody else's")


@case("picture")
def picture_is_taken_away_and_given_back(machine):
    """vfio-pci does that itself from the class 0300 only."""
    display = borrowed(machine, "display")
    equal(display.read("class"), "0x038000", "class")
    firmware = Path("/sys/bus/platform/devices/vesa-framebuffer.0")

    def drawn():
        return ((firmware / "driver").is_symlink(), Path("/proc/fb").read_text(),
                display.address in Path("/proc/iomem").read_text())

    before, picture = pci.photo(), drawn()
    equal(picture[:2], (True, "0 VESA VGA\n"), "the firmware's picture")
    refused("host.display", "bind", display)
    only_by_its_own_id("host.display", "bind", display)
    equal(drawn(), picture, "the picture after refusals and plans")
    override = "--override=host.display"
    plan = act("bind", "--dry-run", override, display, outcome="planned")
    got = act("bind", override, display)
    equal(plan_of(got), plan_of(plan), "steps")
    true(("framebuffer", "vesa-framebuffer", "done") in
         {(step["action"], step["before"], step["result"]) for step in got["steps"]}, f"{got}")
    equal(display.driver, "vfio-pci", "driver")
    equal(drawn()[:2], (False, ""), "the firmware's picture")
    act("release", display)
    equal((pci.photo(), drawn()), (before, picture), "the machine and its picture")
    act("bind", override, display)
    act("undo")
    equal((pci.photo(), drawn()), (before, picture), "the machine and its picture, undone")
    no_leases()


@case("picture")
def picture_after_an_interruption(machine):
    """Taken back, or finished by the next command, the picture is there again."""
    display, nic = borrowed(machine, "display"), machine.device("nic")
    before = pci.photo()
    for signal, wanted in (("INT", 1), ("KILL", None)):
        for n in range(4, 40):
            status, came = strike(Moment("sendto"), signal, n, "bind",
                                  "--override=host.display", display)
            if not came:
                break
            equal(status, wanted, f"status after {signal} at {n}")
            act("release", nic, outcome="unchanged")
            equal((pci.photo(), Path("/proc/fb").read_text()), (before, "0 VESA VGA\n"),
                  f"the machine after {signal} at {n}")
        true(n > 7, f"{n} moments of {signal}")
        if not came:
            act("release", display)
    no_leases()


def checked(*argv):
    """{(id, subject): summary} of what check says."""
    return {(found["id"], found["subject"]): found["summary"]
            for found in ask("check", *argv, status=None)["findings"]}


@case("display")
def check_names_the_picture(machine):
    display = machine.device("display")
    said = checked()
    equal(said["display.framebuffer", None],
          f"vesafb draws in memory of {display} what the firmware left", "whose")
    equal(said["display.only", None], "the host has 2 displays", "how many")


@case("display")
def check_names_what_hangs_on_usb(machine):
    left = machine.device("left")
    until(lambda: has_input(left), "its keyboard")
    said = checked(left)
    for role in "left", "right", "socket":
        device = machine.device(role)
        true(f"{device} (in group {device.group}, {int(role != 'socket')} device"
             in said["usb.controllers", None], f"{role}: {said['usb.controllers', None]}")
    keyboard = next(path for path in Path("/sys/bus/usb/devices").glob("[0-9]*-[0-9]")
                    if left.address in str(path.resolve()))
    words = f"{keyboard.name} 0627:0001 at {(keyboard / 'speed').read_text().strip()} Mb/s"
    equal(said["usb.devices", left.address], f"with it go the USB devices {words}", "what")
    control = keyboard / "power/control"
    machine.undo.callback(pci.write, control, control.read_text().strip())
    for mode, summary in (("on", None), ("auto", f"the host lets USB devices sleep: {words}")):
        pci.write(control, mode)
        equal(checked(left).get(("usb.autosuspend", left.address)), summary, mode)
    true(("usb.authorized", None) not in said, "all are authorized")
    machine.undo.callback(until, lambda: has_input(left), "the keyboard is back")
    machine.undo.callback(pci.write, keyboard / "authorized", "1")
    pci.write(keyboard / "authorized", "0")
    equal(checked()["usb.authorized", None],
          f"1 USB device is not authorized, and of no use: {keyboard.name} 0627:0001", "which")


def keyboards_left_and_right(machine):
    """Two controllers with a keyboard each; the left one is home at the end."""
    left, right = borrowed(machine, "left"), machine.device("right")
    until(lambda: has_input(left) and has_input(right), "both keyboards")
    return left, right


@case("display")
def one_keyboard_of_two(machine):
    left, right = keyboards_left_and_right(machine)
    refused("host.input", "bind", left, right)
    with unchanged():
        act("bind", left)
        refused("host.input", "bind", right)
        act("release", left)
        until(lambda: has_input(left), "the keyboard is back")


@case("display")
def last_keyboard(machine):
    left, right = keyboards_left_and_right(machine)
    unplugged(machine, right)
    refused("host.input", "bind", left)
    only_by_its_own_id("host.input", "bind", left)
    equal(failed_rules(act("bind", right, "--dry-run", outcome="planned")), set(),
          "rules against the controller without keyboard")
    goes_and_returns(left, overrides=["host.input"])


@case("display")
def card_stays_whole(machine):
    picture, socket = machine.device("picture"), borrowed(machine, "socket")
    equal(picture.driver, "qxl", "driver of the picture")
    refused("slot.split", "bind", socket)
    refused("slot.split", "bind", picture)
    only_by_its_own_id("slot.split", "bind", socket, beside=("group.shared",))
    whole = f"{picture.address.split('.')[0]}.*"
    planned = act("bind", whole, "--override=host.display", "--dry-run", outcome="planned")
    equal({step["subject"] for step in planned["steps"]}, {picture.address, socket.address},
          "what is taken with the whole card")
    goes_and_returns(socket, overrides=["slot.split", "group.shared"])


@case("display")
def overridden_display_is_taken(machine):
    """At the end: vfio-pci takes the firmware's picture away, for good."""
    display = machine.device("display")
    with unchanged():
        act("bind", display, "--override=host.display")
        equal(display.driver, "vfio-pci", "driver")
        equal(Path("/proc/fb").read_text().count("VESA"), 0, "framebuffers of the firmware")
        act("release", display)
