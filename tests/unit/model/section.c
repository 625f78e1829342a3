/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which devices a section means: how many, which of them, and the selector @NAME. */
#include "model/section.h"

#include <errno.h>
#include <string.h>

#include "model/fact.h"
#include "support/refusal.h"
#include "test.h"

/* Three NICs on nodes 1, 0 and none, a disk, and one whose ids could not be read. */
static struct host *make_host(void)
{
	static const struct device devices[] = {
		{ .address = { .bus = 1 },
		  .class = { KNOWN, 0x020000 },
		  .numa_node = { KNOWN, 1 } },
		{ .address = { .bus = 2 },
		  .class = { KNOWN, 0x020000 },
		  .numa_node = { KNOWN, 0 } },
		{ .address = { .bus = 3 },
		  .class = { KNOWN, 0x020000 },
		  .numa_node = { ABSENT, 0 } },
		{ .address = { .bus = 4 }, .class = { KNOWN, 0x010802 } },
		{ .address = { .bus = 5 }, .class = { UNKNOWN, 0 } },
	};
	struct host *host = host_new();

	host->n_devices = sizeof(devices) / sizeof(devices[0]);
	host->devices = arena_array(host->arena, host->n_devices, sizeof(*host->devices));
	for (size_t i = 0; i < host->n_devices; i++) {
		host->devices[i] = arena_alloc(host->arena, sizeof(struct device));
		*host->devices[i] = devices[i];
	}
	return host;
}

/* A configuration with [device x] of these values; NULL: the key does not stand there. */
static struct config *make_config(struct arena *arena, const char *match,
                                  const char *count, const char *pick)
{
	const char *const keys[][2] = { { "match", match },
		                        { "count", count },
		                        { "pick", pick } };
	struct config *config = arena_alloc(arena, sizeof(*config));
	struct config_entry line = { "device x", NULL, NULL, "etc/c.conf", 1 };

	config->arena = arena;
	CHECK_INT(config_open(config, &line, NULL), 0);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		line.key = keys[i][0];
		line.value = keys[i][1];
		if (line.value)
			CHECK_INT(config_set(config, &line, NULL), 0);
	}
	return config;
}

/* The buses of the members, as digits. */
static const char *members(struct arena *arena, const struct section *section)
{
	const char *text = "";

	for (size_t i = 0; i < section->n_members; i++)
		text = arena_printf(arena, "%s%x", text,
		                    section->members[i]->address.bus);
	return text;
}

static void counts_and_picks(void)
{
	static const struct {
		const char *match, *count, *pick;
		int answer;
		const char *members;
	} rows[] = {
		{ "0000:0[1-3]:00.0", NULL, NULL, 0, "123" },
		{ "0000:0[1-3]:00.0", "all", NULL, 0, "123" },
		{ "0000:0[1-3]:00.0", "at-least-one", NULL, 0, "123" },
		{ "0000:0[1-3]:00.0", "3", NULL, 0, "123" },
		{ "0000:0[1-3]:00.0", "2", NULL, -ENOTUNIQ, "" },
		{ "0000:0[1-3]:00.0", "4", NULL, -ENODEV, "" },
		{ "0000:0[1-3]:00.0", "one", NULL, -ENOTUNIQ, "" },
		{ "0000:0[1-3]:00.0", "one", "first", 0, "1" },
		{ "0000:0[1-3]:00.0", "one", "lowest-numa-distance", 0, "2" },
		{ "0000:0[1-3]:00.0", "2", "first", 0, "12" },
		{ "0000:0[1-3]:00.0", "2", "lowest-numa-distance", 0, "12" },
		{ "0000:0[23]:00.0", "one", "lowest-numa-distance", 0, "2" },
		{ "0000:0[1-3]:00.0", "4", "first", -ENODEV, "" },
		{ "0000:0[1-3]:00.0", "all", "first", 0, "1" },
		{ "0000:0[1-3]:00.0", "at-least-one", "lowest-numa-distance", 0, "2" },
		{ "03:00.0", "one", "lowest-numa-distance", 0, "3" },
		{ "09:00.0", NULL, NULL, -ENODEV, "" },
		{ "09:00.0", "at-least-one", NULL, -ENODEV, "" },
		{ "09:00.0", "one", "first", -ENODEV, "" },
		/* 05:00.0 may be a disk too. */
		{ "class=storage", NULL, NULL, 0, "4" },
		{ "class=storage", "one", NULL, -ENOTUNIQ, "" },
		{ "class=storage", "one", "first", 0, "4" },
	};
	_cleanup_(host_freep) struct host *host = make_host();

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct config *config = make_config(arena, rows[i].match, rows[i].count,
		                                    rows[i].pick);
		struct section *section = config_find(config, "x");
		struct fault f = { 0 };

		NOTE("row %zu", i);
		CHECK_INT(section_settle(section, arena, host, &f), rows[i].answer);
		CHECK_TEXT(members(arena, section), rows[i].members);
		CHECK_INT(f.error, rows[i].answer);
		CHECK(!f.error || strstr(f.text, "@x (/etc/c.conf:1)"));
	}
}

