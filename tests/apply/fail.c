/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whichever call fails, and however: the machine is as it was, byte for byte. */
#include <errno.h>

#include "apply/judge.h"
#include "test.h"

static const char *judge_all(struct stage *stage)
{
	static const int errors[] = { -EBUSY, -EINVAL, -ENODEV, -EAGAIN, -EIO, -EACCES };
	const char *found = NULL;

	for (size_t i = 0; !found && i < sizeof(errors) / sizeof(errors[0]); i++)
		found = judge_failures(stage, errors[i], false);
	return found;
}

static const char *judge_effects(struct stage *stage)
{
	return judge_failures(stage, -EIO, true);
}

static void takes_all_back(void)
{
	for_each_stage(judge_all);
}

static void takes_back_what_failed_and_happened(void)
{
	for_each_stage(judge_effects);
}

TESTS(TEST(takes_all_back), TEST(takes_back_what_failed_and_happened))
