/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wherever the process dies, its leases bring the machine home, once or twice. */
#include "apply/judge.h"
#include "test.h"

static const char *judge_before(struct stage *stage)
{
	return judge_deaths(stage, false);
}

static const char *judge_after(struct stage *stage)
{
	return judge_deaths(stage, true);
}

static void is_recovered_before_the_call(void)
{
	for_each_stage(judge_before);
}

static void is_recovered_after_the_call(void)
{
	for_each_stage(judge_after);
}

static void is_recovered_among_those_who_probe(void)
{
	for_each_stage(judge_probers);
}

TESTS(TEST(is_recovered_before_the_call), TEST(is_recovered_after_the_call),
      TEST(is_recovered_among_those_who_probe))
