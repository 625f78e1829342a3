/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view/findings.h"

#include <string.h>

#include "base/text.h"

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

/* One line for all that was seen; a value that could not be read is said to be so. */
static int print_evidence(const struct sink *sink, const struct evidence *evidence)
{
	int r = evidence ? sink_text(sink, "      saw ") : 0;
	size_t n = 0;

	for (; r == 0 && evidence; evidence = evidence->next, n++)
		if (n < SHOWN_MAX)
			r = sink_printf(sink, "%s/%s: %s", n ? "; " : "",
			                evidence->path ? evidence->path : "",
			                evidence->value ? evidence->value
			                                : "cannot be read");
	return r == 0 && n > SHOWN_MAX
	               ? sink_printf(sink, "; and %zu more", n - SHOWN_MAX)
	               : r;
}

static int print_one(const struct sink *sink, const struct look *look,
                     const struct mark *mark, const struct finding *finding)
{
	bool coloured = look->colour && mark->colour[0];
	int r;

	r = sink_printf(sink, "%s%-4s%s  %s%s%s [%s]\n", coloured ? mark->colour : "",
	                mark->word, coloured ? "\033[0m" : "",
	                finding->subject ? finding->subject : "",
	                finding->subject ? ": " : "", finding->summary, finding->id);
	if (r < 0 || !mark->explained)
		return r;
	r = print_evidence(sink, finding->evidence);
	if (r == 0 && finding->evidence)
		r = sink_text(sink, "\n");
	if (r == 0 && finding->remedy)
		r = sink_printf(sink, "      try %s\n", finding->remedy);
	return r;
}

static int print_marked(const struct sink *sink, const struct look *look,
                        const struct mark *mark, const struct findings *findings)
{
	int r = 0;

	for (const struct finding *f = findings->first; r == 0 && f; f = f->next)
		if (f->status == mark->status)
			r = print_one(sink, look, mark, f);
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
