/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What can be said of a device: one row for each fact, asked by the table and by JSON
 * alike. */
#pragma once

#include "model/fact.h"
#include "model/host.h"

/* By which users are looked for, without a walk through all open files. */
#define LISTED_FACTS (FACT_STORAGE | FACT_NETWORK)

enum cell_kind { CELL_NULL, CELL_TEXT, CELL_NUMBER, CELL_BOOL, CELL_WORDS };

/* A value with its type. Texts are the device's own or stand in `buffer`. */
struct cell {
	enum cell_kind kind;
	const char *text; /* CELL_TEXT; CELL_WORDS: separated by blanks */
	uint32_t number;  /* CELL_NUMBER, CELL_BOOL */
	char buffer[192];
};

struct column {
	const char *member; /* in JSON schema 1; NULL: only in tables */
	const char *title;  /* in tables; NULL: only in JSON */
	const char *help;
	unsigned facts; /* of enum fact */
	void (*value)(const struct device *device, struct cell *ret);
};

/* In the order of JSON schema 1; the columns of tables stand among them. */
extern const struct column columns[];
extern const size_t n_columns;

/* The row with that title, whatever its case, or NULL. */
const struct column *column_find(const char *title);

/* The columns that `list` shows when not asked for others, in order, NULL at the end. */
extern const char *const default_columns[];

/* What stands in a table, which may be in the cell's own buffer; NULL: nothing. */
const char *cell_text(struct cell *cell);

/* Numbers whose ends stand below each other. */
bool column_is_right(const struct column *column);

/* The facts that all members of JSON together need. */
unsigned render_facts(void);
