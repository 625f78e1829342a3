/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of memory: all that a guest has is pinned while it has a device, and pinned
 * memory counts as locked (drivers/vfio/vfio_iommu_type1.c,
 * drivers/iommu/iommufd/pages.c). */
#include "base/text.h"
#include "model/service.h"
#include "policy/checks.h"
#include "policy/evidence.h"

#define LIMITS_CONF "etc/security/limits.conf"

/* What limits are to have beside the guest's memory; libvirt does it so too. */
#define MARGIN (UINT64_C(1) << 30)

static const char *size_text(const struct rule_case *c, uint64_t bytes)
{
	if (bytes == UNLIMITED)
		return "all memory";
	if (bytes >> 30 && !(bytes & (MARGIN - 1)))
		return arena_printf(c->arena, "%llu GiB",
		                    (unsigned long long)(bytes >> 30));
	if (bytes >> 20)
		return arena_printf(c->arena, "%llu MiB",
		                    (unsigned long long)(bytes >> 20));
	return arena_printf(c->arena, "%llu KiB", (unsigned long long)(bytes >> 10));
}

/* Who is asked about, what it may lock, and where that stands. */
struct asked {
	const char *who;
	struct amount amount;
	bool is_bound;      /* it may also be less */
	const char *member; /* its entry among the unknowns */
	const char *silent; /* what does not say it, where it is a bound */
	const char *path, *value;
	const char *odd; /* the line at PATH that nobody here understands; NULL: none */
};

/* Nothing but the default of systemd says it. */
static void set_by_default(const struct rule_case *c, struct asked *ret)
{
	const struct memory *memory = &c->host->platform->memory;

	ret->path = memory->session_path ? memory->session_path
	                                 : "etc/systemd/system.conf";
	ret->value = size_text(c, memory->session.soft);
}

/*
 * What a login comes with where nothing sets it, nobody can tell: pam_limits takes it
 * from its service, Debian's from process 1, and systemd's default has changed more than
 * once. A line about one of both limits alone is therefore no more than a bound.
 */
static void ask_user(const struct rule_case *c, struct asked *ret)
{
	const struct memory *memory = &c->host->platform->memory;
	const struct account *as = c->request->as;
	const struct span *base = &memory->session;
	const bool is_set = base->known == KNOWN;
	const struct allowance allowance =
		limits_memlock(memory->limits, as, is_set ? base->soft : UNLIMITED,
	                       is_set ? base->hard : UNLIMITED);

	*ret = (struct asked){
		.who = as->name,
		.amount = { memory->limits_known, allowance.bytes },
		.is_bound = !is_set && !allowance.is_whole,
		.member = "limits",
		.silent = "limits.conf does not say it",
		.path = allowance.by ? allowance.by->path : LIMITS_CONF,
		.value = allowance.by
		                 ? allowance.by->line
		                 : arena_printf(c->arena, "no memlock for %s", as->name),
	};
	if (!allowance.by && is_set)
		set_by_default(c, ret);
}

static void ask_root(const struct rule_case *c, struct asked *ret)
{
	*ret = (struct asked){
		.who = c->request->as->name,
		.amount = { KNOWN, UNLIMITED },
		.path = "etc/passwd",
		.value = arena_printf(c->arena, "%s is root", c->request->as->name),
	};
}

/*
 * A service gets what its unit says, whoever its user is: pam_limits is not asked. Where
 * nothing sets it, the default of systemd does, which has changed more than once.
 */
static void ask_service(const struct rule_case *c, struct asked *ret)
{
	const struct service *service = c->request->service;
	const struct span *base = &c->host->platform->memory.session;
	const bool is_set = service->limit.known == KNOWN;

	*ret = (struct asked){
		.who = service->name,
		.amount = { KNOWN, UNLIMITED },
		.member = "service",
		.silent = "none of its files says it",
		.path = service->path,
		.value = "no LimitMEMLOCK=",
	};
	if (service->unread || service->limit.known == UNKNOWN) {
		ret->amount.known = UNKNOWN;
		ret->path = service->unread ? service->unread : service->limit_by.path;
		ret->odd = service->unread ? NULL : service->limit_by.text;
	} else if (service_locks_all(service)) {
		ret->value = "it runs with CAP_IPC_LOCK";
	} else if (is_set) {
		ret->amount.bytes = service->limit.soft;
		ret->path = service->limit_by.path;
		ret->value = service->limit_by.text;
	} else if (base->known == KNOWN) {
		ret->amount.bytes = base->soft;
		set_by_default(c, ret);
	} else {
		ret->is_bound = true;
	}
}

static void ask(const struct rule_case *c, struct asked *ret)
{
	const struct memory *memory = &c->host->platform->memory;

	if (c->request->service) {
		ask_service(c, ret);
		return;
	}
	if (c->request->as && c->request->as->uid == 0) {
		ask_root(c, ret);
		return;
	}
	if (c->request->as) {
		ask_user(c, ret);
		return;
	}
	*ret = (struct asked){ .who = "this user",
		               .amount = { memory->own.known, memory->own.soft },
		               .member = "own",
		               .path = "proc/self/limits" };
	if (memory->own.known == KNOWN)
		ret->value = size_text(c, memory->own.soft);
	if (memory->may_lock_all) {
		ret->amount = (struct amount){ KNOWN, UNLIMITED };
		ret->path = "proc/self/status";
		ret->value = "CAP_IPC_LOCK";
	}
}

/* Why SUMMARY is all that can be said: a file, or a line of it. */
static enum answer untold(const struct rule_case *c, struct finding *draft,
                          const struct asked *asked, const char *summary)
{
	if (!asked->odd)
		return unread(c, draft, asked->member, asked->path, summary);
	evidence(c, draft, asked->path, asked->odd);
	draft->summary = arena_printf(c->arena, "%s: a line is not understood", summary);
	draft->remedy = NULL;
	return UNSURE;
}

