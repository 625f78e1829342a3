/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A library that is not there, or is another one, is an error and no crash. */
#include "os/library.h"

#include <errno.h>
#include <string.h>

#include "test.h"

struct calls {
	LIBRARY_CALL(strlen);
	LIBRARY_CALL(strcmp);
};

static const struct library_symbol symbols[] = {
	LIBRARY_SYMBOL(calls, strlen),
	LIBRARY_SYMBOL(calls, strcmp),
};

static void fills_the_table(void)
{
	struct calls calls = { 0 };

	CHECK_INT(library_open("libc.so.6", symbols, 2, &calls), 0);
	CHECK(calls.strlen && calls.strcmp);
	CHECK_INT((int)calls.strlen("four"), 4);
	CHECK_INT(calls.strcmp("a", "a"), 0);
}

static void is_an_error_when_absent(void)
{
	struct calls calls = { 0 };

	CHECK_INT(library_open("libno-such-library.so.9", symbols, 2, &calls), -ELIBACC);
	CHECK(!calls.strlen);
}

static void is_an_error_without_its_functions(void)
{
	static const struct library_symbol other[] = { { "no_such_function", 0 } };
	struct calls calls = { 0 };

	CHECK_INT(library_open("libc.so.6", other, 1, &calls), -ELIBACC);
	CHECK(!calls.strlen);
}

TESTS(TEST(fills_the_table), TEST(is_an_error_when_absent),
      TEST(is_an_error_without_its_functions))
