/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers out of bytes, parts of them, and nothing from outside. */
#include "base/octets.h"

#include "test.h"

static const uint8_t bytes[] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xff };

static void reads_the_lowest_byte_first(void)
{
	const struct octets o = { bytes, sizeof(bytes), 0 };

	CHECK_INT(octets_at(&o, 0, 1), 0x01);
	CHECK_INT(octets_at(&o, 1, 2), 0x4523);
	CHECK_INT(octets_at(&o, 0, 4), 0x67452301);
	CHECK(octets_at(&o, 0, 8) == 0xefcdab8967452301);
}

static void gives_zero_for_what_lies_outside(void)
{
	const struct octets o = { bytes, sizeof(bytes), 0 };

	CHECK_INT(octets_at(&o, 8, 1), 0xff);
	CHECK_INT(octets_at(&o, 8, 2), 0);
	CHECK_INT(octets_at(&o, 9, 1), 0);
	CHECK_INT(octets_at(&o, SIZE_MAX, 2), 0);
	CHECK_INT(octets_at(&o, 0, 9), 0);
	CHECK(octets_have(&o, 9, 0));
	CHECK(!octets_have(&o, 10, 0));
	CHECK(!octets_have(&o, 1, SIZE_MAX));
}

static void knows_where_a_part_stands(void)
{
	const struct octets o = { bytes, sizeof(bytes), 0 };
	struct octets part = octets_part(&o, 2, 4);

	CHECK_INT(part.length, 4);
	CHECK_INT(part.offset, 2);
	CHECK_INT(octets_at(&part, 0, 1), 0x45);
	part = octets_part(&part, 1, SIZE_MAX);
	CHECK_INT(part.length, 3);
	CHECK_INT(part.offset, 3);
	part = octets_part(&part, 4, 1);
	CHECK_INT(part.length, 0);
	CHECK_INT(octets_part(&o, SIZE_MAX, SIZE_MAX).length, 0);
}

TESTS(TEST(reads_the_lowest_byte_first), TEST(gives_zero_for_what_lies_outside),
      TEST(knows_where_a_part_stands))
