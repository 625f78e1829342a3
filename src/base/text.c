/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static int number(const char *text, size_t length, int base, uint64_t max, uint64_t *ret)
{
	uint64_t value = 0;
	bool fits = true;

	if (length == 0)
		return -EINVAL;
	for (size_t i = 0; i < length; i++) {
		int d = digit(text[i]);

		if (d < 0 || d >= base)
			return -EINVAL;
		fits = fits && value <= (max - (unsigned)d) / (unsigned)base;
		if (fits)
			value = value * (unsigned)base + (unsigned)d;
	}
	if (!fits || value > max)
		return -ERANGE;

	*ret = value;
	return 0;
}

static int small_number(const char *text, size_t length, int base, uint32_t max,
                        uint32_t *ret)
{
	uint64_t value;
	int r = number(text, length, base, max, &value);

	if (r == 0)
		*ret = (uint32_t)value;
	return r;
}

int text_hex(const char *text, size_t length, uint32_t max, uint32_t *ret)
{
	return small_number(text, length, 16, max, ret);
}

int text_decimal(const char *text, size_t length, uint32_t max, uint32_t *ret)
{
	return small_number(text, length, 10, max, ret);
}

int text_bytes(const char *text, uint64_t *ret)
{
	static const char units[] = "KMGT";
	size_t digits = strspn(text, "0123456789");
	const char *unit = text[digits] ? strchr(units, text[digits]) : NULL;
	unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
	uint64_t value;
	int r;

	if (text[digits] && (!unit || text[digits + 1]))
		return -EINVAL;
	r = number(text, digits, 10, UINT64_MAX, &value);
	if (r < 0)
		return r;
	if (value > UINT64_MAX >> shift)
		return -ERANGE;
	*ret = value << shift;
	return 0;
}

int text_hex_prefixed(const char *text, uint32_t max, uint32_t *ret)
{
	if (!text_starts(text, "0x"))
		return -EINVAL;
	return text_hex(text + 2, strlen(text + 2), max, ret);
}

int text_address(const char *text, uint64_t *ret)
{
	if (!text_starts(text, "0x"))
		return -EINVAL;
	return number(text + 2, strlen(text + 2), 16, UINT64_MAX, ret);
}

char *text_trim(char *text)
{
	size_t length = strlen(text);

	while (length && strchr(" \t\r\n", text[length - 1]))
		text[--length] = '\0';
	return text;
}

char *text_wrap(char *text, size_t width)
{
	char *blank = NULL;
	size_t column = 0;

	for (char *c = text; *c; c++) {
		if (*c == ' ')
			blank = c;
		/* What continues a character of UTF-8 takes no room. */
		column += ((unsigned char)*c & 0xc0) != 0x80;
		if (column <= width || !blank)
			continue;
		*blank = '\n';
		column = (size_t)(c - blank);
		blank = NULL;
	}
	return text;
}

bool text_equal(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return strcmp(a, b) == 0;
}

bool text_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *text, const char *suffix)
{
	size_t n = strlen(text), m = strlen(suffix);

	return n > m && strcmp(text + n - m, suffix) == 0;
}

size_t text_join(char *text)
{
	size_t length = strcspn(text, "\n");

	while (length && text[length - 1] == '\\' && text[length]) {
		text[length - 1] = ' ';
		text[length] = ' ';
		length += strcspn(text + length, "\n");
	}
	return length;
}

const char *text_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *text_put_hex(char *buffer, uint32_t value, int digits)
{
	while (digits < 8 && value >> 4 * digits)
		digits++;
	for (int i = digits; i-- > 0; value >>= 4)
		buffer[i] = "0123456789abcdef"[value & 0xf];
	return buffer + digits;
}

/* Writes C, escaped if need be, into RET of four characters; returns how many it has. */
static size_t put_escaped(char c, char *ret)
{
	static const char plain[] = "\t\n\\", letter[] = "tn\\";
	const char *special;

	if ((unsigned char)c >= 0x20 && c != 0x7f && c != '\\') {
		*ret = c;
		return 1;
	}
	special = strchr(plain, c);
	ret[0] = '\\';
	ret[1] = special ? letter[special - plain] : 'x';
	return special ? 2 : (size_t)(text_put_hex(ret + 2, (unsigned char)c, 2) - ret);
}

int text_escape(const char *text, char *buffer, size_t size)
{
	size_t used = 0;

	for (; *text; text++) {
		char piece[4];
		size_t n = put_escaped(*text, piece);

		if (n >= size - used)
			return -ENOSPC;
		memcpy(buffer + used, piece, n);
		used += n;
	}
	if (used >= size)
		return -ENOSPC;
	buffer[used] = '\0';
	return 0;
}

/* Reads the escape behind a backslash; returns how many characters it took, or -EINVAL.
 */
static int escape(const char *text, char *ret)
{
	static const char letter[] = "tn\\", plain[] = "\t\n\\";
	const char *found = *text ? strchr(letter, *text) : NULL;
	int high, low;

	if (found) {
		*ret = plain[found - letter];
		return 1;
	}
	if (text[0] != 'x')
		return -EINVAL;
	high = digit(text[1]);
	low = high < 0 ? -1 : digit(text[2]);
	if (low < 0 || (high == 0 && low == 0))
		return -EINVAL;
	*ret = (char)(high * 16 + low);
	return 3;
}

int text_unescape(char *text)
{
	char *to = text;
	int r;

	while (*text) {
		if (*text != '\\') {
			*to++ = *text++;
			continue;
		}
		r = escape(text + 1, to);
		if (r < 0)
			return r;
		to++;
		text += 1 + r;
	}
	*to = '\0';
	return 0;
}

int text_format(char *buffer, size_t size, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(buffer, size, format, args);
	va_end(args);
	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}
