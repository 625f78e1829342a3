/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Deadlines never run backwards, and what is left of one fits poll(). */
#include "base/clock.h"

#include <limits.h>

#include "test.h"

static void runs_forwards(void)
{
	deadline_ms before = clock_now(), after = clock_now();

	CHECK(before > 0);
	CHECK(after >= before);
}

static void counts_seconds(void)
{
	deadline_ms before = clock_now(), deadline = clock_in(7), after = clock_now();

	CHECK(deadline >= before + 7000);
	CHECK(deadline <= after + 7000);
}

static void has_nothing_left_of_the_past(void)
{
	CHECK_INT(clock_left(0), 0);
	CHECK_INT(clock_left(-5), 0);
	CHECK_INT(clock_left(clock_now() - 1), 0);
}

static void leaves_what_poll_can_take(void)
{
	int left = clock_left(clock_in(3600));

	CHECK(left > 0);
	CHECK(left <= 3600 * 1000);
	CHECK_INT(clock_left(INT64_MAX / 2), INT_MAX);
	CHECK_INT(clock_left(clock_in(UINT_MAX)), INT_MAX);
}

TESTS(TEST(runs_forwards), TEST(counts_seconds), TEST(has_nothing_left_of_the_past),
      TEST(leaves_what_poll_can_take))
