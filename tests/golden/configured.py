# SPDX-License-Identifier: GPL-2.0-or-later
"""Devices by @NAME: which files are read, what they may say, and what a section means."""

from cases import DESKTOP, DONE, NO_MATCH, PLAIN, REFUSED, USAGE, Case, both

MAIN, DROP_IN = "etc/vfioprep/vfioprep.conf", "etc/vfioprep/conf.d"
NUMA = "server-numa"
FAR_DISK = "sys/devices/pci0000:00/0000:00:03.1/0000:02:00.0/numa_node = 1"


def lines(path, *text):
    """A file of the tree with these lines."""
    return f"{path} = " + "\\n".join(text)


def section(name, *text, match="8086:10d3"):
    return (f"[device {name}]", f"match = {match}", *text)


NICS = (lines(MAIN, *section("nics"), *section("twin", "count = one")),
        lines(f"{DROP_IN}/nic.conf", *section("nic", "count = one", "pick = first")))
MASKED = (lines("usr/lib/vfioprep/conf.d/10-a.conf", *section("a", match="04:00.0")),
          lines("usr/lib/vfioprep/conf.d/20-b.conf", *section("b", match="04:00.0")),
          lines("usr/lib/vfioprep/conf.d/30-c.conf", *section("c", match="04:00.0")),
          f"{DROP_IN}/10-a.conf -> /dev/null",
          lines("run/vfioprep/conf.d/20-b.conf", *section("b", match="03:00.0")))
BROKEN = (lines(MAIN, "[device x]", "macth = 04:00.0"),)
OWNED = (lines(MAIN, "[vfioprep]", "owner = 1:2 ; of all nodes",
               *section("nic", "owner = 12:34", "driver = vfio-pci", match="04:00.0"),
               *section("other", "owner = 56:78", match="8086:10d3,!03:00.0"),
               *section("plain", match="03:00.0"),
               *section("vf", "driver = vfio-pci", match="07:10.4"),
               *section("vf-too", "driver = mlx5_vfio_pci", match="07:10.4")),)
GPU = (lines(MAIN, *section("gpu", "owner = 12:34", match="01:00.0"),
             *section("card", "group = only", match="01:00.0"),
             *section("sound", "group = only", "owner = 56:78", match="01:00.1")),)
IDLE = (lines(MAIN, *section("nic", "vfs = 2", "override = group.shared", "vm = a",
                             match="04:00.0")),)


def recorded(*text):
    """A section that says what its device is."""
    return (lines(MAIN, *section("nic", *text, match="04:00.0")),)


ADDRESSED = ("sys/class/net/enp4s0/addr_assign_type = 0",
             "sys/class/net/enp4s0/address = 00:00:5e:00:53:04")
KNOWN_AGAIN = (*recorded("id = 8086:10d3:8086:a01f", "path = pci0000:00/00:1c.4/00.0",
                         "mac = 00:00:5e:00:53:04"), *ADDRESSED)


def count(number, match="8086:10d3", *more):
    return (lines(MAIN, *section("x", f"count = {number}", *more, match=match)),)


def wrong(name, *text):
    """A file with a line that is refused."""
    return Case(DESKTOP, f"config-{name}", "resolve @x", USAGE, (lines(MAIN, *text),))


