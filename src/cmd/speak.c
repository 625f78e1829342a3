/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/speak.h"

#include <stdio.h>

#include "cmd/output.h"
#include "view/json.h"
#include "view/steps.h"

void speak(const char *text, const char *remedy)
{
	(void)fprintf(stderr, "vfioprep: %s\n", text);
	if (remedy && *remedy)
		(void)fprintf(stderr, "  try: %s\n", remedy);
}

void speak_findings(const struct findings *findings)
{
	for (const struct finding *f = findings->first; f; f = f->next) {
		if (f->status < FINDING_WARN)
			continue;
		(void)fprintf(stderr, "vfioprep: %s%s%s%s [%s]\n",
		              f->status == FINDING_FAIL ? "" : "warning: ",
		              f->subject ? f->subject : "", f->subject ? ": " : "",
		              f->summary, f->id);
		for (const struct evidence *e = f->evidence; e; e = e->next)
			(void)fprintf(stderr, "  saw: /%s: %s\n", e->path ? e->path : "",
			              e->value ? e->value : "unreadable");
		if (f->remedy)
			(void)fprintf(stderr, "  try: %s\n", f->remedy);
	}
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
