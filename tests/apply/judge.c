/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/judge.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/fault.h"

static const char *outcome_text(enum exec_outcome outcome)
{
	static const char *const words[] = {
		[EXEC_DONE] = "done",
		[EXEC_UNCHANGED] = "unchanged",
		[EXEC_ROLLED_BACK] = "rolled back",
		[EXEC_PARTIAL] = "partial",
	};

	return words[outcome];
}

static const char *wrong(const struct stage *stage, enum exec_outcome outcome,
                         const char *what)
{
	return verdict("call %u: %s (%s; %s)", stage->fake->script.at, what,
	               outcome_text(outcome), stage->fault.text);
}

/* Done means so, and taken back means as before. */
static const char *judge_end(struct stage *stage, enum exec_outcome outcome)
{
	if (stage->fake->violation[0])
		return wrong(stage, outcome, stage->fake->violation);
	switch (outcome) {
	case EXEC_DONE:
		return stage_is_after(stage)
		               ? NULL
		               : wrong(stage, outcome, "it is not as it should be");
	case EXEC_ROLLED_BACK:
		if (!stage->fault.error)
			return wrong(stage, outcome, "nothing says why");
		return stage_is_before(stage)
		               ? NULL
		               : wrong(stage, outcome, "it is not as it was");
	case EXEC_UNCHANGED:
	case EXEC_PARTIAL:
		break;
	}
	return wrong(stage, outcome, "it should have come to an end");
}

const char *judge_failures(struct stage *stage, int error, bool has_effect)
{
	for (unsigned n = 1; n <= stage->n_calls; n++) {
		const struct script script = { .mishap = MISHAP_FAIL,
			                       .at = n,
			                       .error = error,
			                       .has_effect = has_effect };
		const char *found = judge_end(stage, stage_run(stage, &script));

		if (found)
			return verdict("%s: %s", fault_words(error), found);
	}
	return NULL;
}

/*
 * A device that is stuck on its way home goes on, and the others of its transaction go
 * back; else the devices share one fate.
 */
static bool is_parted(struct stage *stage)
{
	size_t held, n = stage_n_meant(stage);

	return stage->plan->leads_home && n > 1 && stage->fake->late.text[0] &&
	       stage_leases(stage, &held) == n - 1 && held == n - 1;
}

/* After recovery all devices are as before, or all are as they should be. */
static const char *judge_recovered(struct stage *stage, enum exec_outcome outcome)
{
	const char *found = stage_recover(stage);
	size_t held;

	if (found)
		return wrong(stage, outcome, found);
	if (stage_leases(stage, &held) != held)
		return wrong(stage, outcome, "an unfinished lease is left");
	if (stage_is_before(stage) || stage_is_after(stage) || is_parted(stage))
		return NULL;
	return wrong(stage, outcome, "recovery brought some devices home, and some not");
}

/* What is left undone must stand in a lease; recovery is the same when done twice. */
static const char *judge_partial(struct stage *stage, enum exec_outcome outcome)
{
	_cleanup_(freep) char *once = NULL;
	_cleanup_(freep) char *twice = NULL;
	const char *found = judge_recovered(stage, outcome);

	if (found)
		return found;
	once = fake_photo(stage->fake);
	found = judge_recovered(stage, outcome);
	if (found)
		return found;
	twice = fake_photo(stage->fake);
	return strcmp(once, twice) == 0
	               ? NULL
	               : wrong(stage, outcome, "a second recovery changed something");
}

static const char *judge_pair(struct stage *stage, const struct script *script)
{
	enum exec_outcome outcome = stage_run(stage, script);
	size_t held;

	if (outcome != EXEC_PARTIAL)
		return judge_end(stage, outcome);
	if (stage->fake->violation[0])
		return wrong(stage, outcome, stage->fake->violation);
	if (!stage_is_before(stage) && !stage_is_after(stage) &&
	    stage_leases(stage, &held) == held)
		return wrong(stage, outcome, "nothing tells of what is left");
	return judge_recovered(stage, outcome);
}

