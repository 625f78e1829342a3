/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Selectors: what they match, and what is none. */
#include "model/selector.h"

#include <errno.h>

#include "support/refusal.h"
#include "test.h"

static const struct selector *parse(struct arena *arena, const char *text)
{
	const struct selector *selector = NULL;
	struct fault f = { 0 };

	CHECK_INT(selector_parse(arena, text, &selector, &f), 0);
	return selector;
}

static void matches_its_address_only(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const struct selector *selector = parse(arena, "01:00.1");
	struct device device = { .address = { .bus = 1, .function = 1 } };

	CHECK_TEXT(selector->text, "01:00.1");
	CHECK(selector_matches(selector, &device));
	device.address.domain = 1;
	CHECK(!selector_matches(selector, &device));
	device.address = (struct bdf){ .bus = 1 };
	CHECK(!selector_matches(selector, &device));
}

static void joins_several_by_or(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct selector second = *parse(arena, "02:00.0");
	struct selector first = *parse(arena, "01:00.0");
	struct device device = { .address = { .bus = 2 } };

	first.next = &second;
	CHECK(selector_any(&first, &device));
	device.address.bus = 3;
	CHECK(!selector_any(&first, &device));
	CHECK(selector_any(NULL, &device));
	CHECK_INT(selector_facts(&first), 0);
	CHECK_INT(selector_facts(NULL), 0);
}

static void refuses_what_names_nothing(void)
{
	static const struct refusal rows[] = {
		{ "eth0", NULL },      { "/sys", NULL },
		{ "--all", NULL },     { "01:00.8", NULL },
		{ "-1:00.0", NULL },   { "01:20.0", NULL },
		{ "0x01:00.0", NULL }, { "123456789:01:00.0", NULL },
	};

	refuse_each(rows, sizeof(rows) / sizeof(rows[0]), refused_selector);
}

TESTS(TEST(matches_its_address_only), TEST(joins_several_by_or),
      TEST(refuses_what_names_nothing))
