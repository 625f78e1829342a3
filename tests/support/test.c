/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char note[512];

void test_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(note, sizeof(note), format, args);
	va_end(args);
}

static void say_place(const struct test_place *place)
{
	print_error("%s:%d: %s%s%s\n", place->file, place->line, place->text,
	            *note ? "\n  at: " : "", note);
}

void test_check(const struct test_place *place, bool holds)
{
	if (holds)
		return;
	say_place(place);
	_fail(place->file, place->line);
}

void test_text(const struct test_place *place, const char *got, const char *wanted)
{
	if (got == wanted || (got && wanted && strcmp(got, wanted) == 0))
		return;
	say_place(place);
	print_error("  got:    %s%s%s\n", got ? "'" : "", got ? got : "NULL",
	            got ? "'" : "");
	print_error("  wanted: %s%s%s\n", wanted ? "'" : "", wanted ? wanted : "NULL",
	            wanted ? "'" : "");
	_fail(place->file, place->line);
}

void test_int(const struct test_place *place, intmax_t got, intmax_t wanted)
{
	if (got == wanted)
		return;
	say_place(place);
	print_error("  got:    %jd (%#jx)\n", got, (uintmax_t)got);
	print_error("  wanted: %jd (%#jx)\n", wanted, (uintmax_t)wanted);
	_fail(place->file, place->line);
}

/* cmocka hands a test its state: here that is our row. */
static void run_row(void **state)
{
	const struct test *test = *state;

	note[0] = '\0';
	test->run();
}

int test_main(const struct test *tests, size_t n)
{
	struct CMUnitTest *rows = calloc(n, sizeof(*rows));
	int failed;

	if (!rows)
		return 1;
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct CMUnitTest){
			.name = tests[i].name,
			.test_func = run_row,
			.initial_state = (void *)(uintptr_t)&tests[i],
		};
	failed = _cmocka_run_group_tests("tests", rows, n, NULL, NULL);
	free(rows);
	return failed ? 1 : 0;
}
