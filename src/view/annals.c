/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view/annals.h"

#include "view/json.h"

static int render_members(const struct sink *sink, const struct record *record)
{
	const struct {
		const char *key, *text;
	} rows[] = {
		{ "transaction", record->id },
		{ "command", record->verb },
		{ "since", record->since },
		{ "boot_id", record->boot_id },
		{ "outcome", record_outcome_text(record->outcome) },
		{ "undoes", record->undoes },
		{ "uid", record->uid },
		{ "command_line", record->command },
	};
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(rows) / sizeof(rows[0]); i++) {
		r = sink_printf(sink, "%s\"%s\":", i ? "," : "{", rows[i].key);
		if (r == 0)
			r = render_text(sink, rows[i].text);
	}
	return r;
}

static int render_devices(const struct sink *sink, const struct record *record)
{
	int r = sink_text(sink, ",\"devices\":[");

	for (size_t i = 0; r == 0 && i < record->n_units; i++)
		r = sink_printf(sink, "%s\"%s\"", i ? "," : "",
		                BDF_TEXT(record->units[i].address));
	return r < 0 ? r : sink_text(sink, "]");
}

static int render_record(const struct sink *sink, const struct record *record)
{
	const struct plan plan = { .units = record->units, .n_units = record->n_units };
	int r = render_members(sink, record);

	if (r == 0)
		r = render_devices(sink, record);
	if (r == 0)
		r = sink_text(sink, ",\"steps\":[");
	if (r == 0)
		r = render_steps(sink, &plan);
	return r < 0 ? r : sink_text(sink, "]}");
}

int render_history(const struct sink *sink, struct record *const *records, size_t n)
{
	int r = sink_text(sink, "{\"schema\":1,\"transactions\":[");

	for (size_t i = 0; r == 0 && i < n; i++) {
		r = sink_text(sink, i ? ",\n" : "\n");
		if (r == 0)
			r = render_record(sink, records[i]);
	}
	return r < 0 ? r : sink_text(sink, "\n]}\n");
}
