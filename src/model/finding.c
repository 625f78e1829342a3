/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/finding.h"

#include <errno.h>

int findings_add(struct findings *findings, const struct finding *finding)
{
	struct finding *copy = arena_alloc(findings->arena, sizeof(*copy));

	if (!copy)
		return -ENOMEM;
	*copy = *finding;
	copy->next = NULL;
	if (findings->last)
		findings->last->next = copy;
	else
		findings->first = copy;
	findings->last = copy;
	return 0;
}

int finding_evidence(struct arena *arena, struct finding *finding, const char *path,
                     const char *value)
{
	struct evidence *evidence = arena_alloc(arena, sizeof(*evidence));

	if (!evidence)
		return -ENOMEM;
	evidence->path = path;
	evidence->value = value;
	evidence->next = finding->evidence;
	finding->evidence = evidence;
	return 0;
}

enum finding_status findings_worst(const struct findings *findings)
{
	enum finding_status worst = FINDING_OK;

	for (const struct finding *f = findings->first; f; f = f->next)
		if (f->status > worst)
			worst = f->status;
	return worst;
}

const char *finding_status_text(enum finding_status status)
{
	static const char *const texts[] = {
		[FINDING_OK] = "ok",     [FINDING_INFO] = "info",
		[FINDING_WARN] = "warn", [FINDING_UNKNOWN] = "unknown",
		[FINDING_FAIL] = "fail",
	};

	return texts[status];
}
