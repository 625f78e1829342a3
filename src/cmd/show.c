/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "cmd/judge.h"
#include "cmd/output.h"
#include "cmd/speak.h"
#include "cmd/verb.h"
#include "model/fact.h"
#include "view/columns.h"
#include "view/json.h"
#include "view/portrait.h"

static int set_wake(struct settings *s, const char *value, struct fault *f)
{
	(void)value, (void)f;
	s->wake = true;
	return 0;
}

static const struct option_row options[] = {
	{ "wake", 0, NULL, "read sleeping devices too, which wakes them", set_wake },
	{ NULL, 0, NULL, NULL, NULL },
};

static const struct option_row *const tables[] = { options, global_options, NULL };

static const struct judgement *find_group(const struct judgement *list, size_t n,
                                          const struct iommu_group *group)
{
	for (size_t i = 0; group && i < n; i++)
		if (list[i].group == group)
			return &list[i];
	return NULL;
}

static enum status print(struct reading *reading)
{
	struct judgement *judgements;
	struct portrait *portraits;
	struct look look = output_look(reading->settings);
	struct sink sink = output_sink();
	size_t n_judgements, n = reading->choice.n;
	enum status status = judge_chosen(reading, FACT_IDS, &judgements, &n_judgements);
	int r = 0;

	if (status != STATUS_DONE)
		return status;
	portraits = arena_array(reading->arena, n, sizeof(*portraits));
	for (size_t i = 0; portraits && i < n; i++) {
		const struct device *device = reading->choice.devices[i];

		portraits[i] = (struct portrait){
			.device = device,
			.group = find_group(judgements, n_judgements, device->group),
		};
	}
	if (reading->settings->json) {
		(void)render_show(&sink, portraits, portraits ? n : 0);
		return STATUS_DONE;
	}
	for (size_t i = 0; r == 0 && portraits && i < n; i++) {
		if (i)
			r = sink_text(&sink, "\n");
		if (r == 0)
			r = print_portrait(&sink, &look, &portraits[i]);
	}
	return STATUS_DONE;
}

static enum status run(const struct settings *settings)
{
	struct reading reading;
	struct fault f = { 0 };
	enum status status;

	if (!settings->n_args) {
		(void)fault(&f, -EINVAL, "no device was named");
		(void)fault_remedy(&f,
		                   "see vfioprep list for the devices of this machine");
		return speak_error(settings, STATUS_USAGE, "usage", &f);
	}
	status = reading_begin(&reading, settings);
	if (status == STATUS_DONE)
		status = reading_scan(&reading, render_facts() | FACT_ATTACHED |
		                                        FACT_STORAGE | FACT_NETWORK |
		                                        FACT_OPENERS | FACT_DISPLAY);
	if (status == STATUS_DONE)
		status = print(&reading);
	reading_free(&reading);
	return status;
}

const struct verb verb_show = {
	.name = "show",
	.args = "SELECTOR...",
	.summary = "Show everything known of devices.",
	.options = tables,
	.run = run,
};
