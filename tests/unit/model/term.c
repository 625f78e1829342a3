/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The grammar of selectors: what is read, what is refused and where, what prints parses
 * back. */
#include <errno.h>
#include <string.h>

#include "model/fact.h"
#include "model/selector.h"
#include "support/refusal.h"
#include "test.h"

static const struct selector *parse(struct arena *arena, const char *text)
{
	const struct selector *selector = NULL;
	struct fault f = { 0 };

	CHECK_INT(selector_parse(arena, text, &selector, &f), 0);
	return selector;
}

static struct number known(uint32_t value)
{
	return (struct number){ KNOWN, value };
}

/* 0000:03:00.1, a NIC with everything that a term can ask for. */
static struct device nic(void)
{
	static const struct attachment port = { ATTACHED_USB_PORT, "3-1.2", NULL };
	static const struct attachment usb = { ATTACHED_USB, "1a86:7523", &port };
	static const struct attachment serial = { ATTACHED_SERIAL, "S1", &usb };
	static const struct attachment slot = { ATTACHED_SLOT, "3", &serial };
	static const struct attachment card = { ATTACHED_DRM, "card1", &slot };
	static const struct attachment disk = { ATTACHED_BLOCK, "nvme0n1", &card };
	static const struct attachment net = { ATTACHED_NET, "eth0", &disk };

	return (struct device){
		.address = { .bus = 3, .function = 1 },
		.vendor = known(0x8086),
		.device = known(0x10d3),
		.subsystem_vendor = known(0x8086),
		.subsystem_device = known(0xa01f),
		.class = known(0x020000),
		.driver = { KNOWN, "e1000e" },
		.group_id = known(12),
		.numa_node = known(1),
		.physfn = { KNOWN, "0000:03:00.0" },
		.attachments = &net,
		.attachments_known = KNOWN,
	};
}

static void matches_by_every_kind(void)
{
	static const char *const rows[] = {
		"03:00.1",         "0000:03:00.1",
		"03:00",           "0000:03:00.?",
		"0000:0[1-3]:*.1", "*:03:00.1",
		"8086:10d3",       "8086:10D3",
		"8086:*",          "*:*:8086:a01f",
		"80[0-9]6:10d?",   "class=network",
		"class=02",        "class=0200",
		"class=020000",    "group=12",
		"driver=e1000*",   "numa=1",
		"iface=eth?",      "block=nvme0n1",
		"drm=card1",       "slot=3",
		"serial=S1",       "usb=1a86:7523",
		"usb=1a86:*",      "usb-port=3-1.2",
		"vf-of=03:00.0",   "*",
		"!group=13",       "8086:*,class=network,numa=1",
	};
	const struct device device = nic();

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();

		NOTE("'%s'", rows[i]);
		CHECK(selector_matches(parse(arena, rows[i]), &device));
	}
}

static void passes_over_what_is_another(void)
{
	static const char *const rows[] = {
		"03:00.0",     "10000:03:00.1", "04:00",          "8086:10d4",
		"8086:*:8087", "class=display", "class=0280",     "group=1",
		"driver=e100", "numa=0",        "iface=eth",      "!driver=e1000e",
		"usb=1a86:1",  "vf-of=04:00.0", "8086:*,group=1",
	};
	const struct device device = nic();

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		const struct selector *selector = NULL;

		NOTE("'%s'", rows[i]);
		if (selector_parse(arena, rows[i], &selector, NULL) == 0)
			CHECK(!selector_matches(selector, &device));
	}
}