CASES = [
    *both(DESKTOP, "section-resolve", "resolve @nics", added=NICS),
    Case(DESKTOP, "section-list", "list @nic driver=nvme", added=NICS),
    Case(DESKTOP, "section-groups", "groups @nics,!@nic", added=NICS),
    Case(DESKTOP, "section-show", "show @nic", added=NICS),
    *both(DESKTOP, "section-too-many", "resolve @twin", NO_MATCH, NICS),
    *both(DESKTOP, "section-too-many-to-bind", "bind @twin", NO_MATCH, NICS),
    *both(DESKTOP, "section-unknown", "resolve @gpu", USAGE, NICS),
    Case(DESKTOP, "section-none-at-all", "resolve @gpu", USAGE),
    Case(DESKTOP, "section-name-malformed", "resolve @a=b", USAGE, NICS),
    Case(DESKTOP, "section-excludes-all", "resolve @nic,!@nics", NO_MATCH, NICS),

    Case(DESKTOP, "section-masked", "resolve @a", USAGE, MASKED),
    Case(DESKTOP, "section-first-place", "resolve @b", added=MASKED),
    Case(DESKTOP, "section-last-place", "resolve @c", added=MASKED),
    Case(DESKTOP, "section-config-elsewhere", "list --config=/srv/c @x", added=(
        lines("srv/c/vfioprep.conf", *section("x", match="04:00.0")), *BROKEN)),
    *both(DESKTOP, "section-no-config", "list --config=/srv/c @x", USAGE),

    *(Case(DESKTOP, f"section-count-{number}", "resolve @x", status, count(number))
      for number, status in (("all", DONE), ("at-least-one", DONE), ("one", NO_MATCH),
                             (1, NO_MATCH), (2, DONE), (3, NO_MATCH))),
    Case(DESKTOP, "section-count-none", "resolve @x", NO_MATCH, count("at-least-one", "dead:*")),
    Case(DESKTOP, "section-pick-too-few", "resolve @x", NO_MATCH,
         count(3, "8086:10d3", "pick = first")),
    Case(DESKTOP, "section-several-matches", "resolve @x",
         added=count(3, "8086:10d3", "match = iface=enp4s0", "match = 07:00.0")),
    Case(NUMA, "section-lowest-node", "resolve @x",
         added=(*count("one", "class=storage", "pick = lowest-numa-distance"), FAR_DISK)),
    Case(NUMA, "section-first", "resolve @x",
         added=(*count("one", "class=storage", "pick = first"), FAR_DISK)),

    Case(DESKTOP, "section-names-to-complete", "completion sections", added=NICS),

    # Who names no section needs no configuration, except for the owner of what is bound.
    Case(DESKTOP, "config-not-needed-to-list", "list 04:00.0", added=BROKEN),
    Case(DESKTOP, "config-not-needed-to-release", "release 09:00.0", added=BROKEN),
    Case(DESKTOP, "config-not-needed-to-bind", "bind --owner=0:0 04:00.0", added=BROKEN),
    *both(DESKTOP, "config-needed-to-bind", "bind 04:00.0", USAGE, BROKEN),
    *both(DESKTOP, "config-broken", "resolve @x", USAGE, BROKEN),

    wrong("no-section", "match = 04:00.0"),
    wrong("odd-section", "[devices x]"),
    wrong("section-twice", *section("x"), "", *section("x")),
    wrong("key-twice", *section("x", "count = one", "count = one")),
    wrong("key-not-here", "[vfioprep]", "match = 04:00.0"),
    wrong("no-value", "[device x]", "match ="),
    wrong("no-key", "[device x]", "match 04:00.0"),
    wrong("count", *section("x", "count = many")),
    wrong("pick", *section("x", "pick = last")),
    wrong("match", *section("x", match="04:00.9")),
    wrong("match-section", *section("x", match="@y")),
    wrong("no-match", "[device x]", "count = one"),
    wrong("rule", *section("x", "override = group.whole")),
    wrong("driver", *section("x", "driver = e1000e")),
    wrong("long-line", *section("x", f"vm = {'a' * 200}")),
    wrong("carriage-return", "[device x]\\x0d", "match = 04:00.0"),
    Case(DESKTOP, "config-section-in-two-files", "resolve @x", USAGE, (
        lines(MAIN, *section("x")), lines(f"{DROP_IN}/x.conf", "", *section("x")))),
    Case(DESKTOP, "config-dangling", "resolve @x", USAGE, (f"{DROP_IN}/x.conf -> /srv/x",)),
    Case(DESKTOP, "config-unreadable", "resolve @x", USAGE, (f"{MAIN} -> vfioprep.conf",)),
    *both(DESKTOP, "config-owner-unknown", "bind 04:00.0", USAGE, (
        lines(MAIN, "[vfioprep]", "owner = no-such-user"),)),
    Case(DESKTOP, "config-open", "bind @x", USAGE, (
        lines(MAIN, *section("x", match="!driver=e1000e")),)),
    Case(DESKTOP, "config-open-to-look", "resolve @x", added=(
        lines(MAIN, *section("x", match="!class=bridge,!class=network")),)),

    # The command line wins over the section, the section over [vfioprep].
    *both(DESKTOP, "bind-section", "bind @nic", added=OWNED),
    Case(DESKTOP, "bind-section-and-other", "bind @nic 03:00.0", added=OWNED),
    Case(DESKTOP, "bind-section-default-owner", "bind @plain", added=OWNED),
    Case(DESKTOP, "bind-section-owner-told", "bind --owner=7:8 @nic", added=OWNED),
    Case(DESKTOP, "bind-section-driver", "bind @vf", added=OWNED),
    Case(DESKTOP, "bind-section-driver-told", "bind --driver=igb_vfio_pci @vf", added=OWNED),
    *both(DESKTOP, "bind-sections-differ", "bind @nic @other", USAGE, OWNED),
    Case(DESKTOP, "bind-sections-differ-owner-told", "bind --owner=7:8 @nic @other", added=OWNED),
    Case(DESKTOP, "bind-sections-drivers-differ", "bind @vf @vf-too", USAGE, OWNED),
    Case(DESKTOP, "bind-default-owner-held", "bind 09:00.0", added=OWNED),
    *both(DESKTOP, "bind-section-group", "bind @gpu", added=GPU),
    Case(DESKTOP, "bind-section-only", "bind @card", 3, added=GPU),
    Case(DESKTOP, "check-section-group", "check @gpu", added=GPU),
    Case(DESKTOP, "check-section-only", "check @card", 5, added=GPU),
    Case(DESKTOP, "bind-section-only-both", "bind @card 01:00.1", added=GPU),
    Case(DESKTOP, "bind-section-group-owners-differ", "bind @gpu @sound", USAGE, GPU),
    *both(DESKTOP, "bind-section-idle-keys", "bind @nic", added=IDLE),
    *both(DESKTOP, "bind-known-again", "bind @nic", added=KNOWN_AGAIN),
    *both(DESKTOP, "bind-another", "bind @nic", REFUSED, recorded("id = 8086:1533")),
    Case(DESKTOP, "bind-another-by-address", "bind 04:00.0", added=recorded("id = 8086:1533")),
    Case(DESKTOP, "bind-another-overridden", "bind --override=identity.mismatch @nic",
         added=recorded("id = 8086:1533")),
    Case(DESKTOP, "bind-moved", "bind @nic", REFUSED, recorded("path = pci0000:00/00:1c.0/00.0")),
    Case(DESKTOP, "bind-moved-and-followed", "bind @nic", added=recorded(
        "path = pci0000:00/00:1c.0/00.0", "on-move = follow")),
    Case(DESKTOP, "bind-another-mac", "bind @nic", REFUSED,
         (*recorded("mac = 00:00:5e:00:53:05"), *ADDRESSED)),
    Case(DESKTOP, "bind-mac-untold", "bind @nic", REFUSED, recorded("mac = 00:00:5e:00:53:04")),
    Case(DESKTOP, "bind-serial-untold", "bind @nic", REFUSED, recorded("serial = S1")),
    Case(DESKTOP, "check-another", "check @nic", 5, recorded("id = 8086:1533")),
    *both(DESKTOP, "release-section", "release @x", added=(
        lines(MAIN, *section("x", match="09:00.0")),)),
    Case(PLAIN, "bind-section", "bind --override=device.no-iommu-group @x", added=(
        lines(MAIN, *section("x", match="00:04.0")),)),
]
