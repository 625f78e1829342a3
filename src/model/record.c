/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/record.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"

#define HEADING "vfioprep history 1"

static const char *const outcomes[] = {
	[RECORD_UNFINISHED] = "unfinished",   [RECORD_DONE] = "done",
	[RECORD_ROLLED_BACK] = "rolled-back", [RECORD_PARTIAL] = "partial",
	[RECORD_INTERRUPTED] = "interrupted",
};

#define N_OUTCOMES (sizeof(outcomes) / sizeof(outcomes[0]))

/* Plain members, in the order they are written; absent ones have no line. */
static const struct {
	const char *key;
	size_t offset;
	bool needed;
} texts[] = {
	{ "id", offsetof(struct record, id), true },
	{ "verb", offsetof(struct record, verb), true },
	{ "since", offsetof(struct record, since), true },
	{ "boot-id", offsetof(struct record, boot_id), true },
	{ "command", offsetof(struct record, command), true },
	{ "uid", offsetof(struct record, uid), false },
	{ "undoes", offsetof(struct record, undoes), false },
};

#define N_TEXTS (sizeof(texts) / sizeof(texts[0]))

static const char **member(struct record *record, size_t i)
{
	return (const char **)(void *)((char *)record + texts[i].offset);
}

const char *record_outcome_text(enum record_outcome outcome)
{
	return outcomes[outcome];
}

void record_plan(struct record *record, const struct plan *plan)
{
	record->leads_home = plan->leads_home;
	record->units = plan->units;
	record->n_units = plan->n_units;
}

/* Lines are joined at the end, once: a record of many devices is long. */
struct line {
	const char *text;
	struct line *next;
};

struct writer {
	struct arena *arena;
	struct line *first, *last;
	size_t length;
	bool failed;
};

static void add_line(struct writer *w, const char *text)
{
	struct line *line = text ? arena_alloc(w->arena, sizeof(*line)) : NULL;

	if (!line) {
		w->failed = true;
		return;
	}
	line->text = text;
	if (w->last)
		w->last->next = line;
	else
		w->first = line;
	w->last = line;
	w->length += strlen(text);
}

/* A missing text is an empty one here: none of them is ever empty. */
static const char *escape(struct writer *w, const char *text)
{
	size_t size = text ? strlen(text) * 4 + 1 : 1;
	char *escaped = arena_alloc(w->arena, size);

	if (!escaped || text_escape(text ? text : "", escaped, size) < 0)
		return NULL;
	return escaped;
}

static void add_member(struct writer *w, const char *key, const char *value)
{
	const char *escaped = escape(w, value);

	add_line(w, escaped ? arena_printf(w->arena, "%s\t%s\n", key, escaped) : NULL);
}

static void add_step(struct writer *w, const struct step *step)
{
	const char *got = escape(w, step->got), *error = escape(w, step->error);
	const char *line = step_write(w->arena, step);

	add_line(w,
	         got && error && line
	                 ? arena_printf(w->arena, "step\t%s\t%s\t%s\t%s\n",
	                                step_result_text(step->result), got, error, line)
	                 : NULL);
}

static void add_unit(struct writer *w, const struct record *record,
                     const struct unit *unit)
{
	add_member(w, "device", BDF_TEXT(unit->address));
	if (unit->lease)
		add_member(w, "lease",
		           lease_write(w->arena, unit->lease,
		                       record->leads_home ? LEASE_RETURNING
		                                          : LEASE_TAKING));
	for (const struct step *step = unit->go.first; step; step = step->next)
		add_step(w, step);
}

static const char *join(const struct writer *w)
{
	char *text = w->failed ? NULL : arena_alloc(w->arena, w->length + 1);
	char *end = text;

	for (const struct line *line = w->first; text && line; line = line->next) {
		size_t length = strlen(line->text);

		memcpy(end, line->text, length);
		end += length;
	}
	return text;
}

const char *record_write(struct arena *arena, const struct record *record)
{
	struct record copy = *record;
	struct writer w = { .arena = arena };

	add_line(&w, HEADING "\n");
	for (size_t i = 0; i < N_TEXTS; i++)
		if (*member(&copy, i))
			add_member(&w, texts[i].key, *member(&copy, i));
	add_member(&w, "outcome", outcomes[record->outcome]);
	add_member(&w, "direction", record->leads_home ? "home" : "forth");
	for (size_t i = 0; i < record->n_units; i++)
		add_unit(&w, record, &record->units[i]);
	return join(&w);
}

struct reader {
	struct arena *arena;
	struct record *record;
};

