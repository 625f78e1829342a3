/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/viable.h"

#include <errno.h>

#include "model/fact.h"

unsigned viable_facts(void)
{
	return FACT_GROUP | FACT_MEMBERS | FACT_DRIVER;
}

enum answer driver_blocks(const struct text *driver)
{
	switch (driver->known) {
	case ABSENT:
		return NO;
	case KNOWN:
		return driver_shares_group(driver->value) ? NO : YES;
	case UNKNOWN:
	case NOT_ASKED:
		break;
	}
	return UNSURE;
}

/* One that blocks outweighs one of which nothing is known. */
static void worsen(struct judgement *judgement, enum answer blocks)
{
	if (blocks == YES)
		judgement->viable = NO;
	else if (blocks == UNSURE && judgement->viable == YES)
		judgement->viable = UNSURE;
}

static size_t count(const struct iommu_group *group)
{
	size_t n = 0;

	for (const struct device *d = group->first; d; d = d->next_in_group)
		n++;
	return n;
}

int judge_group(struct arena *arena, const struct iommu_group *group,
                struct judgement *ret)
{
	struct judgement j = { .group = group, .viable = YES };

	j.blockers = arena_array(arena, count(group) + 1, sizeof(*j.blockers));
	if (!j.blockers)
		return -ENOMEM;
	if (group->others_known != KNOWN)
		j.viable = UNSURE;
	for (const struct device *d = group->first; d; d = d->next_in_group) {
		enum answer blocks = driver_blocks(&d->driver);

		worsen(&j, blocks);
		if (blocks == YES)
			j.blockers[j.n_blockers++] = d;
	}
	for (const struct member *m = group->others; m; m = m->next) {
		enum answer blocks = driver_blocks(&m->driver);

		worsen(&j, blocks);
		if (blocks == YES)
			j.other_blocker = m->name;
	}
	/* A group without an IOMMU behind it isolates nothing. */
	if (group->noiommu.known == KNOWN && group->noiommu.value)
		j.viable = NO;
	*ret = j;
	return 0;
}
