/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers and escapes: what is read, what must be refused, and there and back again. */
#include "base/text.h"

#include <errno.h>
#include <string.h>

#include "test.h"

#define UNTOUCHED 0xabcdef

static void reads_numbers(void)
{
	static const struct {
		const char *text;
		uint32_t max;
		int hex, decimal; /* the answer */
		uint32_t hex_value, decimal_value;
	} rows[] = {
		{ "0", 0, 0, 0, 0, 0 },
		{ "10", 255, 0, 0, 16, 10 },
		{ "ff", 255, 0, -EINVAL, 255, 0 },
		{ "FF", 255, 0, -EINVAL, 255, 0 },
		{ "100", 255, -ERANGE, 0, 0, 100 },
		{ "ffffffff", UINT32_MAX, 0, -EINVAL, UINT32_MAX, 0 },
		{ "4294967295", UINT32_MAX, -ERANGE, 0, 0, UINT32_MAX },
		{ "4294967296", UINT32_MAX, -ERANGE, -ERANGE, 0, 0 },
		{ "99999999999999999999999999", UINT32_MAX, -ERANGE, -ERANGE, 0, 0 },
		{ "00000000000000000000000001", 1, 0, 0, 1, 1 },
		{ "", 9, -EINVAL, -EINVAL, 0, 0 },
		{ "-1", 9, -EINVAL, -EINVAL, 0, 0 },
		{ "+1", 9, -EINVAL, -EINVAL, 0, 0 },
		{ " 1", 9, -EINVAL, -EINVAL, 0, 0 },
		{ "1 ", 9, -EINVAL, -EINVAL, 0, 0 },
		{ "1\n", 9, -EINVAL, -EINVAL, 0, 0 },
		{ "0x1", 9, -EINVAL, -EINVAL, 0, 0 },
		{ "1.5", 9, -EINVAL, -EINVAL, 0, 0 },
		{ "g", 9, -EINVAL, -EINVAL, 0, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t hex = UNTOUCHED, decimal = UNTOUCHED;
		size_t length = strlen(rows[i].text);

		NOTE("'%s'", rows[i].text);
		CHECK_INT(text_hex(rows[i].text, length, rows[i].max, &hex), rows[i].hex);
		CHECK_INT(hex, rows[i].hex ? UNTOUCHED : rows[i].hex_value);
		CHECK_INT(text_decimal(rows[i].text, length, rows[i].max, &decimal),
		          rows[i].decimal);
		CHECK_INT(decimal, rows[i].decimal ? UNTOUCHED : rows[i].decimal_value);
	}
}

static void reads_only_the_length_given(void)
{
	uint32_t value;

	CHECK_INT(text_hex("12zz", 2, 0xff, &value), 0);
	CHECK_INT(value, 0x12);
	CHECK_INT(text_hex("1\0"
	                   "2",
	                   3, 0xfff, &value),
	          -EINVAL);
}

static void reads_ids_as_sysfs_writes_them(void)
{
	uint32_t value = UNTOUCHED;

	CHECK_INT(text_hex_prefixed("0x8086", 0xffff, &value), 0);
	CHECK_INT(value, 0x8086);
	CHECK_INT(text_hex_prefixed("0x18086", 0xffff, &value), -ERANGE);
	CHECK_INT(text_hex_prefixed("8086", 0xffff, &value), -EINVAL);
	CHECK_INT(text_hex_prefixed("0x", 0xffff, &value), -EINVAL);
	CHECK_INT(text_hex_prefixed("0X12", 0xffff, &value), -EINVAL);
	CHECK_INT(text_hex_prefixed("", 0xffff, &value), -EINVAL);
}

static void trims_the_end_only(void)
{
	char text[] = " two words \t\r\n\n", blank[] = " \n", empty[] = "";

	CHECK_TEXT(text_trim(text), " two words");
	CHECK_TEXT(text_trim(blank), "");
	CHECK_TEXT(text_trim(empty), "");
}

static void compares(void)
{
	CHECK(text_equal("a", "a"));
	CHECK(!text_equal("a", "b"));
	CHECK(!text_equal("a", NULL));
	CHECK(!text_equal(NULL, "a"));
	CHECK(text_equal(NULL, NULL));
	CHECK(text_starts("vfio-pci", "vfio"));
	CHECK(text_starts("vfio", ""));
	CHECK(!text_starts("vf", "vfio"));
	CHECK(text_ends("vfio.conf", ".conf"));
	CHECK(!text_ends(".conf", ".conf"));
	CHECK(!text_ends("conf", ".conf"));
	CHECK(!text_ends("vfio.conf~", ".conf"));
	CHECK(!text_ends("", ""));
	CHECK_TEXT(text_base("../../drivers/e1000e"), "e1000e");
	CHECK_TEXT(text_base("e1000e"), "e1000e");
	CHECK_TEXT(text_base("a/"), "");
}

static void joins_lines(void)
{
	static const struct {
		const char *text, *left;
		size_t length; /* of its first line */
	} rows[] = {
		{ "", "", 0 },
		{ "a", "a", 1 },
		{ "a\nb", "a\nb", 1 },
		{ "a\\\nb\nc", "a  b\nc", 4 },
		{ "a\\\nb\\\nc", "a  b  c", 7 },
		{ "\\\n\\\n\n", "    \n", 4 },
		{ "a\\", "a\\", 2 }, /* no line comes after it */
		{ "a\\\n", "a  ", 3 },
		{ "a\\ \nb", "a\\ \nb", 3 },
		{ "\nb\\\nc", "\nb\\\nc", 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[32];

		NOTE("row %zu", i);
		strcpy(text, rows[i].text);
		CHECK(text_join(text) == rows[i].length);
		CHECK_TEXT(text, rows[i].left);
	}
}

static void escapes_there_and_back(void)
{
	char all[256], escaped[1024];

	for (int i = 1; i < 256; i++)
		all[i - 1] = (char)i;
	all[255] = '\0';
	CHECK_INT(text_escape(all, escaped, sizeof(escaped)), 0);
	CHECK(!strpbrk(escaped, "\t\n\r\x7f"));
	CHECK_INT(text_unescape(escaped), 0);
	CHECK_TEXT(escaped, all);
}

static void escapes_only_what_fits(void)
{
	char buffer[6];

	CHECK_INT(text_escape("abcde", buffer, sizeof(buffer)), 0);
	CHECK_INT(text_escape("abcdef", buffer, sizeof(buffer)), -ENOSPC);
	CHECK_INT(text_escape("abcd\n", buffer, sizeof(buffer)), -ENOSPC);
	CHECK_INT(text_escape("", buffer, 1), 0);
	CHECK_TEXT(buffer, "");
}

static void refuses_foreign_escapes(void)
{
	static const char *const rows[] = { "\\",    "a\\",   "\\q",   "\\x", "\\x1",
		                            "\\x1g", "\\xg1", "\\x00", "\\0", "\\X41" };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[16];

		NOTE("'%s'", rows[i]);
		CHECK_INT(text_format(text, sizeof(text), "%s", rows[i]), 0);
		CHECK_INT(text_unescape(text), -EINVAL);
	}
}

static void writes_hex_as_printf_does(void)
{
	static const uint32_t values[] = { 0,      1,       0xf,        0x10,      0x1f,
		                           0x10de, 0x10000, 0x7fffffff, 0xffffffff };

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		for (int digits = 1; digits <= 8; digits++) {
			char got[16], wanted[16];

			*text_put_hex(got, values[i], digits) = '\0';
			CHECK_INT(text_format(wanted, sizeof(wanted), "%0*x", digits,
			                      values[i]),
			          0);
			CHECK_TEXT(got, wanted);
		}
}

static void breaks_lines_between_words(void)
{
	static const struct {
		const char *text;
		size_t width;
		const char *wanted;
	} rows[] = {
		{ "", 5, "" },
		{ "ab cd", 5, "ab cd" },
		{ "ab cd", 4, "ab\ncd" },
		{ "a b c d", 3, "a b\nc d" },
		{ "a longerword b", 4, "a\nlongerword\nb" },
		{ "longerword", 4, "longerword" },
		{ "\xc3\xa4\xc3\xb6 \xc3\xbc", 4, "\xc3\xa4\xc3\xb6 \xc3\xbc" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[32];

		CHECK_INT(text_format(text, sizeof(text), "%s", rows[i].text), 0);
		CHECK_TEXT(text_wrap(text, rows[i].width), rows[i].wanted);
	}
}

static void tells_a_cut(void)
{
	char buffer[4];

	CHECK_INT(text_format(buffer, sizeof(buffer), "%d", 123), 0);
	CHECK_INT(text_format(buffer, sizeof(buffer), "%d", 1234), -ENAMETOOLONG);
}

static void reads_numbers_of_bytes(void)
{
	static const struct {
		const char *text;
		int answer;
		uint64_t value;
	} rows[] = {
		{ "0", 0, 0 },
		{ "8388608", 0, 8388608 },
		{ "64K", 0, 65536 },
		{ "512M", 0, UINT64_C(512) << 20 },
		{ "8G", 0, UINT64_C(8) << 30 },
		{ "16777215T", 0, UINT64_C(16777215) << 40 },
		{ "16777216T", -ERANGE, 7 },
		{ "18446744073709551615", 0, UINT64_MAX },
		{ "18446744073709551616", -ERANGE, 7 },
		{ "", -EINVAL, 7 },
		{ "G", -EINVAL, 7 },
		{ "8GB", -EINVAL, 7 },
		{ "8g", -EINVAL, 7 },
		{ "8 G", -EINVAL, 7 },
		{ "-8G", -EINVAL, 7 },
		{ "0x8G", -EINVAL, 7 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t value = 7;

		NOTE("%s", rows[i].text);
		CHECK_INT(text_bytes(rows[i].text, &value), rows[i].answer);
		CHECK(value == rows[i].value);
	}
}

TESTS(TEST(reads_numbers), TEST(reads_only_the_length_given),
      TEST(reads_ids_as_sysfs_writes_them), TEST(trims_the_end_only), TEST(compares),
      TEST(joins_lines), TEST(escapes_there_and_back), TEST(escapes_only_what_fits),
      TEST(refuses_foreign_escapes), TEST(writes_hex_as_printf_does),
      TEST(reads_numbers_of_bytes), TEST(breaks_lines_between_words), TEST(tells_a_cut))
