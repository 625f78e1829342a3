/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/bdf.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

/* The fixed tail BB:SS.F. */
static int parse_tail(const char *text, struct bdf *ret)
{
	uint32_t bus, slot, function;

	if (strlen(text) != strlen("bb:ss.f") || text[2] != ':' || text[5] != '.')
		return -EINVAL;
	if (text_hex(text, 2, 0xff, &bus) < 0 || text_hex(text + 3, 2, 0x1f, &slot) < 0 ||
	    text_hex(text + 6, 1, 7, &function) < 0)
		return -EINVAL;

	ret->bus = (uint8_t)bus;
	ret->slot = (uint8_t)slot;
	ret->function = (uint8_t)function;
	return 0;
}

int bdf_parse(const char *text, struct bdf *ret)
{
	size_t length = strlen(text), tail = strlen("bb:ss.f");
	struct bdf address = { 0 };
	size_t domain;

	if (length < tail)
		return -EINVAL;
	if (length > tail) {
		domain = length - tail - 1;
		if (domain < 4 || domain > 8 || text[domain] != ':' ||
		    text_hex(text, domain, UINT32_MAX, &address.domain) < 0)
			return -EINVAL;
	}
	if (parse_tail(text + length - tail, &address) < 0)
		return -EINVAL;

	*ret = address;
	return 0;
}

int bdf_parse_kernel(const char *name, struct bdf *ret)
{
	struct bdf address;

	if (bdf_parse(name, &address) < 0 || strcmp(BDF_TEXT(address), name) != 0)
		return -EINVAL;

	*ret = address;
	return 0;
}

/* By hand: each function is spelt half a dozen times, and printf takes much longer. */
char *bdf_text(struct bdf address, char *buffer)
{
	char *end = text_put_hex(buffer, address.domain, 4);

	*end++ = ':';
	end = text_put_hex(end, address.bus, 2);
	*end++ = ':';
	end = text_put_hex(end, address.slot, 2);
	*end++ = '.';
	*text_put_hex(end, address.function & 0xf, 1) = '\0';
	return buffer;
}

int bdf_compare(struct bdf a, struct bdf b)
{
	if (a.domain != b.domain)
		return a.domain < b.domain ? -1 : 1;
	if (a.bus != b.bus)
		return a.bus < b.bus ? -1 : 1;
	if (a.slot != b.slot)
		return a.slot < b.slot ? -1 : 1;
	return (int)a.function - (int)b.function;
}

bool bdf_equal(struct bdf a, struct bdf b)
{
	return bdf_compare(a, b) == 0;
}
