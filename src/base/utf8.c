/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* RFC 3629, section 4: what the first byte says of the rest. */
static const struct {
	unsigned char mask, head;
	size_t length;
	uint32_t least; /* smaller ones are written shorter */
} forms[] = {
	{ 0x80, 0x00, 1, 0x0 },
	{ 0xe0, 0xc0, 2, 0x80 },
	{ 0xf0, 0xe0, 3, 0x800 },
	{ 0xf8, 0xf0, 4, 0x10000 },
};

/* The bytes of the character at the start of TEXT; 0: it is none. Stops at a NUL. */
static size_t character(const char *text)
{
	const unsigned char *c = (const unsigned char *)text;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		uint32_t value = c[0] & (unsigned char)~forms[i].mask;

		if ((c[0] & forms[i].mask) != forms[i].head)
			continue;
		for (size_t k = 1; k < forms[i].length; k++) {
			if ((c[k] & 0xc0) != 0x80)
				return 0;
			value = value << 6 | (c[k] & 0x3fU);
		}
		if (value < forms[i].least || value > 0x10ffff ||
		    (value >= 0xd800 && value <= 0xdfff))
			return 0;
		return forms[i].length;
	}
	return 0;
}

bool utf8_is_valid(const char *text)
{
	while (*text) {
		size_t length = character(text);

		if (!length)
			return false;
		text += length;
	}
	return true;
}

void utf8_mend(const char *text, char *buffer)
{
	static const char replacement[] = "\xef\xbf\xbd";

	while (*text) {
		size_t length = character(text);
		const char *from = length ? text : replacement;
		size_t size = length ? length : strlen(replacement);

		memcpy(buffer, from, size);
		buffer += size;
		text += length ? length : 1;
	}
	*buffer = '\0';
}

/* By the bytes before the last one, and the first and last of these. */
static const struct {
	const char *head;
	unsigned char first, last;
} controls[] = {
	/* C0 of ECMA-48, DEL, C1. */
	{ "", 0x01, 0x1f },
	{ "", 0x7f, 0x7f },
	{ "\xc2", 0x80, 0x9f },
	/* What turns the order of characters around (Bidi_Control of Unicode), and what
	 * ends lines and paragraphs. */
	{ "\xd8", 0x9c, 0x9c },
	{ "\xe2\x80", 0x8e, 0x8f },
	{ "\xe2\x80", 0xa8, 0xae },
	{ "\xe2\x81", 0xa6, 0xa9 },
};

static bool is_control(const char *text, size_t length)
{
	unsigned char last = (unsigned char)text[length - 1];

	for (size_t i = 0; i < sizeof(controls) / sizeof(controls[0]); i++)
		if (strlen(controls[i].head) == length - 1 &&
		    memcmp(controls[i].head, text, length - 1) == 0 &&
		    controls[i].first <= last && last <= controls[i].last)
			return true;
	return false;
}

void utf8_show(const char *text, char *buffer)
{
	static const char digits[] = "0123456789abcdef";

	while (*text) {
		size_t length = character(text);

		if (length && !is_control(text, length)) {
			memcpy(buffer, text, length);
			buffer += length;
			text += length;
			continue;
		}
		for (size_t i = 0; i < (length ? length : 1); i++, text++) {
			unsigned char c = (unsigned char)*text;

			*buffer++ = '\\';
			*buffer++ = 'x';
			*buffer++ = digits[c >> 4];
			*buffer++ = digits[c & 15];
		}
	}
	*buffer = '\0';
}
