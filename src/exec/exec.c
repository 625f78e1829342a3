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
	/* How many units have begun each part, in its order. */
	size_t n_opened, n_moved, n_closed;
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

/* A list opens the lease, moves the device, and closes the lease. */
enum part { PART_OPEN = 1, PART_MOVE = 2, PART_CLOSE = 4 };

#define ALL_PARTS (PART_OPEN | PART_MOVE | PART_CLOSE)

static enum part part_of(const struct steps *steps, const struct step *step)
{
	if (step->kind != STEP_LEASE)
		return PART_MOVE;
	if (step == steps->first)
		return step->after ? PART_OPEN : PART_MOVE;
	return step == steps->last ? PART_CLOSE : PART_MOVE;
}

static void tell_failure(const struct unit *unit, const struct step *step,
                         const struct work *work, struct fault *f)
{
	(void)fault(f, work->fault.error, "%s: %s: %s", BDF_TEXT(unit->address),
	            step_kind_text(step->kind), work->fault.text);
	if (work->fault.remedy[0])
		(void)fault_remedy(f, "%s", work->fault.remedy);
}

static enum ending run_steps(struct run *run, struct unit *unit, struct steps *steps,
                             unsigned parts, struct fault *f)
{
	bool is_go = steps == &unit->go;
	struct work work = {
		.kernel = run->kernel,
		.unit = unit,
		.options = run->options,
		/* With the first lease closed it is done, and no more asked. */
		.is_interruptible = is_go && parts != PART_CLOSE,
		.is_back = is_go == run->plan->leads_home || unit->is_bystander,
		.is_rollback = !is_go,
		.deadline = clock_in(run->options->timeout),
	};

	for (struct step *step = steps->first; step; step = step->next) {
		bool is_late = false;
		int r;

		if (!(part_of(steps, step) & parts))
			continue;
		work.subject = step->subject;
		r = do_step(&work, step, &is_late);

		record(run, &work, step, r);
		if (r == 0)
			run->changed = true;
		if (r >= 0)
			continue;
		tell_failure(unit, step, &work, f);
		unit->is_teaching = is_late && step->kind == STEP_NEW_ID;
		return is_late ? ENDED_STUCK : ENDED_FAILED;
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

static void mark_undone(struct unit *unit)
{
	for (struct step *step = unit->go.first; step; step = step->next)
		if (step->result == STEP_DONE)
			step->result = STEP_UNDONE;
}

static int write_lease(struct run *run, const struct unit *unit, const char *text)
{
	char path[64];

	if (!text || text_format(path, sizeof(path), LEASE_DIRECTORY "/%s",
	                         BDF_TEXT(unit->address)) < 0)
		return -EINVAL;
	return run->kernel->replace(run->kernel, path, text, 0644);
}

/*
 * The last device's lease speaks for all (recovery.h). So it is the first that says held,
 * and the last that is removed.
 */
static struct unit *nth_to_close(const struct run *run, size_t n)
{
	const struct plan *plan = run->plan;

	return &plan->units[plan->leads_home ? n : plan->n_units - 1 - n];
}

static void note_ending(struct unit *unit, enum ending ending)
{
	unit->is_left = unit->is_left || ending != ENDED_WELL;
	unit->is_stuck = unit->is_stuck || ending == ENDED_STUCK;
}

static const char *beside(const struct unit *unit)
{
	return unit->lease ? unit->lease->beside : NULL;
}

/* A driver that has yet to be taught its ids would catch it when all is over. */
static bool is_in_danger(const struct run *run, const struct unit *unit)
{
	const char *rest = beside(unit);
	struct bdf teacher;

	while (lease_next_beside(&rest, &teacher))
		for (size_t i = 0; i < run->plan->n_units; i++)
			if (bdf_equal(run->plan->units[i].address, teacher) &&
			    run->plan->units[i].is_teaching)
				return true;
	return false;
}

/* One that is stuck cannot be asked anything. */
static void go_home(struct run *run, struct unit *unit, unsigned parts)
{
	if (is_in_danger(run, unit))
		note_ending(unit, ENDED_STUCK);
	if (!unit->is_left)
		note_ending(unit, run_steps(run, unit, &unit->home, parts, NULL));
}

static void keep_lease(struct run *run, const struct unit *unit)
{
	if (unit->is_left)
		(void)write_lease(run, unit,
		                  unit->is_stuck ? unit->texts.stuck : unit->texts.alone);
}

/* Of a bind each goes home by itself: all their leases say so. */
static void take_back_bind(struct run *run)
{
	struct unit *units = run->plan->units;

	for (size_t i = run->n_opened; i-- > 0;) {
		/* Its turn was to come, but whoever was before it may have moved it. */
		bool has_moved = i < run->n_moved || (run->n_moved && beside(&units[i]));

		go_home(run, &units[i], has_moved ? ALL_PARTS : PART_CLOSE);
		keep_lease(run, &units[i]);
	}
}

/*
 * Of a release all return before the first lease says so again. Whoever did not is on its
 * way home, alone.
 */
static void take_back_release(struct run *run)
{
	struct unit *units = run->plan->units;

	for (size_t i = run->n_moved; i-- > 0;)
		go_home(run, &units[i], PART_MOVE);
	for (size_t i = 0; i < run->n_opened; i++)
		keep_lease(run, &units[i]);
	for (size_t i = run->n_opened; i-- > 0;)
		go_home(run, &units[i], PART_CLOSE);
}

/*
 * What is closed would be taken for done: it is opened again, in reverse. All devices of
 * a release are home by then, and without leases they must not be moved: they stay.
 */
static void reopen(struct run *run)
{
	int r = 0;

	while (run->n_closed) {
		const struct unit *unit = nth_to_close(run, --run->n_closed);

		if (write_lease(run, unit, unit->texts.moving) < 0)
			r = -EIO;
	}
	for (size_t i = 0; r < 0 && run->plan->leads_home && i < run->n_opened; i++)
		note_ending(&run->plan->units[i], ENDED_FAILED);
}

static enum exec_outcome take_back(struct run *run, enum ending ending)
{
	enum exec_outcome outcome = EXEC_ROLLED_BACK;

	/* Only what moves can be stuck. */
	if (ending == ENDED_STUCK)
		note_ending(&run->plan->units[run->n_moved - 1], ending);
	reopen(run);
	if (run->plan->leads_home)
		take_back_release(run);
	else
		take_back_bind(run);
	for (size_t i = 0; i < run->n_opened; i++) {
		struct unit *unit = &run->plan->units[i];

		if (unit->is_left)
			outcome = EXEC_PARTIAL;
		else
			mark_undone(unit);
		append_failed(unit);
	}
	return outcome;
}

/* Opens all leases, moves all devices, closes all leases. */
static enum ending run_forth(struct run *run, struct fault *f)
{
	struct unit *units = run->plan->units;
	size_t n = run->plan->n_units;
	enum ending ending = ENDED_WELL;

	while (ending == ENDED_WELL && run->n_opened < n) {
		struct unit *unit = &units[run->n_opened++];

		ending = run_steps(run, unit, &unit->go, PART_OPEN, f);
	}
	while (ending == ENDED_WELL && run->n_moved < n) {
		struct unit *unit = &units[run->n_moved++];

		ending = run_steps(run, unit, &unit->go, PART_MOVE, f);
	}
	while (ending == ENDED_WELL && run->n_closed < n) {
		struct unit *unit = nth_to_close(run, run->n_closed++);

		ending = run_steps(run, unit, &unit->go, PART_CLOSE, f);
	}
	return ending;
}

enum exec_outcome exec_run(struct kernel *kernel, struct plan *plan,
                           const struct exec_options *options, struct fault *f)
{
	struct run run = { .kernel = kernel, .plan = plan, .options = options };
	enum ending ending = run_forth(&run, f);

	if (ending != ENDED_WELL)
		return take_back(&run, ending);
	return run.changed ? EXEC_DONE : EXEC_UNCHANGED;
}
