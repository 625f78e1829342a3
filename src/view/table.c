/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view/table.h"

#include <errno.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "view/plain.h"

static void unref_tablep(struct libscols_table **table)
{
	scols_unref_table(*table);
}

static void free_iterp(struct libscols_iter **iter)
{
	scols_free_iter(*iter);
}

static struct libscols_table *plain_table(const struct look *look)
{
	struct libscols_table *table = scols_new_table();

	if (!table)
		return NULL;
	if (look->width) {
		(void)scols_table_set_termforce(table, SCOLS_TERMFORCE_ALWAYS);
		(void)scols_table_set_termwidth(table, look->width);
	} else {
		(void)scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
	}
	(void)scols_table_enable_colors(table, look->colour);
	(void)scols_table_enable_ascii(table, look->ascii);
	return table;
}

static struct libscols_table *new_table(const struct look *look,
                                        const struct column *const *chosen, size_t n)
{
	_cleanup_(unref_tablep) struct libscols_table *table = plain_table(look);

	if (!table)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		/* Only words give way: half an address is worth nothing. */
		bool gives_way = i + 1 == n || text_equal(chosen[i]->title, "USERS");
		int flags = (column_is_right(chosen[i]) ? SCOLS_FL_RIGHT : 0) |
		            (gives_way ? SCOLS_FL_TRUNC : 0);

		if (!scols_table_new_column(table, chosen[i]->title, 0, flags))
			return NULL;
	}
	return take(table);
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
		const char *text;

		chosen[i]->value(device, &cell);
		text = cell_text(&cell);
		if (text && scols_line_set_data(line, i, text) < 0)
			return -ENOMEM;
	}
	if (line_colour(device))
		(void)scols_line_set_color(line, line_colour(device));
	return 0;
}

/* The library puts newlines between lines only. */
static int print_table(const struct sink *sink, struct libscols_table *table)
{
	_cleanup_(freep) char *text = NULL;
	int r = scols_print_table_to_string(table, &text);

	if (r == 0)
		r = sink_text(sink, text);
	return r == 0 ? sink_text(sink, "\n") : r;
}

static int print_devices(const struct sink *sink, const struct look *look,
                         const struct column *const *chosen, size_t n_chosen,
                         struct device *const *devices, size_t n)
{
	_cleanup_(unref_tablep) struct libscols_table *table = new_table(look, chosen,
	                                                                 n_chosen);

	if (!table)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		int r = add_device(table, chosen, n_chosen, devices[i]);

		if (r < 0)
			return r;
	}
	return print_table(sink, table);
}

int table_devices(const struct sink *sink, const struct look *look,
                  const struct column *const *chosen, size_t n_chosen,
                  struct device *const *devices, size_t n)
{
	int r;

	if (!n)
		return 0;
	/* Whoever reads it by a program has no width and no colours. */
	r = look->width || look->colour
	            ? PLAIN_NOT
	            : plain_devices(sink, chosen, n_chosen, devices, n);
	return r == PLAIN_NOT ? print_devices(sink, look, chosen, n_chosen, devices, n)
	                      : r;
}

/* groups */

/* The columns of a device's line behind the tree's own; the note is the last one. */
static const char *const group_columns[] = { "IDS", "CLASS", "DRIVER", "NAME" };
static const char *const narrow_columns[] = { "CLASS", "DRIVER", "NAME" };

#define N_GROUP_COLUMNS  (sizeof(group_columns) / sizeof(group_columns[0]))
#define N_NARROW_COLUMNS (sizeof(narrow_columns) / sizeof(narrow_columns[0]))
#define NARROW           100 /* below, reasons need the room of the ids */
#define NOTE_LEAST       16  /* narrower than this it is not wrapped, but juts out */
#define BRANCH           2   /* columns that the tree draws before a member */

struct tree {
	struct libscols_table *table;
	const char *const *columns;
	size_t n;
};

