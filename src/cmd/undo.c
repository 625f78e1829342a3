/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "base/text.h"
#include "cmd/act.h"
#include "cmd/session.h"
#include "cmd/speak.h"
#include "cmd/verb.h"
#include "scan/history.h"

static const struct option_row *const tables[] = { acting_options, global_options, NULL };

static enum status no_match(const struct session *s, const struct fault *f)
{
	return speak_error(s->settings, STATUS_NO_MATCH, "no-match", f);
}

static enum status check_words(const struct session *s)
{
	const struct settings *settings = s->settings;
	struct fault f = { 0 };

	if (settings->n_args > 1)
		(void)fault(&f, -EINVAL, "undo takes one transaction, not '%s' too",
		            settings->args[1]);
	else if (settings->n_args && !history_is_id(settings->args[0]))
		(void)fault(&f, -EINVAL, "'%s' is no name of a transaction",
		            settings->args[0]);
	if (!f.error)
		return STATUS_DONE;
	(void)fault_remedy(&f, "see vfioprep history for their names");
	return speak_error(settings, STATUS_USAGE, "usage", &f);
}

/* What was taken back in the run itself changed nothing. */
static int find_last(struct session *s, struct fault *f)
{
	const char *const *names;
	size_t n;
	int r = scan_history(&s->root, s->arena, &names, &n, f);

	for (size_t i = 0; r == 0 && i < n; i++) {
		r = scan_record(&s->root, s->arena, names[i], &s->undone, f);
		if (r == 0 && s->undone->outcome != RECORD_ROLLED_BACK)
			return 0;
	}
	return r < 0 ? r : -ENOENT;
}

static enum status find(struct session *s)
{
	const struct settings *settings = s->settings;
	struct fault f = { 0 };
	int r;

	if (settings->n_args)
		r = scan_record(&s->root, s->arena, settings->args[0], &s->undone, &f);
	else
		r = find_last(s, &f);
	if (r == -ENOENT && settings->n_args)
		(void)fault(&f, r, "there is no transaction %s", settings->args[0]);
	else if (r == -ENOENT)
		(void)fault(&f, r, "there is nothing to undo");
	if (r == -ENOENT)
		return no_match(s, &f);
	return r < 0 ? speak_error(settings, STATUS_FAILED, "internal", &f) : STATUS_DONE;
}

static enum status find_again(struct session *s)
{
	struct fault f = { 0 };

	if (scan_record(&s->root, s->arena, s->undone->id, &s->undone, &f) == 0)
		return STATUS_DONE;
	return speak_error(s->settings, STATUS_FAILED, "internal", &f);
}

/* The devices of the record are chosen as if their addresses had been given. */
static enum status select_devices(struct session *s, struct settings *settings)
{
	const struct record *record = s->undone;
	struct fault f = { 0 };

	settings->args = arena_array(s->arena, record->n_units + 1,
	                             sizeof(*settings->args));
	settings->n_args = 0;
	for (size_t i = 0; settings->args && i < record->n_units; i++) {
		char *address = arena_text(s->arena, BDF_TEXT(record->units[i].address));

		if (address)
			settings->args[settings->n_args++] = address;
	}
	if (settings->n_args == record->n_units)
		return session_select(s);
	(void)fault(&f, -ENOMEM, "out of memory");
	return speak_error(settings, STATUS_FAILED, "internal", &f);
}

static int say(struct session *s, enum finding_status status, const char *id,
               const char *summary)
{
	const struct finding finding = {
		.id = id, .status = status, .subject = NULL, .summary = summary
	};

	return findings_add(&s->findings, &finding);
}

/*
 * Is there something to take back? What was cut off or left undone goes home by its
 * leases, which is done before; and a reboot has taken back every bind.
 */
static enum status weigh(struct session *s)
{
	struct record *record = s->undone;
	bool is_of_this_boot = text_equal(record->boot_id, s->request.boot_id);

	if (record->outcome == RECORD_DONE && record->leads_home)
		s->request.goal = GOAL_BIND;
	if (record->outcome == RECORD_DONE && !is_of_this_boot && record->leads_home) {
		(void)say(s, FINDING_FAIL, "lease.moved-on",
		          "the machine was rebooted since: bind the devices anew");
		return act_refuse(s);
	}
	if (record->outcome == RECORD_DONE && is_of_this_boot)
		return STATUS_DONE;
	if (!is_of_this_boot)
		(void)say(s, FINDING_INFO, "lease.rebooted",
		          "a reboot has taken it back already");
	record->n_units = 0;
	return STATUS_DONE;
}

static enum status undo(struct session *s, struct settings *settings)
{
	enum status status = check_words(s);

	if (status == STATUS_DONE)
		status = session_lock(s, s->verb);
	if (status == STATUS_DONE)
		status = find(s);
	if (status == STATUS_DONE)
		status = select_devices(s, settings);
	if (status == STATUS_DONE)
		status = session_choose(s);
	if (status == STATUS_DONE)
		status = session_recover(s);
	/* If it was cut off, it is known only now how it ended. */
	if (status == STATUS_DONE)
		status = find_again(s);
	if (status == STATUS_DONE)
		status = weigh(s);
	return status == STATUS_DONE ? act_decide(s) : status;
}

static enum status run(const struct settings *settings)
{
	struct settings own = *settings;
	struct session s = { .verb = "undo" };
	enum status status = session_request(&s, &own, GOAL_RESTORE);

	if (status == STATUS_DONE)
		status = undo(&s, &own);
	session_free(&s);
	return status;
}

const struct verb verb_undo = {
	.name = "undo",
	.args = "[TRANSACTION]",
	.summary = "Take the last transaction, or the one named, back.",
	.options = tables,
	.run = run,
};
