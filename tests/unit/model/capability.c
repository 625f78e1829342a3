/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Configuration space of every kind, whole, cut off and nonsense. */
#include "model/capability.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

#define SIZE 4096

static void put(uint8_t *space, size_t at, uint32_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		space[at + i] = (uint8_t)(value >> 8 * i);
}

/* A header that has a list of capabilities, which begins at AT. */
static void put_header(uint8_t *space, uint8_t at)
{
	put(space, 0x00, 0x15218086, 4);
	put(space, 0x06, 0x0010, 2);
	put(space, 0x0a, 0x0200, 2);
	put(space, 0x34, at, 1);
}

static void put_standard(uint8_t *space, uint8_t at, uint8_t id, uint8_t next)
{
	put(space, at, id | (uint32_t)next << 8, 2);
}

static void put_extended(uint8_t *space, size_t at, uint16_t id, uint32_t next)
{
	put(space, at, id | 1U << 16 | next << 20, 4);
}

/* The answers stand in the order of what they need. */
static void put_express(uint8_t *space, uint8_t at, uint8_t next, enum port_type port)
{
	put_standard(space, at, 0x10, next);
	put(space, at + 2U, 2 | (uint32_t)port << 4, 2);
	put(space, at + 4U, 1U << 28, 4);
}

static void empty(uint8_t *space)
{
	put_header(space, 0);
	put(space, 0x06, 0, 2);
}

static void conventional(uint8_t *space)
{
	put_header(space, 0xdc);
	put_standard(space, 0xdc, 0x01, 0xe4);
	put_standard(space, 0xe4, 0x13, 0);
	put(space, 0xe7, 0x03, 1);
}

/* It cannot say when its transactions are done. */
static void reset_alone(uint8_t *space)
{
	conventional(space);
	put(space, 0xe7, 0x02, 1);
}

static void list_bit_is_clear(uint8_t *space)
{
	conventional(space);
	put(space, 0x06, 0, 2);
}

static void full(uint8_t *space)
{
	put_header(space, 0x40);
	put(space, 0x0e, 0x80, 1);
	put_standard(space, 0x40, 0x01, 0x50);
	put(space, 0x42, 0x8203, 2);
	put(space, 0x44, 0x000b, 2);
	put_standard(space, 0x50, 0x05, 0x70);
	put(space, 0x52, 0x0086, 2);
	put_standard(space, 0x70, 0x11, 0xa0);
	put(space, 0x72, 0x8013, 2);
	put_express(space, 0xa0, 0, PORT_ENDPOINT);
	put_extended(space, 0x100, 0x0001, 0x140);
	put_extended(space, 0x140, 0x0003, 0x150);
	put(space, 0x144, 0x55667788, 4);
	put(space, 0x148, 0x11223344, 4);
	put_extended(space, 0x150, 0x000d, 0x160);
	put(space, 0x154, 0x001f, 2);
	put(space, 0x156, 0x001d, 2);
	put_extended(space, 0x160, 0x0010, 0);
	put(space, 0x168, 0x0009, 2);
	put(space, 0x16e, 64, 2);
	put(space, 0x170, 8, 2);
	put(space, 0x174, 0x80, 2);
	put(space, 0x176, 2, 2);
}

static void bridge(uint8_t *space)
{
	put_header(space, 0x40);
	put(space, 0x0e, 0x01, 1);
	put(space, 0x18, 0x211f00, 3);
	put_express(space, 0x40, 0, PORT_DOWNSTREAM);
}

static void at_the_end(uint8_t *space)
{
	put_header(space, 0xf8);
	put_standard(space, 0xf8, 0x10, 0);
	put_extended(space, 0x100, 0x0001, 0xffc);
	put_extended(space, 0xffc, 0x000d, 0);
}

static void in_loops(uint8_t *space)
{
	put_header(space, 0x40);
	put_express(space, 0x40, 0x60, PORT_ROOT);
	put_standard(space, 0x60, 0x01, 0x40);
	put_extended(space, 0x100, 0x0001, 0x200);
	put_extended(space, 0x200, 0x0010, 0x100);
}

static void at_itself(uint8_t *space)
{
	put_header(space, 0x40);
	put_express(space, 0x40, 0x40, PORT_DOWNSTREAM);
	put_extended(space, 0x100, 0x000d, 0x100);
}