static int new_tree(const struct look *look, struct tree *tree)
{
	bool is_narrow = look->width && look->width < NARROW;
	struct libscols_column *note = NULL;

	tree->columns = is_narrow ? narrow_columns : group_columns;
	tree->n = is_narrow ? N_NARROW_COLUMNS : N_GROUP_COLUMNS;
	tree->table = plain_table(look);
	if (!tree->table ||
	    !scols_table_new_column(tree->table, "GROUP", 0, SCOLS_FL_TREE))
		return -ENOMEM;
	for (size_t i = 0; i < tree->n; i++) {
		bool last = i + 1 == tree->n;

		note = scols_table_new_column(tree->table,
		                              last ? "NOTE" : tree->columns[i], 0,
		                              last ? SCOLS_FL_WRAP : 0);
		if (!note)
			return -ENOMEM;
	}
	if (scols_column_set_safechars(note, "\n") < 0)
		return -ENOMEM;
	return scols_column_set_wrapfunc(note, scols_wrapnl_chunksize,
	                                 scols_wrapnl_nextchunk, NULL);
}

/* How wide the columns before the note are, with what stands between them. */
static size_t width_before_note(const struct tree *tree)
{
	_cleanup_(free_iterp) struct libscols_iter *lines =
		scols_new_iter(SCOLS_ITER_FORWARD);
	size_t widths[N_GROUP_COLUMNS] = { strlen("GROUP") }, sum = 0;
	struct libscols_line *line;

	for (size_t i = 1; i < tree->n; i++)
		widths[i] = strlen(tree->columns[i - 1]);
	while (lines && scols_table_next_line(tree->table, lines, &line) == 0)
		for (size_t i = 0; i < tree->n; i++) {
			const char *text =
				scols_cell_get_data(scols_line_get_cell(line, i));
			size_t width = text ? strlen(text) : 0;

			width += i == 0 && scols_line_get_parent(line) ? BRANCH : 0;
			widths[i] = width > widths[i] ? width : widths[i];
		}
	for (size_t i = 0; i < tree->n; i++)
		sum += widths[i] + 1;
	return sum;
}

