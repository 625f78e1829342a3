/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/speak.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/utf8.h"
#include "cmd/output.h"
#include "view/json.h"
#include "view/steps.h"

/* Between BEFORE and BEHIND, and nothing of it is obeyed by a terminal: words of users
 * and values of files stand in it. */
static void say(const char *before, const char *text, const char *behind)
{
	_cleanup_(freep) char *shown = malloc(UTF8_SHOWN_SIZE(strlen(text)));

	if (shown)
		utf8_show(text, shown);
	(void)fprintf(stderr, "%s%s%s", before, shown ? shown : "out of memory", behind);
}

void speak(const char *text, const char *remedy)
{
	say("vfioprep: ", text, "\n");
	if (remedy && *remedy)
		say("  try: ", remedy, "\n");
}

static void speak_finding(const struct finding *finding)
{
	say(finding->status == FINDING_FAIL ? "vfioprep: " : "vfioprep: warning: ",
	    finding->subject ? finding->subject : "", finding->subject ? ": " : "");
	say("", finding->summary, "");
	(void)fprintf(stderr, " [%s]\n", finding->id);
	for (const struct evidence *e = finding->evidence; e; e = e->next) {
		say("  saw: /", e->path ? e->path : "", ": ");
		say("", e->value ? e->value : "unreadable", "\n");
	}
	if (finding->remedy)
		say("  try: ", finding->remedy, "\n");
}

void speak_findings(const struct findings *findings)
{
	for (const struct finding *f = findings->first; f; f = f->next)
		if (f->status >= FINDING_WARN)
			speak_finding(f);
}

void speak_step(const struct step *step)
{
	char line[1024];

	step_line(step, line, sizeof(line));
	(void)fprintf(stderr, "%s  %s\n", BDF_TEXT(step->subject), line);
}

enum status speak_error(const struct settings *settings, enum status status,
                        const char *code, const struct fault *f)
{
	struct sink sink = output_sink();

	speak(f->text, f->remedy);
	if (settings->json)
		(void)render_error(&sink, code, f->text, f->remedy[0] ? f->remedy : NULL);
	return status;
}
