/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses: the alphabet that is refused, the round trip, and the order. */
#include "model/bdf.h"

#include <errno.h>
#include <string.h>

#include "test.h"

static void reads_addresses(void)
{
	static const struct {
		const char *text;
		struct bdf address;
		const char *printed;
	} rows[] = {
		{ "00:00.0", { 0, 0, 0, 0 }, "0000:00:00.0" },
		{ "01:1f.7", { 0, 1, 31, 7 }, "0000:01:1f.7" },
		{ "FF:1F.7", { 0, 255, 31, 7 }, "0000:ff:1f.7" },
		{ "0000:03:00.0", { 0, 3, 0, 0 }, "0000:03:00.0" },
		{ "10000:e1:00.0", { 0x10000, 0xe1, 0, 0 }, "10000:e1:00.0" },
		{ "00010000:e1:00.0", { 0x10000, 0xe1, 0, 0 }, "10000:e1:00.0" },
		{ "ffffffff:ff:1f.7", { UINT32_MAX, 255, 31, 7 }, "ffffffff:ff:1f.7" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bdf address;

		NOTE("'%s'", rows[i].text);
		CHECK_INT(bdf_parse(rows[i].text, &address), 0);
		CHECK(bdf_equal(address, rows[i].address));
		CHECK_TEXT(BDF_TEXT(address), rows[i].printed);
	}
}

static const char *const refused[] = {
	"",
	"[",
	" ",
	":",
	".",
	":.",
	"0",
	"00:00",
	"00:00.",
	"00.00.0",
	"00:00:0",
	"-1:00.0",
	"+1:00.0",
	" 1:00.0",
	"1 :00.0",
	"01: 0.0",
	"01:00. ",
	"01:-0.0",
	"01:20.0",
	"01:ff.0",
	"01:00.8",
	"01:00.f",
	"01:00.-",
	"01:00.00",
	"1:00.0",
	"01:0.0",
	"001:00.0",
	"01:00.0 ",
	" 01:00.0",
	"01:00.0\n",
	"\t01:00.0",
	"0x01:00.0",
	"01:0x.0",
	"g1:00.0",
	"01:g0.0",
	"01:00.g",
	"*:00.0",
	"01:00.*",
	"01:??.0",
	":01:00.0",
	"0:01:00.0",
	"00:01:00.0",
	"000:01:00.0",
	"000000000:01:00.0",
	"123456789:01:00.0",
	"100000000:01:00.0",
	"-001:01:00.0",
	"+0000:01:00.0",
	" 0000:01:00.0",
	"0x00:01:00.0",
	"0000 :01:00.0",
	"0000.01:00.0",
	"0000:01.00.0",
	"0000::01:00.0",
	"0000:01:00.0,",
	"0000:01:00:0",
	"/0000:01:00.0",
	"0000:01:00.0/..",
	"10de:2684",
	"01:00.0;",
	"\xc3\xa9:00.0",
	"..",
	"../../..",
};

static void refuses_everything_else(void)
{

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct bdf address = { 1, 2, 3, 4 };

		NOTE("'%s'", refused[i]);
		CHECK_INT(bdf_parse(refused[i], &address), -EINVAL);
		CHECK_INT(bdf_parse_kernel(refused[i], &address), -EINVAL);
		CHECK(bdf_equal(address, (struct bdf){ 1, 2, 3, 4 }));
	}
}

/* Every character that is no hex digit, at every place of an address. */
static void refuses_the_alphabet(void)
{
	static const char good[] = "00000000:11:1a.2";

	for (size_t at = 0; at < strlen(good); at++)
		for (int c = 1; c < 256; c++) {
			char text[sizeof(good)];
			struct bdf address;
			bool fits;

			memcpy(text, good, sizeof(good));
			text[at] = (char)c;
			fits = strchr("0123456789abcdefABCDEF", c) != NULL;
			if (strchr(":.", good[at]))
				fits = c == good[at];
			/* Slots end at 1f, functions at 7. */
			if (at == 12)
				fits = c == '0' || c == '1';
			if (at == 15)
				fits = c >= '0' && c <= '7';
			NOTE("place %zu, character %#x", at, (unsigned)c);
			CHECK_INT(bdf_parse(text, &address), fits ? 0 : -EINVAL);
		}
}

static void comes_back_as_it_was_printed(void)
{
	static const uint32_t domains[] = { 0, 1, 0xffff, 0x10000, 0xfffff, UINT32_MAX };

	for (size_t d = 0; d < sizeof(domains) / sizeof(domains[0]); d++)
		for (unsigned n = 0; n <= 0xffff; n++) {
			struct bdf address = { domains[d], (uint8_t)(n >> 8),
				               n >> 3 & 0x1f, n & 7 };
			struct bdf again;

			CHECK_INT(bdf_parse_kernel(BDF_TEXT(address), &again), 0);
			CHECK(bdf_equal(address, again));
		}
}

static void knows_the_kernels_spelling(void)
{
	static const char *const other[] = { "01:00.0", "0000:0A:00.0", "00000:01:00.0",
		                             "00010000:e1:00.0" };
	struct bdf address;

	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		NOTE("'%s'", other[i]);
		CHECK_INT(bdf_parse(other[i], &address), 0);
		CHECK_INT(bdf_parse_kernel(other[i], &address), -EINVAL);
	}
}

static void orders_by_domain_bus_slot_function(void)
{
	static const char *const ordered[] = { "0000:00:00.0", "0000:00:00.7",
		                               "0000:00:01.0", "0000:00:1f.0",
		                               "0000:01:00.0", "0000:ff:00.0",
		                               "0001:00:00.0", "ffff:00:00.0",
		                               "10000:00:00.0" };
	const int n = sizeof(ordered) / sizeof(ordered[0]);

	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++) {
			struct bdf a, b;
			int order;

			CHECK_INT(bdf_parse(ordered[i], &a), 0);
			CHECK_INT(bdf_parse(ordered[j], &b), 0);
			order = bdf_compare(a, b);
			NOTE("%s and %s", ordered[i], ordered[j]);
			CHECK_INT((order > 0) - (order < 0), (i > j) - (i < j));
			CHECK(bdf_equal(a, b) == (i == j));
		}
}

TESTS(TEST(reads_addresses), TEST(refuses_everything_else), TEST(refuses_the_alphabet),
      TEST(comes_back_as_it_was_printed), TEST(knows_the_kernels_spelling),
      TEST(orders_by_domain_bus_slot_function))
