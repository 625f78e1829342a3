/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/wishes.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "model/section.h"
#include "os/account.h"
#include "plan/plan.h"

/* Parsed and checked already; what they are for comes with later commands. */
static const char *const idle_keys[] = { "if-missing", "override", "vfs", NULL };

/* Owners */

static int look_up(struct arena *arena, const struct section *section,
                   const struct named_owner **list, struct fault *f)
{
	struct named_owner *entry;
	struct fault cause = { 0 };
	struct owner *owner;

	for (const struct named_owner *n = *list; n; n = n->next)
		if (n->section == section)
			return 0;
	if (!section->owner)
		return 0;
	entry = arena_alloc(arena, sizeof(*entry));
	owner = arena_alloc(arena, sizeof(*owner));
	if (!entry || !owner)
		return fault(f, -ENOMEM, "out of memory");
	if (account_parse(section->owner, owner, &cause) < 0) {
		(void)fault(f, -EINVAL, "%s: %s", section->owner_at, cause.text);
		return fault_remedy(f, "make it, or name another owner there");
	}
	*entry = (struct named_owner){ section, owner, *list };
	*list = entry;
	return 0;
}

int wishes_owners(struct arena *arena, const struct selector *selectors,
                  const struct config *config, const struct named_owner **ret,
                  struct fault *f)
{
	const struct named_owner *list = NULL;
	int r = look_up(arena, &config->main, &list, f);

	for (const struct selector *s = selectors; r == 0 && s; s = s->next)
		for (const struct term *t = s->terms; r == 0 && t; t = t->and)
			if (t->section && !t->negated)
				r = look_up(arena, t->section, &list, f);
	*ret = list;
	return r;
}

static const struct named_owner *find_owner(const struct named_owner *owners,
                                            const struct section *section)
{
	while (owners && owners->section != section)
		owners = owners->next;
	return owners;
}

/* [vfioprep] is the one section without a name. */
static const struct owner *default_owner(const struct named_owner *owners)
{
	while (owners && owners->section->name)
		owners = owners->next;
	return owners ? owners->owner : NULL;
}

/* Groups */

static int is_whole(void *context, const struct section *section)
{
	bool *whole = context;

	*whole = *whole || section->group == EXTENT_WHOLE;
	return 0;
}

/* Both are in the order of addresses, and so is what they make together. */
static int unite(struct arena *arena, const struct choice *more, struct choice *choice)
{
	struct device **list = arena_array(arena, choice->n + more->n + 1, sizeof(*list));
	size_t a = 0, b = 0, n = 0;

	if (!list)
		return -ENOMEM;
	while (a < choice->n || b < more->n) {
		int order = a == choice->n ? 1
		            : b == more->n ? -1
		                           : bdf_compare(choice->devices[a]->address,
		                                         more->devices[b]->address);

		list[n++] = order <= 0 ? choice->devices[a] : more->devices[b];
		a += order <= 0;
		b += order >= 0;
	}
	*choice = (struct choice){ list, n };
	return 0;
}

int wishes_groups(struct arena *arena, const struct host *host,
                  const struct request *request, struct choice *choice)
{
	struct choice whole = { .devices = arena_array(arena, choice->n + 1,
		                                       sizeof(*whole.devices)) };

	if (request->whole_group)
		return choose_groups(arena, host, choice);
	if (!whole.devices)
		return -ENOMEM;
	for (size_t i = 0; i < choice->n; i++) {
		bool is_wanted = false;

		(void)sections_of(request->selectors, choice->devices[i], is_whole,
		                  &is_wanted);
		if (is_wanted)
			whole.devices[whole.n++] = choice->devices[i];
	}
	if (!whole.n)
		return 0;
	if (choose_groups(arena, host, &whole) < 0)
		return -ENOMEM;
	return unite(arena, &whole, choice);
}

/* Wishes */

/* One wish as the sections make it, and which of them said so. */
struct draft {
	const struct device *device;
	const struct named_owner *owners, *owner;
	const struct section *driver;
	struct fault *fault;
};

static int differ(const struct draft *draft, const struct section *a,
                  const struct section *b, const char *what)
{
	(void)fault(draft->fault, -EINVAL,
	            "[device %s] and [device %s] say different %ss for %s", a->name,
	            b->name, what, BDF_TEXT(draft->device->address));
	return fault_remedy(draft->fault, "name one of them only, or say --%s", what);
}

static int take_owner(void *context, const struct section *section)
{
	struct draft *draft = context;
	const struct named_owner *owner = find_owner(draft->owners, section);

	if (!owner)
		return 0;
	if (draft->owner && (draft->owner->owner->uid != owner->owner->uid ||
	                     draft->owner->owner->gid != owner->owner->gid))
		return differ(draft, draft->owner->section, section, "owner");
	draft->owner = owner;
	return 0;
}

