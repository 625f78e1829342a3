/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From words to devices: what is chosen, what goes along, and what stands above. */
#include "cmd/choose.h"

#include <errno.h>
#include <string.h>

#include "test.h"

/* Two NICs of one group behind a bridge, and one alone. */
struct machine {
	struct device bridge, first, second, alone;
	struct device *list[4];
	struct iommu_group group;
	struct host host;
};

static void machine_init(struct machine *m)
{
	*m = (struct machine){
		.bridge = { .address = { .bus = 1 }, .class = { KNOWN, 0x60400 } },
		.first = { .address = { .bus = 2 }, .class = { KNOWN, 0x20000 } },
		.second = { .address = { .bus = 2, .slot = 1 },
		            .class = { KNOWN, 0x20000 } },
		.alone = { .address = { .bus = 3 }, .class = { KNOWN, 0x20000 } },
	};
	m->list[0] = &m->bridge;
	m->list[1] = &m->first;
	m->list[2] = &m->second;
	m->list[3] = &m->alone;
	m->bridge.next_in_group = &m->first;
	m->first.next_in_group = &m->second;
	m->group.first = &m->bridge;
	m->bridge.group = m->first.group = m->second.group = &m->group;
	m->first.parent = m->second.parent = &m->bridge;
	m->host = (struct host){ .devices = m->list, .n_devices = 4 };
}

static int choose(struct arena *arena, const struct machine *m, char **words, size_t n,
                  struct choice *ret, struct fault *f)
{
	struct settings settings = { .args = words, .n_args = n };
	const struct selector *selectors = NULL;

	CHECK_INT(choose_parse(arena, &settings, &selectors, f), 0);
	return choose_devices(arena, &m->host, selectors, ret, f);
}

static void every_word_must_find_one(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	char first[] = "02:00.0", missing[] = "09:00.0", alone[] = "03:00.0";
	char *words[] = { alone, first, missing };
	struct choice choice = { 0 };
	struct fault f = { 0 };
	struct machine m;

	machine_init(&m);
	CHECK_INT(choose(arena, &m, words, 2, &choice, &f), 0);
	CHECK_INT(choice.n, 2);
	/* By address, not as they were written. */
	CHECK(choice.devices[0] == &m.first && choice.devices[1] == &m.alone);
	CHECK_INT(choose(arena, &m, words, 3, &choice, &f), -ENODEV);
	CHECK(strstr(f.text, "09:00.0"));
	f = (struct fault){ 0 };
	CHECK_INT(choose(arena, &m, words, 0, &choice, &f), 0);
	CHECK_INT(choice.n, 4);
}

static void bridges_stay_when_the_group_goes(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	char first[] = "02:00.0", *words[] = { first };
	struct choice choice = { 0 }, more = { 0 };
	struct machine m;

	machine_init(&m);
	CHECK_INT(choose(arena, &m, words, 1, &choice, NULL), 0);
	CHECK_INT(choose_concerned(arena, &m.host, &choice, &more), 0);
	CHECK_INT(more.n, 3);
	CHECK_INT(choose_above(arena, &m.host, &choice, &more), 0);
	CHECK_INT(more.n, 1);
	CHECK(more.devices[0] == &m.bridge);
	CHECK_INT(choose_groups(arena, &m.host, &choice), 0);
	CHECK_INT(choice.n, 2);
	CHECK(choice.devices[0] == &m.first && choice.devices[1] == &m.second);
}

static void what_vmd_made_goes_by_itself(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	char bridge[] = "01:00.0", second[] = "02:01.0", *words[] = { bridge, second };
	struct choice choice = { 0 }, beside = { 0 };
	struct machine m;

	machine_init(&m);
	/* The bridge as VMD's controller, the NICs on a root bus of its own. */
	m.first.parent = m.second.parent = NULL;
	m.first.bus_maker = m.second.bus_maker = &m.bridge;
	CHECK_INT(choose(arena, &m, words, 1, &choice, NULL), 0);
	CHECK_INT(choose_groups(arena, &m.host, &choice), 0);
	CHECK_INT(choice.n, 1);
	CHECK_INT(choose(arena, &m, words + 1, 1, &choice, NULL), 0);
	CHECK_INT(choose_neighbours(arena, &m.host, &choice, &beside), 0);
	CHECK_INT(beside.n, 2);
	CHECK(beside.devices[0] == &m.bridge && beside.devices[1] == &m.second);
}

static void neighbours_share_a_slot_or_a_physical_function(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	char first[] = "02:00.0", alone[] = "03:00.0", *words[] = { first, alone };
	struct choice choice = { 0 }, beside = { 0 };
	struct machine m;

	machine_init(&m);
	m.second.address = (struct bdf){ .bus = 2, .function = 7 };
	m.alone.physfn = (struct text){ KNOWN, "0000:01:00.0" };
	CHECK_INT(choose(arena, &m, words, 1, &choice, NULL), 0);
	CHECK_INT(choose_neighbours(arena, &m.host, &choice, &beside), 0);
	CHECK_INT(beside.n, 2);
	CHECK(beside.devices[0] == &m.first && beside.devices[1] == &m.second);
	CHECK_INT(choose(arena, &m, words + 1, 1, &choice, NULL), 0);
	CHECK_INT(choose_neighbours(arena, &m.host, &choice, &beside), 0);
	CHECK_INT(beside.n, 2);
	CHECK(beside.devices[0] == &m.bridge && beside.devices[1] == &m.alone);
}

TESTS(TEST(what_vmd_made_goes_by_itself),
      TEST(neighbours_share_a_slot_or_a_physical_function),
      TEST(every_word_must_find_one), TEST(bridges_stay_when_the_group_goes))
