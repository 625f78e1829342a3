/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/chronicle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "exec/history.h"
#include "scan/history.h"

static const char *command_line(struct session *s)
{
	const char *text = "vfioprep";

	for (size_t i = 1; text && i < s->settings->n_words; i++) {
		const char *word = s->settings->words[i];
		bool is_plain = *word && !strpbrk(word, " \t\n'\"\\$*?[]!#&|;<>()`~{}");

		text = arena_printf(s->arena, is_plain ? "%s %s" : "%s '%s'", text, word);
	}
	return text;
}

/* The user of the login session, who sudo speaks for, or who runs it. */
static const char *user_id(struct session *s)
{
	const char *sudo = getenv("SUDO_UID");
	char text[32];
	uint32_t uid;

	if (root_read(&s->root, "proc/self/loginuid", text, sizeof(text)) == 0 &&
	    text_decimal(text, strlen(text), UINT32_MAX - 1, &uid) == 0)
		return arena_text(s->arena, text);
	if (sudo && text_decimal(sudo, strlen(sudo), UINT32_MAX - 1, &uid) == 0)
		return arena_text(s->arena, sudo);
	return arena_printf(s->arena, "%u", (unsigned)getuid());
}

static void warn(struct session *s, const struct fault *cause)
{
	struct finding finding = {
		.id = "lease.unrecorded",
		.status = FINDING_WARN,
		.summary = arena_printf(s->arena, "the history does not hold it: %s",
		                        cause->text),
		.remedy = "make /var/lib writable: only what stands there can be undone "
			  "after its lease is gone",
	};

	if (finding.summary)
		(void)findings_add(&s->findings, &finding);
}

static void forget_old(struct session *s)
{
	const char *const *names;
	size_t n;

	if (scan_history(&s->root, s->arena, &names, &n, NULL) == 0)
		history_prune(&s->root, names, n);
}

void chronicle_begin(struct session *s)
{
	struct record *record = arena_alloc(s->arena, sizeof(*record));
	struct fault cause = { 0 };

	if (!record || !s->plan->n_units)
		return;
	*record = (struct record){
		.id = s->request.transaction,
		.verb = s->verb,
		.since = s->request.since,
		.boot_id = s->request.boot_id,
		.command = command_line(s),
		.uid = user_id(s),
		.undoes = s->undone ? s->undone->id : NULL,
	};
	record_plan(record, s->plan);
	if (history_write(&s->root, s->arena, record, &cause) < 0) {
		warn(s, &cause);
		return;
	}
	s->record = record;
	forget_old(s);
}

void chronicle_end(struct session *s, enum exec_outcome outcome)
{
	static const enum record_outcome outcomes[] = {
		[EXEC_DONE] = RECORD_DONE,
		[EXEC_ROLLED_BACK] = RECORD_ROLLED_BACK,
		[EXEC_PARTIAL] = RECORD_PARTIAL,
	};
	struct fault cause = { 0 };

	if (!s->record)
		return;
	if (outcome == EXEC_UNCHANGED) {
		history_remove(&s->root, s->record->id);
		return;
	}
	s->record->outcome = outcomes[outcome];
	if (history_write(&s->root, s->arena, s->record, &cause) < 0)
		warn(s, &cause);
}

static const struct lease *find_lease(const struct lease *const *leases, size_t n,
                                      struct bdf address)
{
	for (size_t i = 0; i < n; i++)
		if (bdf_equal(leases[i]->address, address))
			return leases[i];
	return NULL;
}

/* By the leases: are they as they should be afterwards, or as they were? */
static enum record_outcome judge(struct session *s, const struct record *record,
                                 const struct lease *const *leases, size_t n)
{
	size_t n_done = 0, n_before = 0, n_units = 0;

	if (!text_equal(record->boot_id, s->request.boot_id))
		return RECORD_INTERRUPTED;
	for (size_t i = 0; i < record->n_units; i++) {
		const struct lease *moved = record->units[i].lease;
		const struct lease *now = find_lease(leases, n, record->units[i].address);
		bool has_after = moved && (moved->will || !record->leads_home);

		if (!moved || !moved->mover)
			continue;
		if (now && now->state != LEASE_HELD)
			return RECORD_PARTIAL;
		n_units++;
		/* Of a bind the lease says whose it is. */
		n_done += has_after ? now && text_equal(now->transaction, record->id)
		                    : !now && moved->was;
		n_before += moved->was ? now && !text_equal(now->transaction, record->id)
		                       : !now && has_after;
	}
	if (n_units && n_done == n_units)
		return RECORD_DONE;
	return n_before == n_units ? RECORD_ROLLED_BACK : RECORD_INTERRUPTED;
}

int chronicle_settle(struct session *s, struct fault *f)
{
	const struct lease **leases;
	const char *const *names;
	struct record *record;
	struct fault ignored = { 0 };
	size_t n;
	int r;

	/* What cannot be read is told by who asks for it. */
	if (scan_history(&s->root, s->arena, &names, &n, &ignored) < 0 || !n ||
	    scan_record(&s->root, s->arena, names[0], &record, &ignored) < 0 ||
	    record->outcome != RECORD_UNFINISHED)
		return 0;
	r = scan_leases(&s->root, s->arena, &leases, &n, f);
	if (r < 0)
		return r;
	record->outcome = judge(s, record, leases, n);
	(void)history_write(&s->root, s->arena, record, &ignored);
	return 0;
}