/* Into the header, where no entry stands. */
static void outside(uint8_t *space)
{
	put_header(space, 0x40);
	put_express(space, 0x40, 0x3c, PORT_ROOT);
	put_extended(space, 0x100, 0x0001, 0x0fc);
}

/* An entry that answers with all ones, and what it seems to point to. */
static void broken_off(uint8_t *space)
{
	put_header(space, 0x40);
	put_standard(space, 0x40, 0x01, 0x50);
	memset(space + 0x50, 0xff, 4);
	put_standard(space, 0xfc, 0x05, 0);
}

static void all_ones(uint8_t *space)
{
	memset(space, 0xff, SIZE);
}

static void virtual_function(uint8_t *space)
{
	full(space);
	put(space, 0, UINT32_MAX, 4);
}

static void cardbus(uint8_t *space)
{
	put_header(space, 0);
	put(space, 0x0e, 0x02, 1);
	put(space, 0x14, 0xa0, 1);
	put(space, 0x19, 0x0605, 2);
	put_standard(space, 0xa0, 0x01, 0);
}

static void twice(uint8_t *space)
{
	put_header(space, 0x40);
	put_express(space, 0x40, 0x60, PORT_ROOT);
	put_express(space, 0x60, 0, PORT_UPSTREAM);
	put_extended(space, 0x100, 0x000d, 0x110);
	put(space, 0x106, 0x1, 2);
	put_extended(space, 0x110, 0x000d, 0);
	put(space, 0x116, 0x2, 2);
}

/* The first lies behind the second, where a cut may fall. */
static void twice_backwards(uint8_t *space)
{
	put_header(space, 0x84);
	put_standard(space, 0x84, 0x10, 0x40);
	put_express(space, 0x40, 0, PORT_ROOT);
}

#define STANDARDS(express, flr, power, msi, msix) \
	{                                         \
		express, flr, power, msi, msix    \
	}
#define EXTENDEDS(acs, sriov, serial) \
	{                             \
		acs, sriov, serial    \
	}

/* clang-format off */
#define NONE5  STANDARDS(ABSENT, ABSENT, ABSENT, ABSENT, ABSENT)
#define NONE3  EXTENDEDS(ABSENT, ABSENT, ABSENT)
#define DARK5  STANDARDS(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
#define DARK3  EXTENDEDS(UNKNOWN, UNKNOWN, UNKNOWN)
#define PORT5  STANDARDS(KNOWN, KNOWN, ABSENT, ABSENT, ABSENT)
#define FULL5  STANDARDS(KNOWN, KNOWN, KNOWN, KNOWN, KNOWN)
#define POWER5 STANDARDS(ABSENT, ABSENT, KNOWN, ABSENT, ABSENT)

static const struct {
	const char *name;
	void (*fill)(uint8_t *space);
	size_t length;
	enum known standards[5], extendeds[3];
	enum port_type port;
} rows[] = {
	{ "nothing",            empty,             0,    DARK5,  DARK3, 0 },
	{ "no list",            empty,             64,   NONE5,  NONE3, 0 },
	{ "others see 64",      full,              64,   DARK5,  DARK3, 0 },
	{ "conventional",       conventional,      256,
	  STANDARDS(ABSENT, KNOWN, KNOWN, ABSENT, ABSENT), NONE3, 0 },
	{ "reset alone",        reset_alone,       256,  POWER5, NONE3, 0 },
	{ "broken off",         broken_off,        256,  POWER5, NONE3, 0 },
	{ "list bit clear",     list_bit_is_clear, 256,  NONE5,  NONE3, 0 },
	{ "full",               full,              4096, FULL5,
	  EXTENDEDS(KNOWN, KNOWN, KNOWN), 0 },
	{ "extended not seen",  full,              256,  FULL5,  DARK3, 0 },
	{ "at the end, cut",    at_the_end,        0xfc, DARK5,  DARK3, 0 },
	{ "at the end",         at_the_end,        4096,
	  STANDARDS(KNOWN, ABSENT, ABSENT, ABSENT, ABSENT), DARK3, 0 },
	{ "loops",              in_loops,          4096,
	  STANDARDS(KNOWN, KNOWN, KNOWN, ABSENT, ABSENT),
	  EXTENDEDS(ABSENT, KNOWN, ABSENT), PORT_ROOT },
	{ "at itself",          at_itself,         4096, PORT5,
	  EXTENDEDS(KNOWN, ABSENT, ABSENT), PORT_DOWNSTREAM },
	{ "outside",            outside,           4096, PORT5,  NONE3, PORT_ROOT },
	{ "all ones",           all_ones,          4096, DARK5,  DARK3, 0 },
	{ "virtual function",   virtual_function,  4096, FULL5,
	  EXTENDEDS(KNOWN, KNOWN, KNOWN), 0 },
	{ "cardbus",            cardbus,           256,  POWER5, NONE3, 0 },
	{ "the first is cut",   twice_backwards,   0x88, DARK5,  DARK3, 0 },
	{ "the first is there", twice_backwards,   256,
	  STANDARDS(KNOWN, ABSENT, ABSENT, ABSENT, ABSENT), DARK3, 0 },
	{ "bridge",             bridge,            256,  PORT5,  DARK3, PORT_DOWNSTREAM },
	{ "the first counts",   twice,             4096, PORT5,
	  EXTENDEDS(KNOWN, ABSENT, ABSENT), PORT_ROOT },
};
/* clang-format on */

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

