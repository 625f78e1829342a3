/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/octets.h"

bool octets_have(const struct octets *octets, size_t at, size_t size)
{
	return size <= octets->length && at <= octets->length - size;
}

uint64_t octets_at(const struct octets *octets, size_t at, size_t size)
{
	uint64_t value = 0;

	if (size > sizeof(value) || !octets_have(octets, at, size))
		return 0;
	for (size_t i = size; i-- > 0;)
		value = value << 8 | octets->start[at + i];
	return value;
}

struct octets octets_part(const struct octets *octets, size_t at, size_t size)
{
	size_t from = at < octets->length ? at : octets->length;
	size_t left = octets->length - from;

	return (struct octets){ octets->start + from, size < left ? size : left,
		                octets->offset + from };
}
