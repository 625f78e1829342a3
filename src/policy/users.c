/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does the host use it? One question for all rules of that kind: the draft says which. */
#include "base/text.h"
#include "policy/predicates.h"

static const char *describe(const struct rule_case *c, const struct user *user)
{
	if (!user->detail)
		return arena_printf(c->arena, "the host uses it: %s %s", user->kind,
		                    user->name);
	return arena_printf(c->arena, "the host uses it: %s %s on %s", user->kind,
	                    user->name, user->detail);
}

enum answer is_used(const struct rule_case *c, const struct device *device,
                    struct finding *draft)
{
	const struct unknown *unread;
	unsigned use = 0;

	while (use < N_USES && !text_equal(use_rule((enum use)use), draft->id))
		use++;
	for (const struct user *u = device->users; u; u = u->next) {
		if (u->use != use)
			continue;
		draft->summary = describe(c, u);
		if (u->path)
			(void)finding_evidence(c->arena, draft, u->path, u->name);
		return YES;
	}
	if (device->uses_known & 1U << use)
		return NO;
	unread = unknown_find(device->unknown, "users");
	if (unread && unread->path)
		(void)finding_evidence(c->arena, draft, unread->path, NULL);
	return UNSURE;
}
