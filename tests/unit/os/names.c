/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Below another root only that tree's list names anything. */
#include "os/names.h"

#include "support/tree.h"
#include "test.h"

#define LIST                                                    \
	"8086  A maker of things\\n\\t10d3  A gigabit thing\\n" \
	"C 02  A network controller\\n\\t00  An ethernet controller"

static struct device nic(uint32_t model)
{
	return (struct device){ .vendor = { KNOWN, 0x8086 },
		                .device = { KNOWN, model },
		                .class = { KNOWN, 0x020000 } };
}

static void come_from_the_tree(void)
{
	static const char *const trees[] = { "usr/share/misc/pci.ids = " LIST "\n",
		                             "usr/share/hwdata/pci.ids = " LIST "\n" };

	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
		_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(trees[i]);
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		_cleanup_(names_freep) struct names *names = names_open(&fixture->root);
		struct device device = nic(0x10d3);

		NOTE("%s", trees[i]);
		CHECK_INT(names_of(names, arena, &device), 0);
		CHECK_TEXT(device.vendor_name.value, "A maker of things");
		CHECK_TEXT(device.device_name.value, "A gigabit thing");
		CHECK_TEXT(device.class_name.value, "An ethernet controller");
	}
}

static void are_absent_when_not_listed(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture =
		fixture_new("usr/share/misc/pci.ids = " LIST "\n");
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(names_freep) struct names *names = names_open(&fixture->root);
	struct device device = nic(0xffff);

	CHECK_INT(names_of(names, arena, &device), 0);
	CHECK_INT(device.vendor_name.known, KNOWN);
	CHECK_INT(device.device_name.known, ABSENT);
}

/* What is like the one before it shares its names; what differs in anything does not. */
static void are_shared_by_their_like_only(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture =
		fixture_new("usr/share/misc/pci.ids = " LIST "\n");
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(names_freep) struct names *names = names_open(&fixture->root);
	struct device first = nic(0x10d3), like = nic(0x10d3), other = nic(0xffff),
		      bare = nic(0x10d3), unread = nic(0x10d3);

	bare.class.value = 0x030000;
	unread.device.known = UNKNOWN;
	CHECK_INT(names_of(names, arena, &first), 0);
	CHECK_INT(names_of(names, arena, &like), 0);
	CHECK(like.device_name.value == first.device_name.value);
	CHECK_INT(names_of(names, arena, &other), 0);
	CHECK_INT(other.device_name.known, ABSENT);
	CHECK_INT(names_of(names, arena, &bare), 0);
	CHECK_TEXT(bare.device_name.value, "A gigabit thing");
	CHECK_INT(bare.class_name.known, ABSENT);
	CHECK_INT(names_of(names, arena, &unread), 0);
	CHECK(unread.device_name.known != KNOWN);
}

static void do_not_leak_from_this_machine(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new("etc/\n");
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(names_freep) struct names *names = names_open(&fixture->root);
	struct device device = nic(0x10d3);

	CHECK_INT(names_of(names, arena, &device), 0);
	CHECK_INT(device.vendor_name.known, ABSENT);
	CHECK_INT(device.device_name.known, ABSENT);
	CHECK_INT(device.class_name.known, ABSENT);
}

static void are_not_asked_for_unknown_ids(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new("etc/\n");
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(names_freep) struct names *names = names_open(&fixture->root);
	struct device device = { .vendor = { UNKNOWN, 0 } };

	CHECK_INT(names_of(names, arena, &device), 0);
	CHECK_INT(device.vendor_name.known, NOT_ASKED);
	names_free(NULL);
}

TESTS(TEST(come_from_the_tree), TEST(are_absent_when_not_listed),
      TEST(are_shared_by_their_like_only), TEST(do_not_leak_from_this_machine),
      TEST(are_not_asked_for_unknown_ids))
