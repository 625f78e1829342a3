/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/help.h"

#include <stdio.h>
#include <string.h>

static int print_option(const struct sink *sink, const struct option_row *row)
{
	char left[64], letter[5] = "    ";

	if (row->letter)
		(void)snprintf(letter, sizeof(letter), "-%c, ", row->letter);
	(void)snprintf(left, sizeof(left), "%s--%s%s%s", letter, row->name,
	               row->arg ? "=" : "", row->arg ? row->arg : "");
	/* A long one has its line for itself. */
	if (strlen(left) > 24)
		return sink_printf(sink, "  %s\n  %-24s %s\n", left, "", row->help);
	return sink_printf(sink, "  %-24s %s\n", left, row->help);
}

static int print_options(const struct sink *sink, const struct option_row *row)
{
	int r = 0;

	for (; r == 0 && row->name; row++)
		r = print_option(sink, row);
	return r;
}

static int print_verb(const struct sink *sink, const struct verb *verb)
{
	int r = sink_printf(sink, "Usage: vfioprep %s [OPTION...] %s\n\n%s\n\nOptions:\n",
	                    verb->name, verb->args, verb->summary);

	for (size_t i = 0; r == 0 && verb->options[i]; i++)
		r = print_options(sink, verb->options[i]);
	return r < 0 ? r : sink_printf(sink, "\nSee vfioprep(8) for more.\n");
}

static int print_program(const struct sink *sink)
{
	int r = sink_text(
		sink, "Usage: vfioprep [OPTION...] COMMAND [OPTION...] [SELECTOR...]\n\n"
		      "Hands PCI devices to virtual machines and userspace drivers, and "
		      "back.\n\n"
		      "Commands:\n");

	for (size_t i = 0; r == 0 && i < n_verbs; i++)
		r = sink_printf(sink, "  %-10s %s\n", verbs[i]->name, verbs[i]->summary);
	if (r == 0)
		r = sink_text(sink, "\nOptions of every command:\n");
	if (r == 0)
		r = print_options(sink, global_options);
	return r < 0 ? r
	             : sink_text(sink, "\nvfioprep COMMAND --help tells the options of a "
	                               "command; "
	                               "see also vfioprep(8).\n");
}

int help_print(const struct sink *sink, const struct verb *verb)
{
	return verb ? print_verb(sink, verb) : print_program(sink);
}
