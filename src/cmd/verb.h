/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command is a row: parsing, help, completion and the man page's test all read it. */
#pragma once

#include "base/fault.h"
#include "cmd/settings.h"
#include "cmd/status.h"

struct option_row {
	const char *name; /* long name without dashes; NULL ends a table */
	char letter;      /* 0: only long */
	const char
		*arg; /* what the value is called, or its words (a|b); NULL: takes none */
	const char *help; /* fits a line of help */
	/* 0, or -EINVAL with a fault. VALUE is NULL where there is none. */
	int (*apply)(struct settings *settings, const char *value, struct fault *f);
};

struct verb {
	const char *name;
	const char *args; /* what follows the options in the usage line */
	const char *summary;
	const struct option_row *const *options; /* its tables, NULL at the end */
	enum status (*run)(const struct settings *settings);
};

/* In the order of help: looking first, then acting. */
extern const struct verb *const verbs[];
extern const size_t n_verbs;

/* Not among them: it is for the build. */
extern const struct verb verb_completion;

extern const struct verb verb_list, verb_groups, verb_show, verb_check, verb_resolve,
	verb_history, verb_bind, verb_release, verb_undo;

/* Tables of options: for every command; for those that act. */
extern const struct option_row global_options[];
extern const struct option_row acting_options[];