/* Without the size of a guest there is nothing to judge, but something to tell. */
enum answer memory_is_limited(const struct rule_case *c, const struct device *device,
                              struct finding *draft)
{
	struct asked asked;

	(void)device;
	if (c->request->guest_memory)
		return NO;
	ask(c, &asked);
	if (asked.amount.known != KNOWN && !c->request->as && !c->request->service)
		return NO;
	if (asked.amount.known != KNOWN)
		return untold(c, draft, &asked,
		              arena_printf(c->arena,
		                           "cannot tell how much memory %s may lock",
		                           asked.who));
	evidence(c, draft, asked.path, asked.value);
	if (asked.is_bound && asked.amount.bytes == UNLIMITED) {
		draft->summary = arena_printf(c->arena,
		                              "nothing says how much memory %s may lock",
		                              asked.who);
		return YES;
	}
	draft->summary = arena_printf(c->arena, "%s may lock %s%s", asked.who,
	                              size_text(c, asked.amount.bytes),
	                              asked.is_bound ? " at most" : "");
	return asked.amount.bytes == UNLIMITED ? NO : YES;
}

static const char *way_to_more(const struct rule_case *c, const char *who, uint64_t kib)
{
	if (c->request->service)
		return arena_printf(
			c->arena,
			"run systemctl edit %s, and write LimitMEMLOCK=%lluK below "
			"[Service]",
			who, (unsigned long long)kib);
	return arena_printf(
		c->arena,
		"write \"%s - memlock %llu\" into /etc/security/limits.d/vfioprep.conf, "
		"and "
		"log in anew; of a service, LimitMEMLOCK= of its unit counts (--unit)",
		c->request->as ? who : "USER", (unsigned long long)kib);
}

enum answer memory_cannot_be_locked(const struct rule_case *c,
                                    const struct device *device, struct finding *draft)
{
	const uint64_t wanted = c->request->guest_memory;
	struct asked asked;

	(void)device;
	if (!wanted)
		return NO;
	ask(c, &asked);
	if (asked.amount.known != KNOWN)
		return untold(c, draft, &asked,
		              arena_printf(c->arena, "cannot tell whether %s may lock %s",
		                           asked.who, size_text(c, wanted)));
	if (asked.is_bound && asked.amount.bytes >= wanted) {
		evidence(c, draft, asked.path, asked.value);
		draft->summary =
			arena_printf(c->arena, "cannot tell whether %s may lock %s: %s",
		                     asked.who, size_text(c, wanted), asked.silent);
		draft->remedy = NULL;
		return UNSURE;
	}
	evidence(c, draft, asked.path, asked.value);
	draft->summary = arena_printf(c->arena, "a guest of %s: %s may lock %s",
	                              size_text(c, wanted), asked.who,
	                              size_text(c, asked.amount.bytes));
	if (asked.amount.bytes >= wanted)
		return NO;
	draft->remedy = way_to_more(c, asked.who, (wanted + MARGIN) >> 10);
	return YES;
}

/* A page that fits the guest, with enough of its kind free; NULL: there is none. */
static const struct huge_pool *big_enough(const struct memory *memory, uint64_t wanted)
{
	for (const struct huge_pool *pool = memory->pools; pool; pool = pool->next)
		if (pool->bytes && (wanted + pool->bytes - 1) / pool->bytes <= pool->free)
			return pool;
	return NULL;
}

enum answer memory_is_short(const struct rule_case *c, const struct device *device,
                            struct finding *draft)
{
	const struct memory *memory = &c->host->platform->memory;
	const uint64_t wanted = c->request->guest_memory;
	const struct huge_pool *pool = big_enough(memory, wanted);
	const bool is_too_small = memory->total.known == KNOWN &&
	                          memory->total.bytes < wanted;
	const struct amount *seen = is_too_small ? &memory->total : &memory->available;

	(void)device;
	if (!wanted)
		return NO;
	if (pool) {
		draft->summary = arena_printf(c->arena,
		                              "free huge pages hold a guest of %s",
		                              size_text(c, wanted));
		evidence(c, draft, pool->path,
		         arena_printf(c->arena, "%u free", pool->free));
		return NO;
	}
	if (seen->known != KNOWN)
		return unread(c, draft, "memory", "proc/meminfo",
		              arena_printf(c->arena, "cannot tell whether %s are free",
		                           size_text(c, wanted)));
	evidence(c, draft, "proc/meminfo",
	         arena_printf(c->arena, "%s %s", size_text(c, seen->bytes),
	                      is_too_small ? "in all" : "available"));
	draft->summary = arena_printf(c->arena, "a guest of %s: the machine has %s%s",
	                              size_text(c, wanted), size_text(c, seen->bytes),
	                              is_too_small ? " in all" : " available");
	return seen->bytes < wanted ? YES : NO;
}

enum answer memory_has_huge_pages(const struct rule_case *c, const struct device *device,
                                  struct finding *draft)
{
	const char *said = NULL;

	(void)device;
	for (const struct huge_pool *pool = c->host->platform->memory.pools; pool;
	     pool = pool->next) {
		if (!pool->total)
			continue;
		said = arena_printf(c->arena, "%s%s%u of %u of %s", said ? said : "",
		                    said ? ", " : "", pool->free, pool->total,
		                    size_text(c, pool->bytes));
		evidence(c, draft, pool->path,
		         arena_printf(c->arena, "%u of %u free", pool->free,
		                      pool->total));
	}
	if (!said)
		return NO;
	draft->summary = arena_printf(c->arena, "huge pages that are free: %s", said);
	return YES;
}
