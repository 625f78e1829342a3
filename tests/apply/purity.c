/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking changes nothing, and what was done need not be done again. */
#include <string.h>

#include "apply/scenario.h"
#include "base/cleanup.h"
#include "plan/plan.h"
#include "test.h"
#include "view/json.h"

static int write_memory(void *context, const char *text, size_t length)
{
	return fwrite(text, 1, length, context) == length ? 0 : -1;
}

static char *show(const struct host *host)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct sink sink = { write_memory, out };

	CHECK(out);
	CHECK_INT(render_list(&sink, host->devices, host->n_devices), 0);
	(void)fclose(out);
	return text;
}

static const char *judge_scans(struct stage *stage)
{
	_cleanup_(host_freep) struct host *once = stage_scan(stage);
	_cleanup_(host_freep) struct host *twice = stage_scan(stage);
	_cleanup_(freep) char *first = show(once);
	_cleanup_(freep) char *second = show(twice);

	if (strcmp(first, second) != 0)
		return "two scans differ";
	return stage_is_before(stage) ? NULL : "a scan changed something";
}

/*
 * The move again, on the machine as it is after the move. But a release of what has
 * neither driver nor lease means native, so a second one of those has something to try.
 */
static const char *judge_again(struct stage *stage)
{
	enum exec_outcome outcome = stage_run(stage, NULL);
	_cleanup_(host_freep) struct host *host = stage_scan(stage);
	struct host *before = stage->host;
	struct plan *plan;

	if (outcome != EXEC_DONE)
		return "it did not run through";
	if (stage->scenario->is_done_once)
		return NULL;
	stage->host = host;
	plan = stage_plan(stage);
	stage->host = before;
	return plan->n_units && !stage->scenario->goes_on
	               ? "there is something left to do"
	               : NULL;
}

/* Recovery has nothing to do where no lease is unfinished. */
static const char *judge_recovery(struct stage *stage)
{
	const char *found;

	(void)stage_run(stage, NULL);
	found = stage_recover(stage);
	if (found)
		return found;
	return stage_is_after(stage) ? NULL : "recovery changed something";
}

static void of_scans(void)
{
	for_each_stage(judge_scans);
}

static void of_plans(void)
{
	for_each_stage(judge_again);
}

static void of_recovery(void)
{
	for_each_stage(judge_recovery);
}

TESTS(TEST(of_scans), TEST(of_plans), TEST(of_recovery))