static void names_what_matched(void)
{
	_cleanup_(host_freep) struct host *host = make_host();
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct config *config = make_config(arena, "0000:0[1-3]:00.0", "one", NULL);
	struct fault f = { 0 };

	CHECK_INT(section_settle(config_find(config, "x"), arena, host, &f), -ENOTUNIQ);
	CHECK_TEXT(f.text, "@x (/etc/c.conf:1) wants 1 and matches 3: "
	                   "0000:01:00.0, 0000:02:00.0, 0000:03:00.0");
}

static void asks_for_the_facts_it_needs(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct config *config = make_config(arena, "class=storage", "one", "first");

	CHECK_INT(section_facts(config_find(config, "x")), FACT_IDS);
	config = make_config(arena, "01:00.0", "one", "lowest-numa-distance");
	CHECK_INT(section_facts(config_find(config, "x")), FACT_PLACE);
}

/* The buses that TEXT matches once it is linked and settled, as digits. */
static const char *matched(struct arena *arena, const struct host *host,
                           const struct config *config, const char *text)
{
	const struct selector *selector = NULL;
	const char *list = "";

	CHECK_INT(selector_parse(arena, text, &selector, NULL), 0);
	CHECK(selector_wants_config(selector));
	CHECK(!selector_matches(selector, host->devices[0]));
	CHECK_INT(selector_link(selector, config, NULL), 0);
	CHECK_INT(selector_settle(selector, arena, host, NULL), 0);
	for (size_t i = 0; i < host->n_devices; i++)
		if (selector_matches(selector, host->devices[i]))
			list = arena_printf(arena, "%s%x", list,
			                    host->devices[i]->address.bus);
	CHECK_TEXT(selector_print(arena, selector), text);
	return list;
}

static void is_a_condition_like_others(void)
{
	_cleanup_(host_freep) struct host *host = make_host();
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct config *config = make_config(arena, "class=network", "2", "first");
	const struct selector *selector;

	CHECK_TEXT(matched(arena, host, config, "@x"), "12");
	CHECK_TEXT(matched(arena, host, config, "@x,numa=0"), "2");
	/* Whether 05:00.0 is one cannot be told: it is neither in nor out. */
	CHECK_TEXT(matched(arena, host, config, "!@x"), "34");
	CHECK_TEXT(matched(arena, host, config, "class=network,!@x"), "3");

	CHECK_INT(selector_parse(arena, "@x,driver=a", &selector, NULL), 0);
	CHECK(!selector_is_open(selector));
	CHECK_INT(selector_facts(selector), FACT_DRIVER);
	CHECK_INT(selector_link(selector, config, NULL), 0);
	CHECK_INT(selector_facts(selector), FACT_DRIVER | FACT_IDS);
	CHECK_INT(selector_parse(arena, "!@x", &selector, NULL), 0);
	CHECK(selector_is_open(selector));
	CHECK_INT(selector_parse(arena, "01:00.0", &selector, NULL), 0);
	CHECK(!selector_wants_config(selector));
}

static void names_sections_there_are(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct config_text files[] = { { "etc/b.conf", 0, &files[1] },
		                       { "etc/a.conf", 0, NULL } };
	struct config *config = make_config(arena, "01:00.0", NULL, NULL);
	struct config empty = { .arena = arena };
	struct fault f = { 0 }, g = { 0 };
	const struct selector *selector;

	config->files = files;
	CHECK_INT(selector_parse(arena, "@y", &selector, NULL), 0);
	CHECK_INT(selector_link(selector, config, &f), -EINVAL);
	CHECK_TEXT(f.text, "'@y': there is no [device y] in /etc/a.conf, /etc/b.conf");
	CHECK_TEXT(f.remedy, "use one of the sections there are: @x");
	CHECK_INT(selector_link(selector, &empty, &g), -EINVAL);
	CHECK(strstr(g.text, "no file was found"));
}

#define NAMELESS "no name of a section"

static void refuses_what_is_no_name(void)
{
	static const struct refusal rows[] = {
		{ "@", NAMELESS },    { "@a*", NAMELESS },       { "@.a", NAMELESS },
		{ "@a b", NAMELESS }, { "@a=b", NAMELESS },      { "!@", NAMELESS },
		{ "@a/b", NAMELESS }, { "@a:b", NAMELESS },      { "@@a", NAMELESS },
		{ "@[a]", NAMELESS }, { "@\xc3\xa4", NAMELESS }, { "@a,@", NAMELESS },
		{ "@a!b", NAMELESS },
	};

	refuse_each(rows, sizeof(rows) / sizeof(rows[0]), refused_selector);
}

TESTS(TEST(counts_and_picks), TEST(names_what_matched), TEST(asks_for_the_facts_it_needs),
      TEST(is_a_condition_like_others), TEST(names_sections_there_are),
      TEST(refuses_what_is_no_name))
