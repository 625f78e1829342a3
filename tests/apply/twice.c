/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A failure on the way home too: what is left stands in a lease, and recovery finishes
 * it.
 */
#include <errno.h>

#include "apply/judge.h"
#include "test.h"

static const char *judge_pairs(struct stage *stage)
{
	return stage->plan->n_units == 1 && stage->cdev == CDEV_FULL
	               ? judge_double_failures(stage, -EIO)
	               : NULL;
}

static void is_recovered(void)
{
	for_each_stage(judge_pairs);
}

TESTS(TEST(is_recovered))
