/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view/table.h"

#include <errno.h>
#include <libsmartcols.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "view/plain.h"

static void unref_tablep(struct libscols_table **table)
{
	scols_unref_table(*table);
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

#define N_GROUP_COLUMNS (sizeof(group_columns) / sizeof(group_columns[0]))

static struct libscols_table *new_tree(const struct look *look)
{
	_cleanup_(unref_tablep) struct libscols_table *table = plain_table(look);

	if (!table || !scols_table_new_column(table, "GROUP", 0, SCOLS_FL_TREE))
		return NULL;
	for (size_t i = 0; i < N_GROUP_COLUMNS; i++) {
		bool last = i + 1 == N_GROUP_COLUMNS;

		if (!scols_table_new_column(table, last ? "NOTE" : group_columns[i], 0,
		                            last ? SCOLS_FL_WRAP : 0))
			return NULL;
	}
	return take(table);
}

/* A line with something in the tree's column and in the last one. */
static struct libscols_line *add_note(struct libscols_table *table,
                                      struct libscols_line *parent, const char *head,
                                      const char *note)
{
	struct libscols_line *line = scols_table_new_line(table, parent);

	if (!line || scols_line_set_data(line, 0, head) < 0 ||
	    scols_line_set_data(line, N_GROUP_COLUMNS, note) < 0)
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

static int add_member(struct libscols_table *table, struct libscols_line *parent,
                      const struct device *device)
{
	struct libscols_line *line = scols_table_new_line(table, parent);

	if (!line || scols_line_set_data(line, 0, BDF_TEXT(device->address)) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < N_GROUP_COLUMNS; i++) {
		struct cell cell = { 0 };
		const char *text;

		column_find(group_columns[i])->value(device, &cell);
		text = cell_text(&cell);
		if (text && scols_line_set_data(line, i + 1, text) < 0)
			return -ENOMEM;
	}
	if (line_colour(device))
		(void)scols_line_set_color(line, line_colour(device));
	return 0;
}

static int add_region(struct libscols_table *table, struct libscols_line *parent,
                      const struct region *region)
{
	char note[96];

	(void)text_format(note, sizeof(note), "0x%08llx-0x%08llx %s",
	                  (unsigned long long)region->start,
	                  (unsigned long long)region->end, region->type);
	return add_note(table, parent, "reserved", note) ? 0 : -ENOMEM;
}

/* Interrupt windows and the like are everywhere; what forbids or matters is not. */
static bool is_notable(const struct region *region)
{
	return text_starts(region->type, "direct");
}

static int add_group(struct libscols_table *table, const struct judgement *j, bool all)
{
	const struct iommu_group *group = j->group;
	struct libscols_line *line;
	char id[16], note[128];
	int r = 0;

	(void)text_format(id, sizeof(id), "%u", group->id);
	say_viable(j, note, sizeof(note));
	line = add_note(table, NULL, id, note);
	if (!line)
		return -ENOMEM;
	if (j->viable == NO)
		(void)scols_line_set_color(line, "yellow");
	for (const struct device *d = group->first; r == 0 && d; d = d->next_in_group)
		r = add_member(table, line, d);
	for (const struct member *m = group->others; r == 0 && m; m = m->next)
		r = add_note(table, line, m->name,
		             m->driver.known == KNOWN ? m->driver.value : "no PCI device")
		            ? 0
		            : -ENOMEM;
	for (size_t i = 0; r == 0 && i < group->n_regions; i++)
		if (all || is_notable(&group->regions[i]))
			r = add_region(table, line, &group->regions[i]);
	if (r == 0 && j->reason)
		r = add_note(table, line, "why", j->reason) ? 0 : -ENOMEM;
	return r;
}

int table_groups(const struct sink *sink, const struct look *look,
                 const struct judgement *judgements, size_t n, bool all)
{
	_cleanup_(unref_tablep) struct libscols_table *table = new_tree(look);

	if (!table)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		int r = add_group(table, &judgements[i], all);

		if (r < 0)
			return r;
	}
	return n ? print_table(sink, table) : 0;
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
