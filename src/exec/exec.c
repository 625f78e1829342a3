/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exec/exec.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "exec/effects.h"

/* How one list of steps ended. */
enum ending { ENDED_WELL, ENDED_FAILED, ENDED_STUCK };

struct run {
	struct kernel *kernel;
	struct plan *plan;
	const struct exec_options *options;
	bool changed; /* a step did something */
};

static bool is_interrupted(const struct work *work)
{
	return work->is_interruptible && work->options->interrupted &&
	       work->options->interrupted(work->options->context);
}

/* Guard, effect, proof. 0: done; GUARD_SKIP; -ETIMEDOUT with *ret_late: it still runs. */
static int do_step(struct work *work, const struct step *step, bool *ret_late)
{
	const struct effect *effect = effect_of(step->kind);
	int r = GUARD_GO;

	work->got[0] = '\0';
	if (is_interrupted(work))
		return fault(&work->fault, -EINTR, "interrupted");
	if (effect->guard)
		r = effect->guard(work, step);
	if (r != GUARD_GO)
		return r;
	r = effect->act(work, step);
	*ret_late = r == KERNEL_LATE;
	if (r != 0)
		return r < 0 ? r : -ETIMEDOUT;
	return effect->prove ? effect->prove(work, step) : 0;
}

/* What is only told, and needs memory for it, may be missing when there is none. */
static void record(const struct run *run, struct work *work, struct step *step, int r)
{
	if (work->got[0])
		step->got = arena_text(run->plan->arena, work->got);
	step->result = r == GUARD_SKIP ? STEP_SKIPPED : r == 0 ? STEP_DONE : STEP_FAILED;
	if (r < 0) {
		(void)fault_errno(&work->fault, r, "it failed");
		step->error = arena_text(run->plan->arena, work->fault.text);
	}
	if (run->options->report)
		run->options->report(run->options->context, step);
}

static void keep_stuck_lease(struct run *run, const struct unit *unit)
{
	char path[64];

	if (text_format(path, sizeof(path), LEASE_DIRECTORY "/%s",
	                BDF_TEXT(unit->address)) == 0)
		(void)run->kernel->replace(run->kernel, path,
		                           unit->lease_texts[LEASE_STUCK], 0644);
}

static enum ending run_steps(struct run *run, const struct unit *unit,
                             struct steps *steps, struct fault *f)
{
	struct work work = {
		.kernel = run->kernel,
		.unit = unit,
		.options = run->options,
		.is_interruptible = steps == &unit->go,
		.is_back = (steps == &unit->go) == run->plan->leads_home,
		.deadline = clock_in(run->options->timeout),
	};

	for (struct step *step = steps->first; step; step = step->next) {
		bool is_late = false;
		int r;

		work.subject = step->subject;
		r = do_step(&work, step, &is_late);

		record(run, &work, step, r);
		if (r == 0)
			run->changed = true;
		if (r >= 0)
			continue;
		(void)fault(f, r, "%s: %s: %s", BDF_TEXT(unit->address),
		            step_kind_text(step->kind), work.fault.text);
		if (work.fault.remedy[0])
			(void)fault_remedy(f, "%s", work.fault.remedy);
		if (!is_late)
			return ENDED_FAILED;
		keep_stuck_lease(run, unit);
		return ENDED_STUCK;
	}
	return ENDED_WELL;
}

/* So that one list tells the whole story. */
static void append_failed(struct unit *unit)
{
	for (struct step *step = unit->home.first, *next; step; step = next) {
		next = step->next;
		if (step->result != STEP_FAILED)
			continue;
		step->next = NULL;
		unit->go.last->next = step;
		unit->go.last = step;
	}
}

static bool go_home(struct run *run, struct unit *unit)
{
	enum ending ending = run_steps(run, unit, &unit->home, NULL);

	if (ending != ENDED_WELL) {
		append_failed(unit);
		return false;
	}
	for (struct step *step = unit->go.first; step; step = step->next)
		if (step->result == STEP_DONE)
			step->result = STEP_UNDONE;
	return true;
}

/* Takes units back, the last one first; the stuck one, if any, cannot be asked anything.
 */
static enum exec_outcome take_back(struct run *run, size_t n_started, bool is_stuck)
{
	enum exec_outcome outcome = is_stuck ? EXEC_PARTIAL : EXEC_ROLLED_BACK;

	for (size_t i = is_stuck ? n_started - 1 : n_started; i-- > 0;)
		if (!go_home(run, &run->plan->units[i]))
			outcome = EXEC_PARTIAL;
	return outcome;
}

enum exec_outcome exec_run(struct kernel *kernel, struct plan *plan,
                           const struct exec_options *options, struct fault *f)
{
	struct run run = { .kernel = kernel, .plan = plan, .options = options };

	for (size_t i = 0; i < plan->n_units; i++) {
		struct unit *unit = &plan->units[i];
		enum ending ending = run_steps(&run, unit, &unit->go, f);

		if (ending != ENDED_WELL)
			return take_back(&run, i + 1, ending == ENDED_STUCK);
	}
	return run.changed ? EXEC_DONE : EXEC_UNCHANGED;
}
