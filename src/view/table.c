/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view/table.h"

#include <errno.h>
#include <libsmartcols.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/text.h"

static void unref_tablep(struct libscols_table **table)
{
	scols_unref_table(*table);
}

static struct libscols_table *new_table(const struct look *look,
					const struct column *const *chosen, size_t n)
{
	_cleanup_(unref_tablep) struct libscols_table *table = scols_new_table();

	if (!table)
		return NULL;
	if (look->width) {
		(void)scols_table_set_termforce(table, SCOLS_TERMFORCE_ALWAYS);
		(void)scols_table_set_termwidth(table, look->width);
	} else {
		(void)scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
	}
	(void)scols_table_enable_colors(table, look->colour);
	for (size_t i = 0; i < n; i++) {
		bool numeric = text_equal(chosen[i]->title, "GROUP") ||
			       text_equal(chosen[i]->title, "NUMA");
		/* Only the last column gives way: half an address is worth nothing. */
		int flags = (numeric ? SCOLS_FL_RIGHT : 0) |
			    (i + 1 == n ? SCOLS_FL_TRUNC : 0);

		if (!scols_table_new_column(table, chosen[i]->title, 0, flags))
			return NULL;
	}
	return take(table);
}

static const char *cell_text(const struct cell *cell, char *buffer, size_t size)
{
	switch (cell->kind) {
	case CELL_NULL:
		return NULL;
	case CELL_TEXT:
	case CELL_WORDS:
		return cell->text;
	case CELL_NUMBER:
		(void)text_format(buffer, size, "%u", cell->number);
		return buffer;
	case CELL_BOOL:
		return cell->number ? "yes" : "no";
	}
	return NULL;
}

/* Colour means one thing: this device is in VFIO's hands. */
static const char *line_colour(const struct device *device)
{
	return device->driver.known == KNOWN && driver_is_vfio(device->driver.value)
		       ? "green"
		       : NULL;
}

static int add_device(struct libscols_table *table, const struct column *const *chosen,
		      size_t n, const struct device *device)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);

	if (!line)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		struct cell cell = { 0 };
		char buffer[32];
		const char *text;

		chosen[i]->value(device, &cell);
		text = cell_text(&cell, buffer, sizeof(buffer));
		if (text && scols_line_set_data(line, i, text) < 0)
			return -ENOMEM;
	}
	if (line_colour(device))
		(void)scols_line_set_color(line, line_colour(device));
	return 0;
}

int table_devices(const struct sink *sink, const struct look *look,
		  const struct column *const *chosen, size_t n_chosen,
		  struct device *const *devices, size_t n)
{
	_cleanup_(unref_tablep) struct libscols_table *table = new_table(look, chosen,
									 n_chosen);
	_cleanup_(freep) char *text = NULL;
	int r;

	if (!table)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		r = add_device(table, chosen, n_chosen, devices[i]);
		if (r < 0)
			return r;
	}
	if (!n)
		return 0;
	r = scols_print_table_to_string(table, &text);
	/* The library puts newlines between lines only. */
	return r < 0 ? r : sink_printf(sink, "%s\n", text);
}
