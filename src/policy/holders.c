/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does a process have it open? Named by pid and command. */
#include "policy/evidence.h"
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

/* Does a holder before it name the same process? */
static bool is_repeated(const struct device *device, const struct holder *holder)
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

static void add_evidence(const struct rule_case *c, const struct holder *holder,
                         struct finding *draft)
{
	(void)finding_evidence(c->arena, draft, holder->path,
	                       arena_printf(c->arena, "%s (%s)", holder->target,
	                                    holder->command));
}

/* Those who have it for USE, if any; else whether all were seen. */
static enum answer ask_holders(const struct rule_case *c, const struct device *device,
                               enum use use, struct finding *draft)
{
	const struct holder *first = next_of(device->holders.first, use);
	unsigned n_processes = 0;

	for (const struct holder *h = first; h; h = next_of(h->next, use)) {
		n_processes += !is_repeated(device, h);
		add_evidence(c, h, draft);
	}
	if (first) {
		draft->summary = describe(c, first, n_processes - 1);
		return YES;
	}
	if (device->uses_known & 1U << use)
		return NO;
	draft->remedy = "run it as root and outside of containers: only there is all "
			"seen that processes have open";
	if (device->holders.gap)
		(void)finding_evidence(c->arena, draft, device->holders.gap, NULL);
	return UNSURE;
}

enum answer is_open(const struct rule_case *c, const struct device *device,
                    struct finding *draft)
{
	return ask_holders(c, device, USE_OPEN, draft);
}

enum answer is_counted(const struct rule_case *c, const struct device *device,
                       struct finding *draft)
{
	const struct driver_use *use = &device->driver_use;
	enum answer answer;

	if (use->known == ABSENT)
		return NO;
	answer = ask_holders(c, device, USE_DRIVER, draft);
	if (answer != NO || (use->known == KNOWN && !use->users))
		return answer;
	if (use->path)
		(void)finding_evidence(c->arena, draft, use->path,
		                       use->known == KNOWN
		                               ? arena_printf(c->arena, "%u", use->users)
		                               : NULL);
	if (use->known != KNOWN)
		return UNSURE;
	draft->summary = arena_printf(
		c->arena,
		"its driver counts %u %s that no process explains (persistence mode?)",
		use->users, use->users == 1 ? "use" : "uses");
	return use->is_shared ? UNSURE : YES;
}

/* The best that are known: holders are in the order of their certainty. */
static const struct holder *next_like(const struct holder *holder,
                                      const struct holder *first)
{
	holder = next_of(holder->next, USE_VFIO);
	return holder && holder->certainty == first->certainty ? holder : NULL;
}

/* FIRST and its like, one of which has it if they are not certain. */
static const char *describe_users(const struct rule_case *c, const struct holder *first)
{
	const char *text = first && next_like(first, first) ? "of the processes"
	                                                    : "process";

	if (!first)
		return "its VFIO group is open, and nobody is seen who has it";
	/* A device's own descriptor has no name. */
	if (first->certainty == CERTAIN && first->target[0] == '/')
		return arena_printf(c->arena, "process %d (%s) has %s open",
		                    (int)first->pid, first->command, first->target);
	for (const struct holder *h = first; text && h; h = next_like(h, first))
		text = arena_printf(c->arena, "%s%s %d (%s)", text, h == first ? "" : ",",
		                    (int)h->pid, h->command);
	return text && next_like(first, first)
	               ? arena_printf(c->arena, "one %s has it open through VFIO", text)
	               : arena_printf(c->arena, "%s has it open through VFIO", text);
}

static enum answer tell_users(const struct rule_case *c, const struct device *device,
                              const struct holder *first, struct finding *draft)
{
	draft->summary = describe_users(c, first);
	for (const struct holder *h = first; h; h = next_like(h, first))
		add_evidence(c, h, draft);
	if (device->vfio.in_use.known == KNOWN && device->vfio.in_use.value)
		(void)finding_evidence(c->arena, draft, device->vfio.group_node.path,
		                       "busy");
	return YES;
}

enum answer is_in_vfio_use(const struct rule_case *c, const struct device *device,
                           struct finding *draft)
{
	const struct holder *first = next_of(device->holders.first, USE_VFIO);
	const struct number *in_use = &device->vfio.in_use;

	if (device->driver.known == KNOWN && !driver_is_vfio(device->driver.value))
		return NO;
	if (first && first->certainty == CERTAIN)
		return tell_users(c, device, first, draft);
	/* The kernel's answer decides, where it may be asked. */
	if (in_use->known == KNOWN)
		return in_use->value ? tell_users(c, device, first, draft) : NO;
	if (in_use->known != UNKNOWN && device->uses_known & 1U << USE_VFIO &&
	    (!first || first->certainty == HARDLY))
		return NO;
	if (first)
		add_evidence(c, first, draft);
	else if (in_use->known == UNKNOWN)
		(void)finding_evidence(c->arena, draft, device->vfio.group_node.path,
		                       NULL);
	else if (device->holders.gap)
		(void)finding_evidence(c->arena, draft, device->holders.gap, NULL);
	return UNSURE;
}
