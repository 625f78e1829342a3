/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/judge.h"

#include <errno.h>

#include "cmd/speak.h"
#include "model/fact.h"
#include "policy/reason.h"
#include "policy/viable.h"

static enum status out_of_memory(const struct reading *reading)
{
	struct fault f = { 0 };

	(void)fault(&f, -ENOMEM, "out of memory");
	return speak_error(reading->settings, STATUS_FAILED, "internal", &f);
}

/* The chosen devices with all that share a group with one of them. */
static enum status read_members(struct reading *reading, unsigned facts,
                                struct choice *ret)
{
	enum status status = reading_more(reading, &reading->choice,
	                                  FACT_MEMBERS | FACT_REGIONS);

	if (status != STATUS_DONE)
		return status;
	if (choose_concerned(reading->arena, reading->host, &reading->choice, ret) < 0)
		return out_of_memory(reading);
	return reading_more(reading, ret, facts | viable_facts() | reason_facts());
}

/* Why devices share a group stands in the bridges above them. */
static enum status read_bridges(struct reading *reading, const struct choice *members)
{
	struct choice above;

	if (choose_above(reading->arena, reading->host, members, &above) < 0)
		return out_of_memory(reading);
	return reading_more(reading, &above, reason_facts());
}

enum status judge_chosen(struct reading *reading, unsigned facts, struct judgement **ret,
                         size_t *ret_n)
{
	const struct host *host = reading->host;
	struct judgement *list;
	struct choice members;
	enum status status;

	status = read_members(reading, facts, &members);
	if (status == STATUS_DONE)
		status = read_bridges(reading, &members);
	if (status != STATUS_DONE)
		return status;
	list = arena_array(reading->arena, host->n_groups + 1, sizeof(*list));
	if (!list)
		return out_of_memory(reading);
	for (size_t i = 0; i < host->n_groups; i++) {
		if (judge_group(reading->arena, host->groups[i], &list[i]) < 0)
			return out_of_memory(reading);
		list[i].reason = group_reason(reading->arena, host, host->groups[i]);
	}
	*ret = list;
	*ret_n = host->n_groups;
	return STATUS_DONE;
}
