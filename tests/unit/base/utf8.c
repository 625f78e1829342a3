/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes of any origin become UTF-8, and what is UTF-8 stays as it is. */
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#include "test.h"

static void leaves_good_text_alone(void)
{
	static const char *const rows[] = { "",
		                            "nvme0n1",
		                            "caf\xc3\xa9",
		                            "\xe2\x82\xac",
		                            "\xf0\x9f\x98\x80",
		                            "\xf4\x8f\xbf\xbf" };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char mended[64];

		NOTE("'%s'", rows[i]);
		CHECK(utf8_is_valid(rows[i]));
		utf8_mend(rows[i], mended);
		CHECK_TEXT(mended, rows[i]);
	}
}

static void replaces_each_byte_that_is_none(void)
{
	static const struct {
		const char *text, *mended;
	} rows[] = {
		{ "a\xff"
		  "b",
		  "a\xef\xbf\xbd"
		  "b" },
		{ "\xc3", "\xef\xbf\xbd" },
		{ "\xc0\x80", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xf4\x90\x80\x80",
		  "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xe2\x82z", "\xef\xbf\xbd\xef\xbf\xbdz" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char mended[UTF8_MENDED_SIZE(8)];

		NOTE("row %d", (int)i);
		CHECK(!utf8_is_valid(rows[i].text));
		utf8_mend(rows[i].text, mended);
		CHECK_TEXT(mended, rows[i].mended);
		CHECK(utf8_is_valid(mended));
	}
}

/* Every pair of bytes: what comes out is always UTF-8, and fits the size that is
 * promised. */
static void always_comes_out_well_formed(void)
{
	for (int a = 1; a < 256; a++)
		for (int b = 1; b < 256; b++) {
			char text[] = { (char)a, (char)b, '\0' },
			     mended[UTF8_MENDED_SIZE(2)];

			NOTE("%02x %02x", (unsigned)a, (unsigned)b);
			utf8_mend(text, mended);
			CHECK(utf8_is_valid(mended));
			CHECK(strlen(mended) < sizeof(mended));
		}
}

static void shows_what_a_terminal_must_not_obey(void)
{
	static const struct {
		const char *text, *shown;
	} rows[] = {
		{ "", "" },
		{ "vfio-pci \\ \xc3\xa4", "vfio-pci \\ \xc3\xa4" },
		{ "a\033[31m", "a\\x1b[31m" },
		{ "\t\n\r\x07\x7f", "\\x09\\x0a\\x0d\\x07\\x7f" },
		{ "\xff", "\\xff" },
		{ "\xc2\x9b", "\\xc2\\x9b" },
		{ "\xc2\xa0", "\xc2\xa0" },
		/* RIGHT-TO-LEFT OVERRIDE and its like, and the dash beside them. */
		{ "a\xe2\x80\xae"
		  "b",
		  "a\\xe2\\x80\\xae"
		  "b" },
		{ "\xe2\x81\xa6", "\\xe2\\x81\\xa6" },
		{ "\xd8\x9c", "\\xd8\\x9c" },
		{ "\xe2\x80\xa9", "\\xe2\\x80\\xa9" },
		{ "\xe2\x80\x94", "\xe2\x80\x94" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char shown[UTF8_SHOWN_SIZE(16)];

		utf8_show(rows[i].text, shown);
		CHECK_TEXT(shown, rows[i].shown);
	}
}

TESTS(TEST(leaves_good_text_alone), TEST(replaces_each_byte_that_is_none),
      TEST(always_comes_out_well_formed), TEST(shows_what_a_terminal_must_not_obey))