/* Neither a condition nor its negation holds of what nobody knows. */
static void unknown_matches_nothing(void)
{
	static const char *const rows[] = { "driver=e1000e", "group=12",
		                            "class=network", "8086:10d3",
		                            "iface=eth0",    "numa=1",
		                            "vf-of=03:00.0" };
	const struct device device = { .address = { .bus = 3 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();

		NOTE("'%s'", rows[i]);
		CHECK(!selector_matches(parse(arena, rows[i]), &device));
		CHECK(!selector_matches(parse(arena, arena_printf(arena, "!%s", rows[i])),
		                        &device));
	}
}

static void what_prints_parses_back(void)
{
	static const struct {
		const char *text, *printed;
	} rows[] = {
		{ "03:00.1", "0000:03:00.1" },
		{ "00010000:E1:00.0", "10000:e1:00.0" },
		{ "03:00", "03:00" },
		{ "0000:0[1-3]:00.?", "0000:0[1-3]:00.?" },
		{ "10DE:*", "10de:*" },
		{ "8086:1521:8086:*", "8086:1521:8086:*" },
		{ "class=NETWORK", "class=network" },
		{ "class=02", "class=network" },
		{ "class=0300", "class=0300" },
		{ "class=ff", "class=ff" },
		{ "group=012", "group=12" },
		{ "usb=1A86:7523", "usb=1a86:7523" },
		{ "vf-of=03:00.0", "vf-of=0000:03:00.0" },
		{ "!driver=vfio-pci,*", "!driver=vfio-pci,*" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		const char *printed;

		NOTE("'%s'", rows[i].text);
		printed = selector_print(arena, parse(arena, rows[i].text));
		CHECK_TEXT(printed, rows[i].printed);
		CHECK_TEXT(selector_print(arena, parse(arena, printed)), printed);
	}
}

static void refuses_and_shows_where(void)
{
	static const struct refusal rows[] = {
		{ "-1:00.0", "character 1: '-1'" },
		{ "01:20.0", "character 4: '20'" },
		{ "01:00.8", "character 7: '8'" },
		{ "01:00.", "character 7" },
		{ "1:00.0", "character 1: '1'" },
		{ "01:00:00.0", "character 1: '01'" },
		{ "10de:", "character 6" },
		{ ":10de", "character 1" },
		{ "10de", "character 1: '10de'" },
		{ "10d:1234", "character 1: '10d'" },
		{ "10de:1234:1:2", "character 11: '1'" },
		{ "1:2:3:4:5", "character 1" },
		{ "[", "character 1" },
		{ "[]:00.0", "character 1: '['" },
		{ "0000:0]:00.0", "character 6: '0]'" },
		{ "0[g-z]:00.0", "character 2" },
		{ "1?2:0000", "character 1: '1?2'" },
		{ "**:**", "read as a slot and as ids" },
		{ "class=", "character 7" },
		{ "class=cake", "character 7: 'cake'" },
		{ "class=020", "character 7: '020'" },
		{ "group=-1", "character 7: '-1'" },
		{ "group=0x1", "character 7" },
		{ "group=99999999999", "character 7" },
		{ "numa=", "character 6" },
		{ "color=red", "character 1: 'color'" },
		{ "=1", "character 1" },
		{ "usb=1a86", "character 5: '1a86'" },
		{ "vf-of=eth0", "character 7: 'eth0'" },
		{ "driver=[", "character 8: '['" },
		{ "01:00.0,", "character 9" },
		{ ",01:00.0", "character 1" },
		{ "!", "character 2" },
		{ "!!group=1", "character 2" },
		{ "01:00.0 ", "character 7: '0 '" },
	};

	refuse_each(rows, sizeof(rows) / sizeof(rows[0]), refused_selector);
}

/* No other character may stand in any place of an address. */
static void an_address_has_its_alphabet(void)
{
	static const char address[] = "0000:01:00.0",
			  allowed[] = "0123456789abcdefABCDEF?*";

	for (size_t at = 0; at < sizeof(address) - 1; at++)
		for (int c = 1; c < 256; c++) {
			_cleanup_(arena_freep) struct arena *arena = arena_new();
			const struct selector *selector = NULL;
			char text[sizeof(address)];

			memcpy(text, address, sizeof(text));
			text[at] = (char)c;
			if (c == address[at] || strchr(allowed, c) || strchr(",!=", c))
				continue;
			NOTE("'%s', character %d is %d", text, (int)at, c);
			CHECK_INT(selector_parse(arena, text, &selector, NULL), -EINVAL);
		}
}

static void knows_what_leaves_the_choice_open(void)
{
	static const struct {
		const char *text;
		bool open;
	} rows[] = {
		{ "*", true },
		{ "!driver=vfio-pci", true },
		{ "*,!group=1", true },
		{ "*:*", true },
		{ "*:*.*", true },
		{ "10de:*", false },
		{ "*,group=1", false },
		{ "01:*.*", false },
		{ "class=display", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();

		NOTE("'%s'", rows[i].text);
		CHECK_INT(selector_is_open(parse(arena, rows[i].text)), rows[i].open);
	}
}

static void asks_for_the_facts_it_needs(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();

	CHECK_INT(selector_facts(parse(arena, "8086:10d3")), FACT_IDS);
	CHECK_INT(selector_facts(parse(arena, "8086:*:8086:*")), FACT_IDS | FACT_DETAIL);
	CHECK_INT(selector_facts(parse(arena, "group=1,driver=x")),
	          FACT_GROUP | FACT_DRIVER);
	CHECK_INT(selector_facts(parse(arena, "iface=eth0")), FACT_ATTACHED);
}

TESTS(TEST(matches_by_every_kind), TEST(passes_over_what_is_another),
      TEST(unknown_matches_nothing), TEST(what_prints_parses_back),
      TEST(refuses_and_shows_where), TEST(an_address_has_its_alphabet),
      TEST(knows_what_leaves_the_choice_open), TEST(asks_for_the_facts_it_needs))
