/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has it: a guest by its lease, or the host. */
#include "base/text.h"
#include "model/lease.h"
#include "policy/predicates.h"

static const char *describe(const struct rule_case *c, const struct user *user)
{
	if (!user->detail)
		return arena_printf(c->arena, "the host uses it: %s %s", user->kind,
		                    user->name);
	return arena_printf(c->arena, "the host uses it: %s %s on %s", user->kind,
	                    user->name, user->detail);
}

/* Does the host use it? One question for all rules of that kind: the draft says which. */
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

/* What vfioprep itself noted: a hook gave it to a guest, and takes it back. */
enum answer has_user(const struct rule_case *c, const struct device *device,
                     struct finding *draft)
{
	const char *path = arena_printf(c->arena, LEASE_DIRECTORY "/%s",
	                                BDF_TEXT(device->address));
	bool is_unread = unknown_find(device->unknown, "lease") != NULL;

	if (!is_unread && !(device->lease && device->lease->user))
		return NO;
	if (path)
		(void)finding_evidence(c->arena, draft, path,
		                       is_unread ? NULL : device->lease->user);
	if (is_unread)
		return UNSURE;
	draft->summary = arena_printf(c->arena, "%s has it in use, given by %s",
	                              device->lease->user, device->lease->owner);
	return YES;
}

/* Whoever is in a container sees neither the users nor the leases of the host. */
enum answer is_unseen(const struct rule_case *c, const struct device *device,
                      struct finding *draft)
{
	const struct sight *sight = &c->host->sight;

	(void)device;
	if (sight->known == UNKNOWN || sight->is_blind)
		(void)finding_evidence(c->arena, draft, sight->path, sight->value);
	if (sight->known == UNKNOWN)
		return UNSURE;
	if (!sight->is_blind)
		return NO;
	draft->summary = arena_printf(
		c->arena,
		"this run has another %s than the host, and may not see who uses it",
		sight->what);
	return YES;
}
