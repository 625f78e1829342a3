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

bool expectation_applies(const struct expectation *row)
{
	return row->status == FINDING_FAIL || row->status == FINDING_WARN ||
	       row->status == FINDING_INFO;
}

static bool is_well(const struct expectation *row)
{
	return row->status == FINDING_OK || row->status == NOTHING;
}

static bool has_row(const struct expectation *rows, size_t n, const char *id,
                    bool (*is_so)(const struct expectation *row))
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(rows[i].id, id) == 0 && is_so(&rows[i]))
			return true;
	return false;
}

void expectations_cover(const struct expectation *rows, size_t n_rows,
                        const struct rule *checks, size_t n_checks)
{
	for (size_t i = 0; i < n_checks; i++) {
		NOTE("%s", checks[i].id);
		CHECK(has_row(rows, n_rows, checks[i].id, expectation_applies));
		CHECK(has_row(rows, n_rows, checks[i].id, is_well));
		CHECK(i == 0 || strcmp(checks[i - 1].id, checks[i].id) < 0);
	}
}
