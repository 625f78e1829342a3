/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/findings.h"

#include <string.h>

#include "test.h"

const struct finding *findings_find(const struct findings *findings, const char *id)
{
	for (const struct finding *f = findings->first; f; f = f->next)
		if (strcmp(f->id, id) == 0)
			return f;
	return NULL;
}

size_t findings_count(const struct findings *findings, enum finding_status status)
{
	size_t n = 0;

	for (const struct finding *f = findings->first; f; f = f->next)
		n += f->status == status;
	return n;
}

const struct finding *findings_expect(const struct findings *findings, const char *id,
                                      int status)
{
	const struct finding *finding = findings_find(findings, id);

	CHECK_INT(finding ? (int)finding->status : NOTHING, status);
	if (finding) {
		CHECK(finding->summary && *finding->summary);
		CHECK(finding->evidence);
	}
	return finding;
}
