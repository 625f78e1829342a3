# SPDX-License-Identifier: GPL-2.0-or-later
"""A network card that the host's network runs over is never taken from it."""

import contextlib
import json
import subprocess
from pathlib import Path

from harness import case, equal, settle, true, until
from product import act, ask, borrowed, goes_and_returns, refused, summary_of, users
from programs import run

RULE = "host.network"
FAR = "far"
KEY = Path("/run/network-key")
KNOWN = Path("/root/.ssh/authorized_keys")
SSH = ["ssh", "-i", str(KEY), "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR",
       "-o", "UserKnownHostsFile=/dev/null"]


def ip(*words):
    return run("ip", *words)


def card(machine, role="first"):
    """A card with its interface, which is down and bare at the end."""
    device = borrowed(machine, role)
    name = until(lambda: device.interfaces, f"the interface of {device}")[0]
    machine.undo.callback(bare, name)
    return device, name


def bare(name):
    ip("address", "flush", "dev", name)
    ip("link", "set", name, "down")


@contextlib.contextmanager
def link(name, *words):
    """A virtual interface, until the end of the block."""
    ip("link", "add", name, *words)
    try:
        yield
    finally:
        ip("link", "delete", name)


def names_user(device, kind, name, part):
    """Refused by the rule, and the user is named, by bind and by show."""
    answer = refused(RULE, "bind", device)
    equal([finding["id"] for finding in answer["findings"] if finding["status"] == "fail"],
          [RULE], "rules that refused")
    said, found = summary_of(RULE, answer, device), users(device)
    true((RULE, kind, name, part) in found, f"users of show: {found}")
    true(any(user[1] in said and user[2] in said for user in found), f"named: {said}")


def may_be_taken(device):
    equal(users(device), set(), "users")
    act("bind", "--dry-run", device, outcome="planned")


def unseen(device, *before):
    """Refused there, in whatever else it may be blind, and nothing changed."""
    answer = refused("host.unseen", "bind", device, before=before)
    return summary_of("host.unseen", answer, device)


def can_be_taken(device):
    settle()
    goes_and_returns(device)


@case("network")
def idle_card_is_taken(machine):
    device, _ = card(machine)
    may_be_taken(device)
    can_be_taken(device)


@case("network")
def default_route(machine):
    """In the main table, in any other, of either family, and as one hop of several."""
    device, name = card(machine)
    ip("link", "set", name, "up")
    for words, wanted in ((["-4", "route", "add", "default"], "default"),
                          (["-4", "route", "add", "default", "table", "77"],
                           "default in table 77"),
                          (["-6", "route", "add", "default"], "default"),
                          (["-6", "route", "add", "default", "table", "4711"],
                           "default in table 4711")):
        ip(*words, "dev", name)
        names_user(device, "route", wanted, name)
        ip(words[0], "route", "del", *words[3:], "dev", name)
    may_be_taken(device)
    ip("route", "add", "default", "nexthop", "dev", name, "nexthop", "dev", "lo")
    names_user(device, "route", "default", name)
    ip("route", "del", "default")


@case("network")
def address(machine):
    """On a link that is up; one that is down carries nothing."""
    device, name = card(machine)
    for text in ("192.0.2.1/24", "2001:db8::1/64"):
        ip("link", "set", name, "down")
        ip("address", "add", text, "dev", name, *(["nodad"] if ":" in text else []))
        may_be_taken(device)
        ip("link", "set", name, "up")
        names_user(device, "address", text, name)
        ip("address", "flush", "dev", name)


@case("network")
def link_local_address(machine):
    """The kernel gives one to each link that is up; an admin's own is another matter."""
    device, name = card(machine)
    ip("link", "set", name, "up")
    until(lambda: "fe80:" in ip("-6", "address", "show", "dev", name, "scope", "link"),
          "the kernel's address")
    may_be_taken(device)
    ip("address", "add", "fe80::1234/64", "dev", name, "nodad")
    names_user(device, "address", "fe80::1234/64", name)
    ip("address", "del", "fe80::1234/64", "dev", name)
    can_be_taken(device)


@case("network")
def port_of_a_bond(machine):
    device, name = card(machine)
    with link("bond7", "type", "bond"):
        ip("link", "set", name, "down")
        ip("link", "set", name, "master", "bond7")
        names_user(device, "bond", "bond7", name)
        ip("address", "add", "192.0.2.7/24", "dev", "bond7")
        ip("link", "set", "bond7", "up")
        names_user(device, "address", "192.0.2.7/24", "bond7")
    may_be_taken(device)


@case("network")
def port_of_a_bridge(machine):
    device, name = card(machine)
    with link("br7", "type", "bridge"):
        ip("link", "set", name, "master", "br7")
        names_user(device, "bridge", "br7", name)


