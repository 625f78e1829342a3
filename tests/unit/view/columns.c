/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each column says what is known, and nothing where nothing is. */
#include "view/columns.h"

#include <string.h>

#include "test.h"

static void are_found_whatever_their_case(void)
{
	for (size_t i = 0; i < n_columns; i++)
		if (columns[i].title)
			CHECK(column_find(columns[i].title) == &columns[i]);
	CHECK(column_find("address") == column_find("ADDRESS"));
	CHECK(!column_find("ADDR"));
	CHECK(!column_find(""));
	for (size_t i = 0; default_columns[i]; i++)
		CHECK(column_find(default_columns[i]));
}

static void have_names_of_their_own(void)
{
	for (size_t i = 0; i < n_columns; i++) {
		CHECK(columns[i].title || columns[i].member);
		CHECK(columns[i].help);
		for (size_t j = 0; j < i; j++) {
			NOTE("%zu and %zu", i, j);
			CHECK(!columns[i].member || !columns[j].member ||
			      strcmp(columns[i].member, columns[j].member) != 0);
			CHECK(!columns[i].title || !columns[j].title ||
			      strcmp(columns[i].title, columns[j].title) != 0);
		}
	}
}

static void say_nothing_of_nothing(void)
{
	const struct device device = { 0 };

	for (size_t i = 0; i < n_columns; i++) {
		struct cell cell = { 0 };

		NOTE("%s", columns[i].title);
		columns[i].value(&device, &cell);
		CHECK(cell.kind == CELL_NULL || cell.kind == CELL_BOOL ||
		      strcmp(columns[i].title, "ADDRESS") == 0);
	}
}

/* A blank must not be taken for "nobody". */
static void tell_users_from_nobody_knows(void)
{
	const struct user second = { .kind = "route", .name = "default" };
	const struct user one = { .kind = "mount", .name = "/" };
	const struct user two = { .kind = "mount", .name = "/", .next = &second };
	const unsigned all = 1U << USE_HOLDER | 1U << USE_MOUNTED | 1U << USE_NETWORK |
	                     1U << USE_SWAP;
	const struct {
		unsigned facts, known;
		const struct user *users;
		const char *text;
	} rows[] = {
		{ 0, 0, NULL, NULL },
		{ FACT_STORAGE, all, NULL, NULL },
		{ LISTED_FACTS, all, NULL, "" },
		{ LISTED_FACTS, all & ~(1U << USE_NETWORK), NULL, "?" },
		{ LISTED_FACTS, 0, NULL, "?" },
		{ LISTED_FACTS, all, &one, "mount /" },
		{ LISTED_FACTS, 0, &one, "mount /" },
		{ LISTED_FACTS, all, &two, "mount / +1" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct device device = { .facts = rows[i].facts,
			                       .uses_known = rows[i].known,
			                       .users = rows[i].users };
		struct cell cell = { 0 };

		NOTE("row %zu", i);
		column_find("USERS")->value(&device, &cell);
		CHECK_TEXT(cell.text, rows[i].text);
	}
}

static void say_what_is_known(void)
{
	static const struct {
		const char *title, *text;
	} rows[] = {
		{ "ADDRESS", "0000:03:00.1" }, { "IDS", "8086:10d3" },
		{ "VENDOR", "8086" },          { "CLASSID", "020000" },
		{ "CLASS", "network" },        { "DRIVER", "e1000e" },
		{ "OVERRIDE", "vfio-pci" },    { "HEADER", "endpoint" },
		{ "NATIVE", "e1000e" },        { "PARENT", "0000:00:1c.0" },
		{ "NAME", "A gigabit thing" },
	};
	struct device parent = { .address = { .slot = 0x1c } };
	const struct device device = { .address = { .bus = 3, .function = 1 },
		                       .vendor = { KNOWN, 0x8086 },
		                       .device = { KNOWN, 0x10d3 },
		                       .class = { KNOWN, 0x20000 },
		                       .header = HEADER_ENDPOINT,
		                       .driver = { KNOWN, "e1000e" },
		                       .driver_override = { KNOWN, "vfio-pci" },
		                       .native_modules = { KNOWN, "e1000e" },
		                       .device_name = { KNOWN, "A gigabit thing" },
		                       .parent = &parent };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct cell cell = { 0 };

		NOTE("%s", rows[i].title);
		column_find(rows[i].title)->value(&device, &cell);
		CHECK_TEXT(cell.text, rows[i].text);
	}
}

TESTS(TEST(are_found_whatever_their_case), TEST(have_names_of_their_own),
      TEST(say_nothing_of_nothing), TEST(tell_users_from_nobody_knows),
      TEST(say_what_is_known))