/* Exactly LENGTH bytes of the heap: a sanitizer sees each read outside. */
static struct capabilities read_cut(const uint8_t *space, size_t length)
{
	uint8_t *bytes = malloc(length ? length : 1);
	struct capabilities c;

	CHECK(bytes);
	memcpy(bytes, space, length);
	c = capabilities_read(bytes, length);
	free(bytes);
	return c;
}

struct answers {
	enum known known[8];
};

static struct answers answers_of(const struct capabilities *c)
{
	return (struct answers){ { c->express, c->flr, c->power, c->msi, c->msix, c->acs,
		                   c->sriov, c->serial } };
}

static void are_read_from_every_kind_of_space(void)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		uint8_t space[SIZE] = { 0 };
		struct capabilities c;
		struct answers got;

		rows[i].fill(space);
		c = read_cut(space, rows[i].length);
		got = answers_of(&c);
		for (size_t j = 0; j < 8; j++) {
			NOTE("%s, answer %zu", rows[i].name, j);
			CHECK_INT(got.known[j], j < 5 ? rows[i].standards[j]
			                              : rows[i].extendeds[j - 5]);
		}
		CHECK_INT(c.port, rows[i].port);
	}
}

static void tell_their_values(void)
{
	uint8_t space[SIZE] = { 0 };
	struct capabilities c;

	full(space);
	c = read_cut(space, SIZE);
	CHECK(c.multifunction);
	CHECK_INT(c.buses, ABSENT);
	CHECK_INT(c.msi_vectors, 8);
	CHECK_INT(c.msix_vectors, 20);
	CHECK_INT(c.acs_capability, 0x1f);
	CHECK_INT(c.acs_control, 0x1d);
	CHECK(c.serial_number == 0x1122334455667788);
	memset(space, 0, SIZE);
	twice(space);
	c = read_cut(space, SIZE);
	CHECK_INT(c.acs_control, 1);
	memset(space, 0xff, SIZE);
	c = read_cut(space, SIZE);
	CHECK(!c.multifunction);
	CHECK_INT(c.buses, UNKNOWN);
}

static void tell_of_power(void)
{
	uint8_t space[SIZE] = { 0 };
	struct capabilities c;

	full(space);
	c = read_cut(space, 256);
	CHECK(c.can_d1);
	CHECK(!c.can_d2);
	CHECK(c.can_wake_cold);
	CHECK(c.no_soft_reset);
	CHECK_INT(c.power_state, 3);
	put(space, 0x42, 0x0403, 2);
	put(space, 0x44, 0x0000, 2);
	c = read_cut(space, 256);
	CHECK(!c.can_d1);
	CHECK(c.can_d2);
	CHECK(!c.can_wake_cold);
	CHECK(!c.no_soft_reset);
	CHECK_INT(c.power_state, 0);
}

static void tell_of_virtual_functions(void)
{
	uint8_t space[SIZE] = { 0 };
	struct capabilities c;

	full(space);
	c = read_cut(space, SIZE);
	CHECK(c.vfs_enabled);
	CHECK_INT(c.total_vfs, 64);
	CHECK_INT(c.num_vfs, 8);
	CHECK_INT(c.vf_offset, 0x80);
	CHECK_INT(c.vf_stride, 2);
	put(space, 0x168, 0x0008, 2);
	CHECK(!read_cut(space, SIZE).vfs_enabled);
}

