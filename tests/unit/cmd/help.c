/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Help tells every command and option, and fits a terminal of 80 columns. */
#include "cmd/help.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "test.h"

static int write_memory(void *context, const char *text, size_t length)
{
	return fwrite(text, 1, length, context) == length ? 0 : -1;
}

static char *print(const struct verb *verb)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct sink sink = { write_memory, out };

	CHECK(out);
	CHECK_INT(help_print(&sink, verb), 0);
	(void)fclose(out);
	return text;
}

static void check_width(const char *text)
{
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
		NOTE("%.*s", (int)strcspn(line, "\n"), line);
		CHECK(strcspn(line, "\n") <= 80);
	}
	CHECK_INT(text[strlen(text) - 1], '\n');
}

static void of_the_program_fits(void)
{
	_cleanup_(freep) char *text = print(NULL);

	check_width(text);
	for (size_t i = 0; i < n_verbs; i++) {
		NOTE("%s", verbs[i]->name);
		CHECK(strstr(text, verbs[i]->name));
		CHECK(strstr(text, verbs[i]->summary));
	}
}

static void of_each_command_fits(void)
{
	for (size_t i = 0; i < n_verbs; i++) {
		_cleanup_(freep) char *text = print(verbs[i]);

		check_width(text);
		for (size_t t = 0; verbs[i]->options[t]; t++)
			for (const struct option_row *row = verbs[i]->options[t];
			     row->name; row++) {
				char option[64];

				NOTE("%s --%s", verbs[i]->name, row->name);
				(void)snprintf(option, sizeof(option), "--%s", row->name);
				CHECK(strstr(text, option));
				CHECK(strstr(text, row->help));
			}
	}
}

/* getopt_long() would take the first of two. */
static void has_no_option_twice(void)
{
	for (size_t i = 0; i < n_verbs; i++)
		for (size_t t = 0; verbs[i]->options[t]; t++)
			for (const struct option_row *a = verbs[i]->options[t]; a->name;
			     a++)
				for (const struct option_row *b = a + 1; b->name; b++) {
					NOTE("%s: %s and %s", verbs[i]->name, a->name,
					     b->name);
					CHECK(strcmp(a->name, b->name) != 0);
					CHECK(!a->letter || a->letter != b->letter);
				}
}

TESTS(TEST(of_the_program_fits), TEST(of_each_command_fits), TEST(has_no_option_twice))