const char *judge_double_failures(struct stage *stage, int error)
{
	for (unsigned n = 1; n <= stage->n_calls; n++)
		/* The way home is about as long as the way there. */
		for (unsigned m = n + 1; m <= 2 * stage->n_calls; m++) {
			const struct script script = { .mishap = MISHAP_FAIL,
				                       .at = n,
				                       .error = error,
				                       .again_at = m };
			const char *found = judge_pair(stage, &script);

			if (found)
				return verdict("and call %u: %s", m, found);
			/* The second one came no more. */
			if (stage->fake->script.again_at == m && stage->fake->n_calls < m)
				break;
		}
	return NULL;
}

/* A late read is only a failure; a late write leaves its device to itself. */
static const char *judge_late(struct stage *stage, enum exec_outcome outcome)
{
	bool was_write = stage->fake->late.is_running;
	size_t held;

	if (!was_write)
		return judge_end(stage, outcome);
	if (outcome != EXEC_PARTIAL)
		return wrong(stage, outcome, "it still runs, and nothing says so");
	if (stage->fake->violation[0])
		return wrong(stage, outcome, stage->fake->violation);
	if (stage_leases(stage, &held) == held)
		return wrong(stage, outcome, "no lease says that it is stuck");
	fake_finish(stage->fake);
	if (stage->fake->violation[0])
		return wrong(stage, outcome, stage->fake->violation);
	return judge_partial(stage, outcome);
}

const char *judge_lateness(struct stage *stage, bool has_effect)
{
	for (unsigned n = 1; n <= stage->n_calls; n++) {
		const struct script script = { .mishap = MISHAP_LATE,
			                       .at = n,
			                       .has_effect = has_effect };
		const char *found = judge_late(stage, stage_run(stage, &script));

		if (found)
			return found;
	}
	return NULL;
}

/*
 * A lease that says held, and no lease at all, both say that nothing is to be done: so
 * nothing must be left to do then.
 */
static const char *judge_dead(struct stage *stage, enum exec_outcome outcome,
                              bool is_twice)
{
	size_t held;

	if (stage_leases(stage, &held) == held && !stage_is_before(stage) &&
	    !stage_is_after(stage))
		return wrong(stage, outcome, "no lease tells of what is left");
	return is_twice ? judge_partial(stage, outcome) : judge_recovered(stage, outcome);
}

const char *judge_deaths(struct stage *stage, bool has_effect)
{
	for (unsigned n = 1; n <= stage->n_calls; n++) {
		const struct script script = { .mishap = MISHAP_KILL,
			                       .at = n,
			                       .has_effect = has_effect };
		const char *found = judge_dead(stage, stage_run(stage, &script), true);

		if (found)
			return found;
	}
	return NULL;
}

const char *judge_probers(struct stage *stage)
{
	for (unsigned n = 1; stage->scenario->move.new_id && n <= stage->n_calls; n++) {
		struct script script = { .mishap = MISHAP_KILL,
			                 .at = n,
			                 .error = -EIO,
			                 .has_effect = true,
			                 .draws_probers = true };
		const char *found = judge_recovered(stage, stage_run(stage, &script));

		script.mishap = MISHAP_FAIL;
		if (!found)
			found = judge_end(stage, stage_run(stage, &script));
		if (found)
			return found;
	}
	return NULL;
}

const char *judge_deaths_on_the_way_home(struct stage *stage)
{
	for (unsigned n = 1; n <= stage->n_calls; n++)
		for (unsigned m = n + 1; m <= 2 * stage->n_calls; m++) {
			const struct script script = { .mishap = MISHAP_FAIL,
				                       .at = n,
				                       .error = -EIO,
				                       .killed_at = m };
			enum exec_outcome outcome = stage_run(stage, &script);
			unsigned n_calls = stage->fake->n_calls;
			const char *found = judge_dead(stage, outcome, false);

			if (found)
				return verdict("and dead at %u: %s", m, found);
			if (n_calls < m)
				break;
		}
	return NULL;
}