static int read_outcome(struct reader *r, char *value)
{
	for (size_t i = 0; i < N_OUTCOMES; i++)
		if (text_equal(outcomes[i], value)) {
			r->record->outcome = (enum record_outcome)i;
			return 0;
		}
	return -EINVAL;
}

static int read_direction(struct reader *r, char *value)
{
	r->record->leads_home = text_equal(value, "home");
	return r->record->leads_home || text_equal(value, "forth") ? 0 : -EINVAL;
}

/* There are never more than lines; units stand in an array that record_read() made. */
static int read_device(struct reader *r, char *value)
{
	return bdf_parse_kernel(value, &r->record->units[r->record->n_units++].address);
}

static struct unit *last_unit(const struct reader *r)
{
	return r->record->n_units ? &r->record->units[r->record->n_units - 1] : NULL;
}

static int read_lease(struct reader *r, char *value)
{
	struct unit *unit = last_unit(r);

	if (!unit || unit->lease || text_unescape(value) < 0)
		return -EINVAL;
	return lease_read(r->arena, value, &unit->lease, NULL);
}

static int read_result(const char *text, enum step_result *ret)
{
	for (int result = STEP_PLANNED; result <= STEP_UNDONE; result++)
		if (text_equal(step_result_text((enum step_result)result), text)) {
			*ret = (enum step_result)result;
			return 0;
		}
	return -EINVAL;
}

static int read_told(struct reader *r, char *text, const char **ret)
{
	if (!text || text_unescape(text) < 0)
		return -EINVAL;
	*ret = *text ? arena_text(r->arena, text) : NULL;
	return *text && !*ret ? -ENOMEM : 0;
}

static int read_step(struct reader *r, char *value)
{
	const char *result = strsep(&value, "\t");
	char *got = strsep(&value, "\t"), *error = strsep(&value, "\t");
	struct unit *unit = last_unit(r);
	struct step told = { 0 };
	int status;

	if (!unit || !value || read_result(result, &told.result) < 0)
		return -EINVAL;
	status = read_told(r, got, &told.got);
	if (status == 0)
		status = read_told(r, error, &told.error);
	if (status == 0)
		status = step_read(r->arena, &unit->go, value);
	if (status < 0)
		return status;
	unit->go.last->result = told.result;
	unit->go.last->got = told.got;
	unit->go.last->error = told.error;
	return 0;
}

static int read_text(struct reader *r, const char *key, char *value)
{
	for (size_t i = 0; i < N_TEXTS; i++) {
		const char **text = member(r->record, i);

		if (!text_equal(texts[i].key, key))
			continue;
		if (*text || text_unescape(value) < 0)
			return -EINVAL;
		*text = arena_text(r->arena, value);
		return *text ? 0 : -ENOMEM;
	}
	return -EINVAL;
}

static int read_line(struct reader *r, char *line)
{
	static const struct {
		const char *key;
		int (*read)(struct reader *r, char *value);
	} rows[] = {
		{ "outcome", read_outcome }, { "direction", read_direction },
		{ "device", read_device },   { "lease", read_lease },
		{ "step", read_step },
	};
	const char *key = strsep(&line, "\t");

	if (!line)
		return -EINVAL;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (text_equal(rows[i].key, key))
			return rows[i].read(r, line);
	return read_text(r, key, line);
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	while ((text = strchr(text, '\n'))) {
		text++;
		n++;
	}
	return n;
}

static int check_whole(struct record *record, struct fault *f)
{
	for (size_t i = 0; i < N_TEXTS; i++)
		if (texts[i].needed && !*member(record, i))
			return fault(f, -EINVAL, "no line '%s'", texts[i].key);
	return 0;
}

int record_read(struct arena *arena, char *text, struct record **ret, struct fault *f)
{
	struct reader r = { arena, arena_alloc(arena, sizeof(*r.record)) };
	size_t n_lines = count_lines(text);
	const char *heading = strsep(&text, "\n");
	unsigned number = 1;
	char *line;
	int status;

	if (r.record)
		r.record->units = arena_array(arena, n_lines + 1,
		                              sizeof(*r.record->units));
	if (!r.record || !r.record->units)
		return fault(f, -ENOMEM, "out of memory");
	if (!text_equal(heading, HEADING))
		return fault(f, -EINVAL, "line 1 is not '%s'", HEADING);
	while ((line = strsep(&text, "\n")) && text) {
		number++;
		status = read_line(&r, line);
		if (status < 0)
			return fault_errno(f, status, "line %u", number);
	}
	if (line && *line)
		return fault(f, -EINVAL, "line %u is cut off", number + 1);
	status = check_whole(r.record, f);
	if (status < 0)
		return status;
	*ret = r.record;
	return 0;
}
