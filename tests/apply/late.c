/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A write that does not return leaves a lease behind, by which all comes home later. */
#include "apply/judge.h"
#include "test.h"

static const char *judge_before(struct stage *stage)
{
	return judge_lateness(stage, false);
}

static const char *judge_after(struct stage *stage)
{
	return judge_lateness(stage, true);
}

static void comes_home_after_it_happened(void)
{
	for_each_stage(judge_after);
}

static void comes_home_when_it_happens_later(void)
{
	for_each_stage(judge_before);
}

TESTS(TEST(comes_home_after_it_happened), TEST(comes_home_when_it_happens_later))
