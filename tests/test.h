/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests as rows, and checks that say what they saw: all that the tests know of cmocka. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct test {
	const char *name;
	void (*run)(void);
};

/* A row of the list given to TESTS(). */
#define TEST(function)              \
	{                           \
#function, function \
	}

/* The whole main() of a test binary: TESTS(TEST(one), TEST(other)) */
#define TESTS(...)                                                         \
	int main(void)                                                     \
	{                                                                  \
		static const struct test tests[] = { __VA_ARGS__ };        \
                                                                           \
		return test_main(tests, sizeof(tests) / sizeof(tests[0])); \
	}

int test_main(const struct test *tests, size_t n);

/* What is being looked at now, for the message of a check that fails; see NOTE(). */
void test_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Names the row of a table, or the round of a loop, that the next checks are about. */
#define NOTE(...) test_note(__VA_ARGS__)

struct test_place {
	const char *file;
	int line;
	const char *text; /* the check as it is written */
};

#define TEST_PLACE(text) (&(const struct test_place){ __FILE__, __LINE__, (text) })

void test_check(const struct test_place *place, bool holds);
void test_text(const struct test_place *place, const char *got, const char *wanted);
void test_int(const struct test_place *place, intmax_t got, intmax_t wanted);

/* Ends the test unless the condition holds. */
#define CHECK(condition) test_check(TEST_PLACE(#condition), (condition))

/* Ends the test unless both texts are equal; NULL equals only NULL. */
#define CHECK_TEXT(got, wanted) test_text(TEST_PLACE(#got), (got), (wanted))

/* Ends the test unless both numbers are equal. */
#define CHECK_INT(got, wanted) test_int(TEST_PLACE(#got), (got), (wanted))
