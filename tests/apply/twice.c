/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A second mishap on the way home: what is left stands in a lease, and recovery finishes
 * it.
 */
#include <errno.h>

#include "apply/judge.h"
#include "test.h"

static const char *judge_pairs(struct stage *stage)
{
	return stage_n_meant(stage) == 1 && stage->cdev == CDEV_FULL
	               ? judge_double_failures(stage, -EIO)
	               : NULL;
}

static const char *judge_deaths_later(struct stage *stage)
{
	return stage_n_meant(stage) == 1 && stage->cdev == CDEV_FULL
	               ? judge_deaths_on_the_way_home(stage)
	               : NULL;
}

static void is_recovered(void)
{
	for_each_stage(judge_pairs);
}

static void is_recovered_after_death(void)
{
	for_each_stage(judge_deaths_later);
}

TESTS(TEST(is_recovered), TEST(is_recovered_after_death))
