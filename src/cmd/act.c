/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/act.h"

#include <errno.h>

#include "cmd/chronicle.h"
#include "cmd/concerned.h"
#include "cmd/output.h"
#include "cmd/session.h"
#include "cmd/speak.h"
#include "cmd/stuck.h"
#include "model/fact.h"
#include "plan/plan.h"
#include "plan/undo.h"
#include "policy/identity.h"
#include "policy/rule.h"
#include "view/json.h"
#include "view/steps.h"

static unsigned when_of(const struct session *s)
{
	return s->request.goal == GOAL_BIND ? WHEN_TAKING : WHEN_GIVING;
}

static unsigned when_for(const struct session *s, const struct device *device)
{
	if (plan_moves(&s->request, device))
		return when_of(s);
	/* What bind leaves as it is may still be unsafe to use. */
	return s->request.goal == GOAL_BIND ? WHEN_HOLDING | WHEN_LEAVING : WHEN_HOLDING;
}

static int read_concerned(struct session *s, struct fault *f)
{
	const struct wanted wanted = {
		.facts = rule_facts(when_of(s) | WHEN_HOLDING) | plan_facts() |
		         identity_facts(s->request.selectors) | FACT_MEMBERS,
		.request = &s->request,
	};

	return concerned_read(s->scan, s->host, &s->choice, &wanted, f);
}

/* Teaching ids may catch any device of the machine. */
static int read_bystanders(struct session *s, struct fault *f)
{
	s->request.bystanders = s->host->devices;
	s->request.n_bystanders = s->host->n_devices;
	return scan_facts(s->scan, s->host, s->host->devices, s->host->n_devices,
	                  FACT_IDS | FACT_DETAIL | FACT_DRIVER | FACT_LEASE, f);
}

static int ask_rules(struct session *s, struct fault *f)
{
	struct rule_case c = {
		.host = s->host,
		.request = &s->request,
		.taken = s->choice.devices,
		.n_taken = s->choice.n,
		.arena = s->arena,
	};

	for (size_t i = 0; i < s->choice.n; i++) {
		const struct device *device = s->choice.devices[i];

		if (rule_check(&c, device, when_for(s, device), &s->findings) < 0)
			return fault(f, -ENOMEM, "out of memory");
	}
	return 0;
}

/* What cannot be told is said: the plain driver is safe, but perhaps not the best. */
static int warn_of_variants(struct session *s)
{
	for (size_t i = 0; i < s->choice.n; i++) {
		const struct device *device = s->choice.devices[i];
		struct finding finding = {
			.id = "device.variant",
			.status = FINDING_WARN,
			.subject = arena_text(s->arena, BDF_TEXT(device->address)),
			.summary = "cannot tell whether a special VFIO driver fits it "
				   "better than "
				   "vfio-pci",
			.remedy = "install this kernel's modules whole, or name the "
				  "driver with "
				  "--driver",
		};

		if (s->request.goal != GOAL_BIND || request_driver(&s->request, device) ||
		    device->vfio_module.known == KNOWN ||
		    !plan_moves(&s->request, device))
			continue;
		if (!finding.subject || findings_add(&s->findings, &finding) < 0)
			return -ENOMEM;
	}
	return 0;
}

static const char *outcome_text(enum exec_outcome outcome)
{
	static const char *const texts[] = {
		[EXEC_DONE] = "done",
		[EXEC_UNCHANGED] = "unchanged",
		[EXEC_ROLLED_BACK] = "rolled-back",
		[EXEC_PARTIAL] = "partial",
	};

	return texts[outcome];
}

static enum status status_of(enum exec_outcome outcome)
{
	switch (outcome) {
	case EXEC_DONE:
	case EXEC_UNCHANGED:
		return STATUS_DONE;
	case EXEC_ROLLED_BACK:
		return STATUS_FAILED;
	case EXEC_PARTIAL:
		return STATUS_PARTIAL;
	}
	return STATUS_FAILED;
}

enum status act_refuse(struct session *s)
{
	struct sink sink = output_sink();

	speak_findings(&s->findings);
	if (s->settings->json)
		(void)render_action(&sink, NULL, "refused", &s->findings, NULL);
	return STATUS_REFUSED;
}

/* No rule forbids it, but it cannot be planned: not ours, or no way back could be. */
static enum status tell_no_plan(struct session *s, const struct fault *f)
{
	struct finding finding = {
		.id = "device.plan",
		.status = FINDING_FAIL,
		.summary = arena_text(s->arena, f->text),
		.remedy = f->remedy[0] ? arena_text(s->arena, f->remedy) : NULL,
	};

	if (finding.summary)
		(void)findings_add(&s->findings, &finding);
	(void)act_refuse(s);
	return STATUS_FAILED;
}

static enum status tell_plan(struct session *s)
{
	struct sink sink = output_sink();
	const char *outcome = s->plan->n_units ? "planned" : "unchanged";

