/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the command line says, before it means anything. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/request.h"

#define OVERRIDES_MAX 64

enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

struct settings {
	const char *root;   /* NULL: the live machine */
	const char *config; /* NULL: where the configuration always is */
	bool json;
	bool quiet;
	bool verbose;
	bool help;
	bool version;
	enum colour colour;
	const char *peer; /* SSH_CONNECTION of the environment; NULL: not set */
	/* list */
	const char *columns; /* comma-separated titles */
	bool list_columns;
	bool ascii;            /* lines of trees in plain characters */
	bool wake;             /* show: read sleeping devices too */
	bool one;              /* resolve: exactly one must match */
	const char *format;    /* resolve */
	bool strict;           /* check: warnings fail too */
	const char *as;        /* check: who shall run the guest */
	const char *unit;      /* check: the service that shall run it */
	uint64_t guest_memory; /* check: bytes; 0: not said */
	/* bind, release */
	bool whole_group;
	bool dry_run;
	bool new_id;
	unsigned timeout; /* seconds for each device */
	unsigned wait;    /* seconds for the lock */
	const char *driver;
	const char *owner; /* USER[:GROUP] */
	enum goal goal;
	const char *overrides[OVERRIDES_MAX];
	size_t n_overrides;
	/* The whole command line, for the history. */
	char **words;
	size_t n_words;
	/* Selectors; undo: a transaction. */
	char **args;
	size_t n_args;
};