/* Notes are broken between words: the library breaks anywhere. */
static int wrap_notes(const struct tree *tree, const struct look *look)
{
	_cleanup_(free_iterp) struct libscols_iter *lines =
		scols_new_iter(SCOLS_ITER_FORWARD);
	size_t before = width_before_note(tree);
	struct libscols_line *line;

	if (!lines)
		return -ENOMEM;
	if (look->width < before + NOTE_LEAST)
		return 0;
	while (scols_table_next_line(tree->table, lines, &line) == 0) {
		struct libscols_cell *cell = scols_line_get_cell(line, tree->n);
		_cleanup_(freep) char *text = NULL;

		if (!scols_cell_get_data(cell))
			continue;
		text = strdup(scols_cell_get_data(cell));
		if (!text)
			return -ENOMEM;
		text_wrap(text, look->width - before);
		if (scols_cell_set_data(cell, text) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* A line with something in the tree's column and in the last one. */
static struct libscols_line *add_note(const struct tree *tree,
                                      struct libscols_line *parent, const char *head,
                                      const char *note)
{
	struct libscols_line *line = scols_table_new_line(tree->table, parent);

	if (!line || scols_line_set_data(line, 0, head) < 0 ||
	    scols_line_set_data(line, tree->n, note) < 0)
		return NULL;
	return line;
}

static void say_viable(const struct judgement *j, char *buffer, size_t size)
{
	const char *type = j->group->type.known == KNOWN ? j->group->type.value : "";
	const char *comma = *type ? ", " : "";

	if (j->group->noiommu.known == KNOWN && j->group->noiommu.value)
		(void)text_format(buffer, size, "no IOMMU behind it: isolates nothing");
	else if (j->viable == YES)
		(void)text_format(buffer, size, "viable%s%s", comma, type);
	else if (j->viable == UNSURE)
		(void)text_format(buffer, size, "not known%s%s", comma, type);
	else
		(void)text_format(buffer, size, "held by %s%s%s%s",
		                  j->n_blockers ? BDF_TEXT(j->blockers[0]->address)
		                                : j->other_blocker,
		                  j->n_blockers > 1 ? " and others" : "", comma, type);
}

static int add_member(const struct tree *tree, struct libscols_line *parent,
                      const struct device *device)
{
	struct libscols_line *line = scols_table_new_line(tree->table, parent);

	if (!line || scols_line_set_data(line, 0, BDF_TEXT(device->address)) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < tree->n; i++) {
		struct cell cell = { 0 };
		const char *text;

		column_find(tree->columns[i])->value(device, &cell);
		text = cell_text(&cell);
		if (text && scols_line_set_data(line, i + 1, text) < 0)
			return -ENOMEM;
	}
	if (line_colour(device))
		(void)scols_line_set_color(line, line_colour(device));
	return 0;
}

static int add_region(const struct tree *tree, struct libscols_line *parent,
                      const struct region *region)
{
	char note[96];

	(void)text_format(note, sizeof(note), "0x%08llx-0x%08llx %s",
	                  (unsigned long long)region->start,
	                  (unsigned long long)region->end, region->type);
	return add_note(tree, parent, "reserved", note) ? 0 : -ENOMEM;
}

/* Interrupt windows and the like are everywhere; what forbids or matters is not. */
static bool is_notable(const struct region *region)
{
	return text_starts(region->type, "direct");
}

static int add_group(const struct tree *tree, const struct judgement *j, bool all)
{
	const struct iommu_group *group = j->group;
	struct libscols_line *line;
	char id[16], note[128];
	int r = 0;

	(void)text_format(id, sizeof(id), "%u", group->id);
	say_viable(j, note, sizeof(note));
	line = add_note(tree, NULL, id, note);
	if (!line)
		return -ENOMEM;
	if (j->viable == NO)
		(void)scols_line_set_color(line, "yellow");
	for (const struct device *d = group->first; r == 0 && d; d = d->next_in_group)
		r = add_member(tree, line, d);
	for (const struct member *m = group->others; r == 0 && m; m = m->next)
		r = add_note(tree, line, m->name,
		             m->driver.known == KNOWN ? m->driver.value : "no PCI device")
		            ? 0
		            : -ENOMEM;
	for (size_t i = 0; r == 0 && i < group->n_regions; i++)
		if (all || is_notable(&group->regions[i]))
			r = add_region(tree, line, &group->regions[i]);
	if (r == 0 && j->reason)
		r = add_note(tree, line, "why", j->reason) ? 0 : -ENOMEM;
	return r;
}

int table_groups(const struct sink *sink, const struct look *look,
                 const struct judgement *judgements, size_t n, bool all)
{
	struct tree tree = { 0 };
	int r = new_tree(look, &tree);

	for (size_t i = 0; r == 0 && i < n; i++)
		r = add_group(&tree, &judgements[i], all);
	if (r == 0 && look->width)
		r = wrap_notes(&tree, look);
	if (r == 0 && n)
		r = print_table(sink, tree.table);
	scols_unref_table(tree.table);
	return r;
}

/* history */

static const char *devices_text(const struct record *record, char *buffer, size_t size)
{
	size_t end = 0;

	buffer[0] = '\0';
	for (size_t i = 0; i < record->n_units && end < size; i++) {
		int n = snprintf(buffer + end, size - end, "%s%s", i ? " " : "",
		                 BDF_TEXT(record->units[i].address));

		end += n > 0 ? (size_t)n : 0;
	}
	return buffer;
}

static int add_record(struct libscols_table *table, const struct record *record)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	char devices[512];
	const char *const cells[] = {
		record->id,   record->since,
		record->verb, record_outcome_text(record->outcome),
		record->uid,  devices_text(record, devices, sizeof(devices)),
	};

	if (!line)
		return -ENOMEM;
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		if (cells[i] && scols_line_set_data(line, i, cells[i]) < 0)
			return -ENOMEM;
	return 0;
}

int table_history(const struct sink *sink, const struct look *look,
                  struct record *const *records, size_t n)
{
	static const char *const titles[] = { "TRANSACTION", "SINCE", "COMMAND",
		                              "OUTCOME",     "UID",   "DEVICES" };
	_cleanup_(unref_tablep) struct libscols_table *table = plain_table(look);
	int r = 0;

	if (!table)
		return -ENOMEM;
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (!scols_table_new_column(table, titles[i], 0,
		                            i == 5 ? SCOLS_FL_TRUNC : 0))
			return -ENOMEM;
	for (size_t i = 0; r == 0 && i < n; i++)
		r = add_record(table, records[i]);
	if (r < 0)
		return r;
	return n ? print_table(sink, table) : 0;
}