@case("network")
def stacked_interface_carries_it(machine):
    """A VLAN on it, and a macvlan on that; what carries nothing is no use."""
    device, name = card(machine)
    ip("link", "set", name, "up")
    with link("lan5", "link", name, "type", "vlan", "id", "5"):
        ip("link", "set", "lan5", "up")
        may_be_taken(device)
        ip("address", "add", "192.0.2.5/24", "dev", "lan5")
        names_user(device, "address", "192.0.2.5/24", "lan5")
        ip("address", "flush", "dev", "lan5")
        with link("upon5", "link", "lan5", "type", "macvlan"):
            ip("link", "set", "upon5", "up")
            ip("-6", "route", "add", "default", "dev", "upon5")
            names_user(device, "route", "default", "upon5")


@contextlib.contextmanager
def far_away(name):
    """An interface in another network namespace."""
    ip("netns", "add", FAR)
    ip("link", "set", name, "netns", FAR)
    try:
        yield
    finally:
        ip("-n", FAR, "link", "set", name, "netns", "1")
        ip("netns", "delete", FAR)
        settle()


@case("network")
def interface_in_another_namespace(machine):
    device, name = card(machine, "third")
    with far_away(name):
        equal(device.interfaces, [], "interfaces that are seen")
        names_user(device, "interface", "in another network namespace", None)
    may_be_taken(device)


def has_local_address(name, *where):
    """The kernel's own, and it may be used."""
    said = ip(*where, "-6", "address", "show", "dev", name)
    return "fe80:" in said and "tentative" not in said


def local_address(name):
    """The kernel's own, when it may be used."""
    until(lambda: has_local_address(name), f"the address of {name}")
    found = json.loads(ip("-j", "-6", "address", "show", "dev", name))
    return found[0]["addr_info"][0]["local"]


@contextlib.contextmanager
def server():
    Path("/run/sshd").mkdir(exist_ok=True)
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", KEY)
    KNOWN.parent.mkdir(mode=0o700, exist_ok=True)
    KNOWN.write_text(KEY.with_suffix(".pub").read_text())
    with subprocess.Popen(["/usr/sbin/sshd", "-D", "-e"], stderr=subprocess.PIPE,
                          text=True) as daemon:
        try:
            true("listening" in daemon.stderr.readline(), "sshd listens")
            yield
        finally:
            daemon.terminate()
    KEY.unlink()
    KNOWN.unlink()


@case("network")
def ssh_connection(machine):
    """Nothing but the kernel's own address, and the admin is on the other end of it. As sudo
    leaves it, without SSH_CONNECTION, it is known by the process above."""
    device, name = card(machine)
    _, other = card(machine, "second")
    with server(), far_away(other):
        ip("link", "set", name, "up")
        ip("-n", FAR, "link", "set", other, "up")
        until(lambda: has_local_address(other, "-n", FAR), "the other end's address")
        here = local_address(name)
        may_be_taken(device)
        for before in ("", "env -u SSH_CONNECTION "):
            done = subprocess.run(
                ["ip", "netns", "exec", FAR, *SSH, f"root@{here}%{other}",
                 f"{before}vfioprep --json bind {device}"],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            equal(done.returncode, 3, f"status over ssh: {done.stdout}{done.stderr}")
            found = [finding for finding in json.loads(done.stdout)["findings"]
                     if finding["status"] == "fail"]
            equal([finding["id"] for finding in found], [RULE], "rules that refused")
            true("session fe80:" in found[0]["summary"] and name in found[0]["summary"],
                 f"the session is named: {found}")
            equal(device.driver, "e1000e", "driver")
    may_be_taken(device)


@case("network")
def container(machine):
    """Privileged, and blind: by any one of its namespaces, and by all."""
    device, _ = card(machine)
    own = ["unshare", "--mount", "--propagation=private"]
    pids = ["--pid", "--fork", "--mount-proc"]
    for words, what in (([*own, "--net", *pids], "pid namespace"), (["unshare", *pids], "pid names"),
                        (["unshare", "--net"], "network namespace")):
        true(what in unseen(device, *words), f"{what} is named")
        found = ask("check", device, status=None, before=words)["findings"]
        true(("host.unseen", "fail") in {(one["id"], one["status"]) for one in found},
             f"check says what bind says: {found}")
    for place in ("/run", "/dev"):
        text = f'mount -t tmpfs none {place}; exec "$0" "$@"'
        true(place in unseen(device, *own, "sh", "-c", text), f"{place} is named")
    # What sees all that the host sees may act: a namespace alone hides nothing.
    act("bind", "--dry-run", device, outcome="planned", before=own)