	speak_findings(&s->findings);
	if (s->settings->json)
		(void)render_action(&sink, NULL, outcome, &s->findings, s->plan);
	else
		(void)steps_plan(&sink, s->plan);
	return STATUS_DONE;
}

/* What is left undone, in words: every failed step of every device. */
static void speak_remains(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_units; i++)
		for (const struct step *step = plan->units[i].go.first; step;
		     step = step->next)
			if (step->result == STEP_FAILED)
				speak_step(step);
}

static enum status tell_outcome(struct session *s, enum exec_outcome outcome,
                                const struct fault *f)
{
	struct sink sink = output_sink();
	const char *transaction = outcome == EXEC_UNCHANGED ? NULL
	                                                    : s->request.transaction;
	bool failed = outcome == EXEC_ROLLED_BACK || outcome == EXEC_PARTIAL;

	speak_findings(&s->findings);
	if (failed)
		speak(f->text, f->remedy);
	if (outcome == EXEC_ROLLED_BACK)
		speak("everything was taken back: the machine is as it was", NULL);
	if (outcome == EXEC_PARTIAL) {
		speak("not everything could be taken back; left undone:",
		      "end what holds the device; the next bind or release finishes the "
		      "way home");
		speak_remains(s->plan);
	}
	if (s->settings->json)
		(void)render_action(&sink, transaction, outcome_text(outcome),
		                    &s->findings, s->plan);
	else if (!failed && !s->settings->quiet)
		(void)steps_summary(&sink, s->plan);
	return status_of(outcome);
}

static enum status execute(struct session *s)
{
	struct exec_options options = session_options(s);
	enum exec_outcome outcome;
	struct fault f = { 0 };

	chronicle_begin(s);
	outcome = exec_run(s->kernel, s->plan, &options, &f);
	chronicle_end(s, outcome);
	if (outcome == EXEC_PARTIAL)
		stuck_explain(s);
	return tell_outcome(s, outcome, &f);
}

static int make_plan_once(struct session *s, struct fault *f)
{
	if (s->undone)
		return undo_make(s->arena, &s->request, s->undone, s->choice.devices,
		                 s->choice.n, &s->plan, f);
	return plan_make(s->arena, &s->request, s->choice.devices, s->choice.n, &s->plan,
	                 f);
}

/* Once more where it turns out to matter who else there is. */
static int make_plan(struct session *s, struct fault *f)
{
	int r = make_plan_once(s, f);

	if (r < 0 || !plan_teaches(s->plan))
		return r;
	r = read_bystanders(s, f);
	return r < 0 ? r : make_plan_once(s, f);
}

/* The machine has moved on: what was before is no longer what is before this. */
static enum status refuse_stale(struct session *s, const struct fault *f)
{
	struct finding finding = {
		.id = "lease.moved-on",
		.status = FINDING_FAIL,
		.summary = arena_text(s->arena, f->text),
		.remedy = arena_text(s->arena, f->remedy),
	};

	if (finding.summary)
		(void)findings_add(&s->findings, &finding);
	return act_refuse(s);
}

enum status act_decide(struct session *s)
{
	struct fault f = { 0 };
	int r;

	r = read_concerned(s, &f);
	if (r == 0)
		r = wishes_tell(&s->request, &s->findings, &f);
	if (r < 0)
		return speak_error(s->settings, STATUS_FAILED, "internal", &f);
	r = wishes_make(s->arena, &s->choice, s->owners, &s->request, &f);
	if (r == -EINVAL)
		return speak_error(s->settings, STATUS_USAGE, "config", &f);
	if (r == 0)
		r = ask_rules(s, &f);
	if (r < 0)
		return speak_error(s->settings, STATUS_FAILED, "internal", &f);
	if (findings_worst(&s->findings) == FINDING_FAIL)
		return act_refuse(s);
	r = warn_of_variants(s);
	if (r == 0)
		r = make_plan(s, &f);
	if (r == -ESTALE)
		return refuse_stale(s, &f);
	if (r < 0)
		return r == -ENOMEM
		               ? speak_error(s->settings, STATUS_FAILED, "internal", &f)
		               : tell_no_plan(s, &f);
	/* --root has no kernel behind it, --dry-run does not ask it. */
	return s->kernel ? execute(s) : tell_plan(s);
}

enum status act(const struct settings *settings, const char *name, enum goal goal)
{
	struct session s = { .verb = name };
	enum status status = session_request(&s, settings, goal);

	if (status == STATUS_DONE)
		status = session_select(&s);
	if (status == STATUS_DONE)
		status = session_lock(&s, name);
	if (status == STATUS_DONE)
		status = session_choose(&s);
	if (status == STATUS_DONE)
		status = session_recover(&s);
	if (status == STATUS_DONE)
		status = act_decide(&s);
	session_free(&s);
	return status;
}
