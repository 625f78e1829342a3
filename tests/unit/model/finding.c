/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings keep their order, and the worst of them is known. */
#include "model/finding.h"

#include "test.h"

static void keeps_their_order(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct findings list = { .arena = arena };
	struct finding finding = { .id = "one", .status = FINDING_WARN };

	CHECK_INT(findings_add(&list, &finding), 0);
	finding.id = "two";
	finding.next = &finding;
	CHECK_INT(findings_add(&list, &finding), 0);
	CHECK_TEXT(list.first->id, "one");
	CHECK_TEXT(list.first->next->id, "two");
	CHECK(list.last == list.first->next);
	CHECK(!list.last->next);
}

static void knows_the_worst(void)
{
	static const struct {
		enum finding_status a, b, worst;
	} rows[] = {
		{ FINDING_OK, FINDING_INFO, FINDING_INFO },
		{ FINDING_WARN, FINDING_OK, FINDING_WARN },
		{ FINDING_UNKNOWN, FINDING_WARN, FINDING_UNKNOWN },
		{ FINDING_UNKNOWN, FINDING_FAIL, FINDING_FAIL },
		{ FINDING_FAIL, FINDING_OK, FINDING_FAIL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct findings list = { .arena = arena };

		NOTE("row %zu", i);
		CHECK_INT(findings_worst(&list), FINDING_OK);
		CHECK_INT(findings_add(&list, &(struct finding){ .status = rows[i].a }),
		          0);
		CHECK_INT(findings_add(&list, &(struct finding){ .status = rows[i].b }),
		          0);
		CHECK_INT(findings_worst(&list), rows[i].worst);
	}
}

static void puts_new_evidence_first(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct finding finding = { 0 };

	CHECK_INT(finding_evidence(arena, &finding, "a", "1"), 0);
	CHECK_INT(finding_evidence(arena, &finding, NULL, NULL), 0);
	CHECK_TEXT(finding.evidence->path, NULL);
	CHECK_TEXT(finding.evidence->value, NULL);
	CHECK_TEXT(finding.evidence->next->path, "a");
	CHECK_TEXT(finding.evidence->next->value, "1");
	CHECK(!finding.evidence->next->next);
}

static void has_words(void)
{
	CHECK_TEXT(finding_status_text(FINDING_OK), "ok");
	CHECK_TEXT(finding_status_text(FINDING_INFO), "info");
	CHECK_TEXT(finding_status_text(FINDING_WARN), "warn");
	CHECK_TEXT(finding_status_text(FINDING_UNKNOWN), "unknown");
	CHECK_TEXT(finding_status_text(FINDING_FAIL), "fail");
}

TESTS(TEST(keeps_their_order), TEST(knows_the_worst), TEST(puts_new_evidence_first),
      TEST(has_words))
