/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/judge.h"
#include "cmd/output.h"
#include "cmd/speak.h"
#include "cmd/verb.h"
#include "model/fact.h"
#include "view/json.h"
#include "view/table.h"

static const struct option_row *const tables[] = { global_options, NULL };

static enum status print(struct reading *reading)
{
	const struct settings *settings = reading->settings;
	struct look look = output_look(settings);
	struct sink sink = output_sink();
	struct judgement *judgements;
	struct fault f = { 0 };
	enum status status;
	size_t n;

	/* Some groups hold no PCI function, and no selector names those. */
	if (!reading->selectors && scan_groups(reading->scan, reading->host, &f) < 0)
		return speak_error(settings, STATUS_FAILED, "internal", &f);
	status = judge_chosen(reading, FACT_IDS | (settings->json ? 0 : FACT_NAMES),
	                      &judgements, &n);
	if (status != STATUS_DONE)
		return status;
	if (settings->json)
		(void)render_groups(&sink, judgements, n);
	else if (!n)
		speak("there are no IOMMU groups", "see vfioprep check, which tells why");
	else
		(void)table_groups(&sink, &look, judgements, n, settings->verbose);
	return STATUS_DONE;
}

static enum status run(const struct settings *settings)
{
	struct reading reading;
	enum status status;

	status = reading_begin(&reading, settings);
	if (status == STATUS_DONE)
		status = reading_scan(&reading, FACT_GROUP);
	if (status == STATUS_DONE)
		status = print(&reading);
	reading_free(&reading);
	return status;
}

const struct verb verb_groups = {
	.name = "groups",
	.args = "[SELECTOR...]",
	.summary = "Show IOMMU groups, their members and who holds them.",
	.options = tables,
	.run = run,
};
