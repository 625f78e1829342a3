/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words cut as the kernel cuts them. */
#include "test.h"

#include <string.h>

#include "base/text.h"
#include "model/cmdline.h"

/* Names and values of all words, as name=value or name, between bars. */
static const char *cut(struct arena *arena, const char *line)
{
	struct cmdline cmdline;
	const char *text = "";

	CHECK_INT(cmdline_parse(arena, line, &cmdline), 0);
	for (size_t i = 0; i < cmdline.n; i++)
		text = arena_printf(arena, "%s%s%s%s%s", text, i ? "|" : "",
		                    cmdline.tokens[i].name,
		                    cmdline.tokens[i].value ? "=" : "",
		                    cmdline.tokens[i].value ? cmdline.tokens[i].value
		                                            : "");
	return text;
}

static void words_are_cut(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	static const struct {
		const char *line, *words;
	} rows[] = {
		{ "", "" },
		{ "  \t\n ", "" },
		{ "quiet", "quiet" },
		{ " ro  quiet\troot=/dev/sda1\n", "ro|quiet|root=/dev/sda1" },
		{ "intel_iommu=on,sm_on", "intel_iommu=on,sm_on" },
		{ "vfio-pci.ids=10de:2684", "vfio_pci.ids=10de:2684" },
		{ "a-b=c-d", "a_b=c-d" },
		{ "a=", "a=" },
		{ "a=b=c", "a=b=c" },
		{ "=x", "=x" },
		{ "x=\"a b\" y", "x=a b|y" },
		{ "\"x=a b\" y", "x=a b|y" },
		{ "x=a\" b\"c y", "x=a\" b\"c|y" },
		{ "x=\"a b", "x=a b" },
		{ "\"x y", "x y" },
		{ "\"\" z", "|z" },
		{ "x=\"", "x=" },
		{ "\"x=\"a b\"\" y", "x=a|b\"\"|y" },
		/* The blank that is not broken, in UTF-8: its second half is one here. */
		{ "a=b\xc2\xa0"
		  "c=d",
		  "a=b\xc2|c=d" },
		{ "a -- b", "a" },
		{ "a \"--\" b", "a" },
		{ "a --x b", "a|__x|b" },
		{ "a __ b", "a|__|b" },
		{ "a --=x b", "a|__=x|b" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		NOTE("%s", rows[i].line);
		CHECK_TEXT(cut(arena, rows[i].line), rows[i].words);
	}
}

static void text_stays_as_written(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct cmdline cmdline;

	CHECK_INT(cmdline_parse(arena, "vfio-pci.ids=1:2 x=\"a b\"", &cmdline), 0);
	CHECK_TEXT(cmdline.tokens[0].text, "vfio-pci.ids=1:2");
	CHECK_TEXT(cmdline.tokens[1].text, "x=\"a b\"");
}

static void last_word_is_found(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct cmdline c;

	CHECK_INT(cmdline_parse(arena, "a-b=1 c a_b=2 d", &c), 0);
	CHECK(cmdline_last(&c, "a_b", c.n) == &c.tokens[2]);
	CHECK(cmdline_last(&c, "a_b", 99) == &c.tokens[2]);
	CHECK(cmdline_last(&c, "a_b", 2) == &c.tokens[0]);
	CHECK(!cmdline_last(&c, "a_b", 0));
	CHECK(!cmdline_last(&c, "e", c.n));
	CHECK(cmdline_has(&c, "a_b", "1"));
	CHECK(cmdline_has(&c, "c", NULL));
	CHECK(!cmdline_has(&c, "a_b", NULL));
	CHECK(!cmdline_has(&c, "a_b", "3"));
}

static void parts_of_a_list(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const char *rest = ",on,,sm_on,";

	CHECK_TEXT(cmdline_part(arena, &rest), "on");
	CHECK_TEXT(cmdline_part(arena, &rest), "sm_on");
	CHECK(!cmdline_part(arena, &rest));
	CHECK(!rest);
	CHECK(!cmdline_part(arena, &rest));
}

static void yes_and_no(void)
{
	static const struct {
		const char *value;
		enum answer answer;
	} rows[] = {
		{ "1", YES },    { "y", YES },     { "Yes", YES },   { "on", YES },
		{ "ON", YES },   { "true", YES },  { "0", NO },      { "n", NO },
		{ "off", NO },   { "oFf", NO },    { "", UNSURE },   { "2", UNSURE },
		{ "o", UNSURE }, { "ox", UNSURE }, { " 1", UNSURE },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		NOTE("%s", rows[i].value);
		CHECK_INT(cmdline_boolean(rows[i].value), rows[i].answer);
	}
}

TESTS(TEST(words_are_cut), TEST(text_stays_as_written), TEST(last_word_is_found),
      TEST(parts_of_a_list), TEST(yes_and_no))