static int take_driver(void *context, const struct section *section)
{
	struct draft *draft = context;

	if (!section->driver)
		return 0;
	if (draft->driver && !text_equal(draft->driver->driver, section->driver))
		return differ(draft, draft->driver, section, "driver");
	draft->driver = section;
	return 0;
}

/* The node is the group's: what a section says of one member holds for all of them. */
static int draft_owner(struct draft *draft, const struct request *request)
{
	const struct iommu_group *group = draft->device->group;
	int r = 0;

	if (!group)
		return sections_of(request->selectors, draft->device, take_owner, draft);
	for (const struct device *d = group->first; r == 0 && d; d = d->next_in_group)
		r = sections_of(request->selectors, d, take_owner, draft);
	return r;
}

static int make_wish(const struct device *device, const struct named_owner *owners,
                     const struct request *request, struct wish *wish, struct fault *f)
{
	struct draft draft = { .device = device, .owners = owners, .fault = f };
	int r = 0;

	if (!request->driver)
		r = sections_of(request->selectors, device, take_driver, &draft);
	if (r == 0 && !request->owner)
		r = draft_owner(&draft, request);
	wish->address = device->address;
	wish->driver = draft.driver ? draft.driver->driver : NULL;
	if (draft.owner)
		wish->owner = draft.owner->owner;
	else if (plan_moves(request, device))
		wish->owner = default_owner(owners);
	return r;
}

int wishes_make(struct arena *arena, const struct choice *choice,
                const struct named_owner *owners, struct request *request,
                struct fault *f)
{
	struct wish *wishes;
	int r = 0;

	if (request->goal != GOAL_BIND)
		return 0;
	wishes = arena_array(arena, choice->n + 1, sizeof(*wishes));
	if (!wishes)
		return fault(f, -ENOMEM, "out of memory");
	for (size_t i = 0; r == 0 && i < choice->n; i++)
		r = make_wish(choice->devices[i], owners, request, &wishes[i], f);
	request->wishes = wishes;
	request->n_wishes = choice->n;
	return r;
}

/* Findings */

static const char *name_members(struct arena *arena, const struct section *section)
{
	const char *list = "";

	for (size_t i = 0; list && i < section->n_members; i++)
		list = arena_printf(arena, "%s%s%s", list, i ? ", " : "",
		                    BDF_TEXT(section->members[i]->address));
	return list;
}

static const char *name_idle(struct arena *arena, const struct section *section)
{
	const char *list = "";

	for (size_t i = 0; list && idle_keys[i]; i++)
		if (config_line(section, idle_keys[i]))
			list = arena_printf(arena, "%s%s%s", list, *list ? ", " : "",
			                    idle_keys[i]);
	return list;
}

static int tell(const struct section *section, struct findings *findings)
{
	struct arena *arena = findings->arena;
	const char *members = name_members(arena, section),
		   *idle = name_idle(arena, section);
	struct finding meant = { .id = "section.members", .status = FINDING_INFO };
	struct finding warning = { .id = "section.idle-key", .status = FINDING_WARN };

	if (!members || !idle)
		return -ENOMEM;
	meant.summary = arena_printf(arena, "@%s means %s", section->name, members);
	warning.summary = arena_printf(arena, "[device %s] says %s: without effect yet",
	                               section->name, idle);
	warning.remedy = "see vfioprep.conf(5) for what this version does";
	if (!meant.summary || !warning.summary ||
	    finding_evidence(arena, &meant, section->file,
	                     arena_printf(arena, "[device %s]", section->name)) < 0 ||
	    findings_add(findings, &meant) < 0)
		return -ENOMEM;
	return *idle ? findings_add(findings, &warning) : 0;
}

static bool is_first(const struct selector *selectors, const struct term *term)
{
	for (const struct selector *s = selectors; s; s = s->next)
		for (const struct term *t = s->terms; t; t = t->and) {
			if (t == term)
				return true;
			if (t->section == term->section && !t->negated)
				return false;
		}
	return true;
}

int wishes_tell(const struct request *request, struct findings *findings, struct fault *f)
{
	int r = 0;

	for (const struct selector *s = request->selectors; r == 0 && s; s = s->next)
		for (const struct term *t = s->terms; r == 0 && t; t = t->and)
			if (t->section && !t->negated && is_first(request->selectors, t))
				r = tell(t->section, findings);
	return r < 0 ? fault(f, r, "out of memory") : 0;
}
