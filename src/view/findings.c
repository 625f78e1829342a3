/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view/findings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "base/utf8.h"

/* How each status stands at the head of its line; the worst first. */
static const struct mark {
	enum finding_status status;
	const char *word, *colour;
	bool explained; /* with evidence and remedy */
} marks[] = {
	{ FINDING_FAIL, "FAIL", "\033[31m", true },
	{ FINDING_UNKNOWN, "?", "\033[35m", true },
	{ FINDING_WARN, "warn", "\033[33m", true },
	{ FINDING_INFO, "info", "", false },
	{ FINDING_OK, "ok", "\033[32m", false },
};

#define N_MARKS (sizeof(marks) / sizeof(marks[0]))

/* What one line can show; --json has all of it. */
#define SHOWN_MAX 8

/* Behind the mark, and behind "saw" and "try". */
#define INDENT 6
#define DEEPER 10

/*
 * TEXT with nothing that a terminal would obey (values come from files), and broken
 * between words where that ends; its later lines stand in from the left by DEPTH.
 */
static int print_text(const struct sink *sink, const struct look *look, const char *text,
                      size_t depth)
{
	_cleanup_(freep) char *shown = malloc(UTF8_SHOWN_SIZE(strlen(text)));
	char *line, *rest;
	int r = 0;

	if (!shown)
		return -ENOMEM;
	utf8_show(text, shown);
	if (look->width > 2 * DEEPER)
		text_wrap(shown, look->width - depth);
	rest = shown;
	while (r == 0 && (line = strsep(&rest, "\n")))
		r = sink_printf(sink, "%s%s%*s", line, rest ? "\n" : "",
		                rest ? (int)depth : 0, "");
	return r == 0 ? sink_text(sink, "\n") : r;
}

/* One line for all that was seen; a value that could not be read is said to be so. */
static int print_evidence(const struct sink *sink, const struct look *look,
                          struct arena *arena, const struct evidence *evidence)
{
	const char *text = "";
	size_t n = 0;
	int r;

	if (!evidence)
		return 0;
	for (; text && evidence; evidence = evidence->next, n++)
		if (n < SHOWN_MAX)
			text = arena_printf(arena, "%s%s/%s: %s", text, n ? "; " : "",
			                    evidence->path ? evidence->path : "",
			                    evidence->value ? evidence->value
			                                    : "cannot be read");
	if (text && n > SHOWN_MAX)
		text = arena_printf(arena, "%s; and %zu more", text, n - SHOWN_MAX);
	if (!text)
		return -ENOMEM;
	r = sink_text(sink, "      saw ");
	return r == 0 ? print_text(sink, look, text, DEEPER) : r;
}

static int print_fact(const struct sink *sink, const struct look *look,
                      struct arena *arena, const struct finding *finding)
{
	const char *text = arena_printf(arena, "%s%s%s [%s]",
	                                finding->subject ? finding->subject : "",
	                                finding->subject ? ": " : "", finding->summary,
	                                finding->id);

	return text ? print_text(sink, look, text, INDENT) : -ENOMEM;
}

static int print_one(const struct sink *sink, const struct look *look,
                     const struct mark *mark, struct arena *arena,
                     const struct finding *finding)
{
	bool coloured = look->colour && mark->colour[0];
	int r;

	r = sink_printf(sink, "%s%-4s%s  ", coloured ? mark->colour : "", mark->word,
	                coloured ? "\033[0m" : "");
	if (r == 0)
		r = print_fact(sink, look, arena, finding);
	if (r < 0 || !mark->explained)
		return r;
	r = print_evidence(sink, look, arena, finding->evidence);
	if (r < 0 || !finding->remedy)
		return r;
	r = sink_text(sink, "      try ");
	return r == 0 ? print_text(sink, look, finding->remedy, DEEPER) : r;
}

static int print_marked(const struct sink *sink, const struct look *look,
                        const struct mark *mark, const struct findings *findings)
{
	int r = 0;

	for (const struct finding *f = findings->first; r == 0 && f; f = f->next)
		if (f->status == mark->status)
			r = print_one(sink, look, mark, findings->arena, f);
	return r;
}

static size_t count(const struct findings *findings, enum finding_status status)
{
	size_t n = 0;

	for (const struct finding *f = findings->first; f; f = f->next)
		n += f->status == status;
	return n;
}

int print_findings(const struct sink *sink, const struct look *look,
                   const struct findings *findings, bool all)
{
	size_t n = count(findings, FINDING_OK);
	int r = 0;

	for (size_t i = 0; r == 0 && i < N_MARKS; i++)
		if (all || marks[i].status != FINDING_OK)
			r = print_marked(sink, look, &marks[i], findings);
	if (r == 0 && !all && n)
		r = sink_printf(sink, "ok    %zu more (--verbose names them)\n", n);
	return r;
}
