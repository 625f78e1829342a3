/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel command line in words, cut as the kernel cuts it (lib/cmdline.c: next_arg()).
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "model/value.h"

struct token {
	const char *text;  /* as it is written */
	const char *name;  /* of the parameter, with _ for -: the kernel takes either */
	const char *value; /* behind the =, without quotes; NULL: there is no = */
};

struct cmdline {
	struct token *tokens; /* in their order; what stands behind -- is init's */
	size_t n;
};

/* 0 or -ENOMEM: there is no line that the kernel would refuse. */
int cmdline_parse(struct arena *arena, const char *text, struct cmdline *ret);

/* The last token of that name (written with _) from the first BEFORE ones, or NULL. */
const struct token *cmdline_last(const struct cmdline *cmdline, const char *name,
                                 size_t before);

/* Does a token of NAME (with _) stand in it, with VALUE? NULL: with none. */
bool cmdline_has(const struct cmdline *cmdline, const char *name, const char *value);

/*
 * Of a list of values cut by commas takes the next part, as a copy: *REST is moved past
 * it. NULL: none is left (*REST is NULL), or no memory (*REST is not).
 */
const char *cmdline_part(struct arena *arena, const char **rest);

/* Is it a yes or a no as the kernel reads one (kstrtobool())? UNSURE: neither. */
enum answer cmdline_boolean(const char *value);