static void tell_the_buses_of_bridges(void)
{
	uint8_t space[SIZE] = { 0 };
	struct capabilities c;

	bridge(space);
	c = read_cut(space, 64);
	CHECK_INT(c.buses, KNOWN);
	CHECK_INT(c.secondary, 0x1f);
	CHECK_INT(c.subordinate, 0x21);
	CHECK_INT(read_cut(space, 0x1a).buses, UNKNOWN);
	CHECK_INT(read_cut(space, 0x0f).buses, UNKNOWN);
	memset(space, 0, SIZE);
	cardbus(space);
	c = read_cut(space, 64);
	CHECK_INT(c.buses, KNOWN);
	CHECK_INT(c.secondary, 5);
	CHECK_INT(c.subordinate, 6);
}

/* With more bytes an UNKNOWN may become an answer, and no answer becomes another. */
static void grow_with_the_bytes(void)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		uint8_t space[SIZE] = { 0 };
		struct answers before = { { 0 } };

		rows[i].fill(space);
		for (size_t length = 0; length <= SIZE; length++) {
			struct capabilities c = read_cut(space, length);
			struct answers now = answers_of(&c);

			NOTE("%s, %zu bytes", rows[i].name, length);
			for (size_t j = 0; j < 8; j++)
				CHECK(length == 0 || before.known[j] == UNKNOWN ||
				      before.known[j] == now.known[j]);
			before = now;
		}
	}
}

/* clang-format off */
static const struct {
	const char *name;
	struct capabilities c;
	enum answer answer;
} isolations[] = {
	{ "conventional",         { .express = ABSENT, .acs = ABSENT }, NO },
	{ "nothing read",         { .express = UNKNOWN, .acs = UNKNOWN }, UNSURE },
	{ "root port, none",      { .express = KNOWN, .port = PORT_ROOT, .acs = ABSENT }, NO },
	{ "root port, not seen",  { .express = KNOWN, .port = PORT_ROOT, .acs = UNKNOWN }, UNSURE },
	{ "downstream, off",      { .express = KNOWN, .port = PORT_DOWNSTREAM, .acs = KNOWN,
	                            .acs_capability = 0x1f, .acs_control = 0x0f }, NO },
	{ "downstream, on",       { .express = KNOWN, .port = PORT_DOWNSTREAM, .acs = KNOWN,
	                            .acs_capability = 0x1f, .acs_control = 0x1d }, YES },
	{ "left out counts",      { .express = KNOWN, .port = PORT_ROOT, .acs = KNOWN,
	                            .acs_capability = 0x01, .acs_control = 0x01 }, YES },
	{ "nothing in it",        { .express = KNOWN, .port = PORT_ROOT, .acs = KNOWN }, YES },
	{ "upstream",             { .express = KNOWN, .port = PORT_UPSTREAM, .acs = ABSENT }, YES },
	{ "upstream of several",  { .express = KNOWN, .port = PORT_UPSTREAM, .acs = ABSENT,
	                            .multifunction = true }, NO },
	{ "endpoint",             { .express = KNOWN, .acs = UNKNOWN }, YES },
	{ "endpoint of several",  { .express = KNOWN, .acs = ABSENT, .multifunction = true }, NO },
	{ "to conventional PCI",  { .express = KNOWN, .port = PORT_TO_PCI, .acs = ABSENT }, NO },
	{ "the same, not seen",   { .express = KNOWN, .port = PORT_TO_PCI, .acs = UNKNOWN }, NO },
	{ "what it must not say", { .express = KNOWN, .port = PORT_FROM_PCI, .acs = KNOWN }, NO },
	{ "event collector",      { .express = KNOWN, .port = PORT_EVENT_COLLECTOR,
	                            .acs = KNOWN }, NO },
	{ "kind not defined",     { .express = KNOWN, .port = 0xf, .acs = ABSENT }, YES },
};
/* clang-format on */

static void say_who_isolates(void)
{
	for (size_t i = 0; i < sizeof(isolations) / sizeof(isolations[0]); i++) {
		NOTE("%s", isolations[i].name);
		CHECK_INT(capabilities_isolate(&isolations[i].c), isolations[i].answer);
	}
}

TESTS(TEST(are_read_from_every_kind_of_space), TEST(tell_their_values),
      TEST(tell_of_power), TEST(tell_of_virtual_functions),
      TEST(tell_the_buses_of_bridges), TEST(grow_with_the_bytes), TEST(say_who_isolates))
