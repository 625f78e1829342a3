/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "cmd/output.h"
#include "cmd/reading.h"
#include "cmd/speak.h"
#include "cmd/verb.h"
#include "view/columns.h"
#include "view/json.h"
#include "view/table.h"

#define COLUMNS_MAX 64

static int set_columns(struct settings *s, const char *value, struct fault *f)
{
	(void)f;
	s->columns = value;
	return 0;
}

static int set_list_columns(struct settings *s, const char *value, struct fault *f)
{
	(void)value, (void)f;
	s->list_columns = true;
	return 0;
}

static const struct option_row options[] = {
	{ "output", 'o', "COLUMNS", "show these columns, separated by commas",
	  set_columns },
	{ "list-columns", 0, NULL, "print the columns there are and exit",
	  set_list_columns },
	{ NULL, 0, NULL, NULL, NULL },
};

static const struct option_row *const tables[] = { options, global_options, NULL };

struct chosen {
	const struct column *rows[COLUMNS_MAX];
	size_t n;
};

static int add_column(struct chosen *chosen, const char *title, struct fault *f)
{
	const struct column *row = column_find(title);

	if (!row) {
		(void)fault(f, -EINVAL, "there is no column '%s'", title);
		return fault_remedy(f, "see vfioprep list --list-columns");
	}
	if (chosen->n == COLUMNS_MAX)
		return fault(f, -EINVAL, "more than %d columns", COLUMNS_MAX);
	chosen->rows[chosen->n++] = row;
	return 0;
}

static int choose_columns(const struct settings *settings, struct chosen *ret,
                          struct fault *f)
{
	char list[1024], *rest = list, *title;
	int r = 0;

	if (!settings->columns) {
		for (size_t i = 0; r == 0 && default_columns[i]; i++)
			r = add_column(ret, default_columns[i], f);
		return r;
	}
	if (text_format(list, sizeof(list), "%s", settings->columns) < 0)
		return fault(f, -EINVAL, "the list of columns is too long");
	while (r == 0 && (title = strsep(&rest, ",")))
		r = add_column(ret, title, f);
	return r;
}

static enum status print_columns(void)
{
	struct sink sink = output_sink();

	for (size_t i = 0; i < n_columns; i++)
		if (columns[i].title)
			(void)sink_printf(&sink, "%-12s %s\n", columns[i].title,
			                  columns[i].help);
	return STATUS_DONE;
}

static unsigned facts_of(const struct settings *settings, const struct chosen *chosen)
{
	unsigned facts = 0;

	if (settings->json)
		return render_facts();
	for (size_t i = 0; i < chosen->n; i++)
		facts |= chosen->rows[i]->facts;
	return facts;
}

static enum status print(const struct settings *settings, const struct reading *reading,
                         const struct chosen *chosen)
{
	struct look look = output_look(settings);
	struct sink sink = output_sink();

	/* Whether it arrived is asked once, at the end of main(). */
	if (settings->json)
		(void)render_list(&sink, reading->choice.devices, reading->choice.n);
	else
		(void)table_devices(&sink, &look, chosen->rows, chosen->n,
		                    reading->choice.devices, reading->choice.n);
	return STATUS_DONE;
}

static enum status run(const struct settings *settings)
{
	struct chosen chosen = { 0 };
	struct reading reading;
	struct fault f = { 0 };
	enum status status;

	if (settings->list_columns)
		return print_columns();
	if (choose_columns(settings, &chosen, &f) < 0)
		return speak_error(settings, STATUS_USAGE, "usage", &f);
	status = reading_begin(&reading, settings);
	if (status == STATUS_DONE)
		status = reading_scan(&reading, facts_of(settings, &chosen));
	if (status == STATUS_DONE)
		status = print(settings, &reading, &chosen);
	reading_free(&reading);
	return status;
}

const struct verb verb_list = {
	.name = "list",
	.args = "[SELECTOR...]",
	.summary = "List PCI functions with their driver and IOMMU group.",
	.options = tables,
	.run = run,
};
