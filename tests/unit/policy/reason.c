/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each reason for a group, and where there is none to give. */
#include "policy/reason.h"

#include "model/capability.h"
#include "test.h"

#define ON  .acs = KNOWN, .acs_capability = 0x1f, .acs_control = 0x1d
#define OFF .acs = KNOWN, .acs_capability = 0x1f

/* clang-format off */
static struct capabilities
	root_plain  = { .express = KNOWN, .port = PORT_ROOT, .acs = ABSENT },
	root_on     = { .express = KNOWN, .port = PORT_ROOT, ON },
	root_off    = { .express = KNOWN, .port = PORT_ROOT, OFF },
	root_bare   = { .express = KNOWN, .port = PORT_ROOT, .acs = KNOWN },
	upstream    = { .express = KNOWN, .port = PORT_UPSTREAM, .acs = ABSENT },
	to_pci      = { .express = KNOWN, .port = PORT_TO_PCI, .acs = ABSENT },
	old_bridge  = { .express = ABSENT, .acs = ABSENT },
	one         = { .express = KNOWN, .acs = ABSENT },
	several     = { .express = KNOWN, .acs = ABSENT, .multifunction = true },
	several_on  = { .express = KNOWN, .multifunction = true, ON },
	unreached   = { .express = KNOWN, .port = PORT_ROOT, .acs = UNKNOWN },
	dark        = { .express = UNKNOWN, .acs = UNKNOWN };

/* A port, perhaps with a switch below it, and two functions behind; and who is in. */
static const struct {
	const char *name;
	struct capabilities *port, *middle, *first, *second; /* NULL: there is none */
	bool holds_port; /* port and middle are in the group */
	unsigned second_slot, second_function;
	const char *reason;
} rows[] = {
	{ "port without ACS", &root_plain, NULL, &one, NULL, true, 0, 0,
	  "the port 0000:00:01.0 has no ACS: all below it share its group" },
	{ "ACS off", &root_off, NULL, &one, NULL, true, 0, 0,
	  "the port 0000:00:01.0 has ACS switched off: all below it share its group" },
	{ "what ACS leaves out counts as on", &root_bare, NULL, &one, NULL, true, 0, 0, NULL },
	{ "the highest port", &root_plain, &upstream, &one, NULL, true, 0, 0,
	  "the port 0000:00:01.0 has no ACS: all below it share its group" },
	{ "port not readable", &dark, NULL, &one, NULL, true, 0, 0,
	  "needs root: the capabilities of 0000:00:01.0 lie beyond what others may read" },
	{ "port not reached", &unreached, NULL, &one, NULL, true, 0, 0,
	  "not known: the extended configuration space of 0000:00:01.0 cannot be reached" },
	{ "conventional", &to_pci, NULL, &one, &one, false, 1, 0,
	  "conventional PCI behind the bridge 0000:00:01.0: its requests bear one address" },
	{ "conventional on the root bus", &old_bridge, NULL, &old_bridge, NULL, true, 0, 0,
	  "conventional PCI behind the bridge 0000:00:01.0: its requests bear one address" },
	{ "functions of one", &root_on, NULL, &several, &several, false, 0, 1,
	  "functions of one device, which has no ACS between them" },
	{ "the bit is missing in one", &root_on, NULL, &several, &one, false, 0, 1,
	  "functions of one device, which has no ACS between them" },
	{ "functions not readable", &root_on, NULL, &dark, &dark, false, 0, 1,
	  "needs root: the capabilities of 0000:02:00.0 lie beyond what others may read" },
	{ "functions kept apart", &root_on, NULL, &several_on, &several_on, false, 0, 1, NULL },
	{ "slots that nothing joins", &root_on, NULL, &one, &one, false, 1, 0, NULL },
	{ "alone", &root_on, NULL, &one, NULL, false, 0, 0, NULL },
	{ "alone below a switch", &root_on, &upstream, &one, NULL, false, 0, 0, NULL },
	{ "alone, not readable", &dark, NULL, &one, NULL, false, 0, 0, NULL },
	{ "alone by a quirk", &root_plain, NULL, &one, NULL, false, 0, 0,
	  "kept apart by a kernel quirk: the port 0000:00:01.0 has no ACS" },
	{ "by a quirk further up", &root_plain, &upstream, &one, NULL, false, 0, 0,
	  "kept apart by a kernel quirk: the port 0000:00:01.0 has no ACS" },
	{ "alone, ACS off", &root_off, NULL, &one, NULL, false, 0, 0,
	  "kept apart by a kernel quirk: the port 0000:00:01.0 has ACS switched off" },
};
/* clang-format on */

