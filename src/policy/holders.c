/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does a process have it open? Named by pid and command. */
#include "policy/predicates.h"

static const char *describe(const struct rule_case *c, const struct holder *holder,
                            unsigned n_others)
{
	const char *what = holder->is_mapped ? "mapped" : "open";

	if (!n_others)
		return arena_printf(c->arena, "process %d (%s) has %s %s",
		                    (int)holder->pid, holder->command, holder->target,
		                    what);
	return arena_printf(c->arena,
	                    "process %d (%s) has %s %s, and %u more %s its nodes",
	                    (int)holder->pid, holder->command, holder->target, what,
	                    n_others, n_others == 1 ? "process has" : "processes have");
}

/* Has a process before it in the list been counted? */
static bool is_counted(const struct device *device, const struct holder *holder)
{
	const struct holder *h = device->holders.first;

	while (h != holder && (h->use != holder->use || h->pid != holder->pid))
		h = h->next;
	return h != holder;
}

static const struct holder *next_of(const struct holder *holder, enum use use)
{
	while (holder && holder->use != use)
		holder = holder->next;
	return holder;
}

enum answer is_open(const struct rule_case *c, const struct device *device,
                    struct finding *draft)
{
	const struct holder *first = next_of(device->holders.first, USE_OPEN);
	unsigned n_processes = 0;

	for (const struct holder *h = first; h; h = next_of(h->next, USE_OPEN)) {
		n_processes += !is_counted(device, h);
		(void)finding_evidence(c->arena, draft, h->path,
		                       arena_printf(c->arena, "%s (%s)", h->target,
		                                    h->command));
	}
	if (first) {
		draft->summary = describe(c, first, n_processes - 1);
		return YES;
	}
	if (device->uses_known & 1U << USE_OPEN)
		return NO;
	draft->remedy = "ask as root: nobody else sees what all processes have open";
	if (device->holders.gap)
		(void)finding_evidence(c->arena, draft, device->holders.gap, NULL);
	return UNSURE;
}