/* Another group that the ports are in when they are not in ours. */
struct scene {
	struct arena *arena;
	struct iommu_group group, other;
	struct device port, middle, first, second;
	struct device *all[4];
	struct host host;
};

static void set_up(struct scene *s)
{
	*s = (struct scene){
		.arena = arena_new(),
		.group = { .id = 7 },
		.other = { .id = 1 },
		.port = { .address = { .slot = 1 } },
		.middle = { .address = { .bus = 1 }, .parent = &s->port },
		.first = { .address = { .bus = 2 }, .parent = &s->port },
		.second = { .address = { .bus = 2 }, .parent = &s->port },
		.all = { &s->port, &s->middle, &s->first, &s->second },
		.host = { .devices = s->all, .n_devices = 4 },
	};
	CHECK(s->arena);
}

static void join(struct iommu_group *group, struct device *device)
{
	struct device **end = &group->first;

	while (*end)
		end = &(*end)->next_in_group;
	*end = device;
	device->group = group;
	device->group_id = (struct number){ KNOWN, group->id };
}

static void are_told_of_each_group(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct iommu_group *above;
		struct scene s;

		NOTE("%s", rows[i].name);
		set_up(&s);
		above = rows[i].holds_port ? &s.group : &s.other;
		s.port.capabilities = rows[i].port;
		join(above, &s.port);
		if (rows[i].middle) {
			s.middle.capabilities = rows[i].middle;
			s.first.parent = &s.middle;
			join(above, &s.middle);
		}
		s.first.capabilities = rows[i].first;
		join(&s.group, &s.first);
		if (rows[i].second) {
			s.second.capabilities = rows[i].second;
			s.second.address.slot = (uint8_t)rows[i].second_slot;
			s.second.address.function = (uint8_t)rows[i].second_function;
			join(&s.group, &s.second);
		}
		CHECK_TEXT(group_reason(s.arena, &s.host, &s.group), rows[i].reason);
		arena_free(s.arena);
	}
}

static void name_vmd(void)
{
	struct scene s;

	set_up(&s);
	s.second.address.domain = 0x10000;
	s.second.parent = &s.first;
	join(&s.group, &s.first);
	join(&s.group, &s.second);
	CHECK_TEXT(group_reason(s.arena, &s.host, &s.group),
	           "what is below the VMD controller 0000:02:00.0 bears its address");
	arena_free(s.arena);
}

/* Asleep or unreadable is not a question of privilege. */
static void say_what_was_not_read(void)
{
	const struct unknown why = { .member = "capabilities", .error = "Host is down" };
	struct scene s;

	set_up(&s);
	join(&s.group, &s.port);
	join(&s.group, &s.first);
	CHECK_TEXT(group_reason(s.arena, &s.host, &s.group),
	           "not known: the capabilities of 0000:00:01.0 were not read");
	s.port.unknown = &why;
	CHECK_TEXT(group_reason(s.arena, &s.host, &s.group),
	           "not known: the capabilities of 0000:00:01.0: Host is down");
	arena_free(s.arena);
}

static void know_functions_that_a_quirk_parts(void)
{
	static const struct {
		struct capabilities *mine, *beside;
		bool is_quirk;
	} sides[] = {
		{ &several, &several, true },     { &several, &several_on, false },
		{ &several_on, &several, false }, { &several, NULL, false },
		{ &several, &dark, false },
	};

	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
		struct scene s;

		NOTE("row %zu", i);
		set_up(&s);
		s.first.parent = s.second.parent = NULL;
		s.second.address.function = 4;
		s.first.capabilities = sides[i].beside;
		s.second.capabilities = sides[i].mine;
		join(&s.other, &s.first);
		join(&s.group, &s.second);
		CHECK_TEXT(group_reason(s.arena, &s.host, &s.group),
		           sides[i].is_quirk ? "kept apart by a kernel quirk: "
		                               "0000:02:00.4 has no ACS"
		                             : NULL);
		arena_free(s.arena);
	}
}

static void are_none_for_what_is_no_pci(void)
{
	const struct member other = { .name = "axi:gpu" };
	struct scene s;

	set_up(&s);
	CHECK_TEXT(group_reason(s.arena, &s.host, &s.group), NULL);
	s.group.others = &other;
	CHECK_TEXT(group_reason(s.arena, &s.host, &s.group), NULL);
	s.first.parent = NULL;
	join(&s.group, &s.first);
	CHECK_TEXT(group_reason(s.arena, &s.host, &s.group), NULL);
	arena_free(s.arena);
}

TESTS(TEST(are_told_of_each_group), TEST(name_vmd), TEST(say_what_was_not_read),
      TEST(know_functions_that_a_quirk_parts), TEST(are_none_for_what_is_no_pci))
