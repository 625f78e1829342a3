/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/section.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/fact.h"

/* What matches, by address, and how many might besides. */
struct found {
	struct device **devices;
	size_t n;
	size_t n_unsure;
};

unsigned section_facts(const struct section *section)
{
	return selector_facts(section->match) |
	       (section->pick == PICK_LOWEST_NUMA ? FACT_PLACE : 0);
}

static enum answer match_any(const struct section *section, const struct device *device)
{
	enum answer answer = NO;

	for (const struct selector *s = section->match; s; s = s->next) {
		enum answer one = selector_answer(s, device);

		if (one == YES)
			return YES;
		if (one == UNSURE)
			answer = UNSURE;
	}
	return answer;
}

static int find(const struct section *section, struct arena *arena,
                const struct host *host, struct found *ret)
{
	struct found found = { .devices = arena_array(arena, host->n_devices + 1,
		                                      sizeof(*found.devices)) };

	if (!found.devices)
		return -ENOMEM;
	for (size_t i = 0; i < host->n_devices; i++) {
		enum answer answer = match_any(section, host->devices[i]);

		if (answer == YES)
			found.devices[found.n++] = host->devices[i];
		else if (answer == UNSURE)
			found.n_unsure++;
	}
	*ret = found;
	return 0;
}

static int by_address(const void *a, const void *b)
{
	return bdf_compare((*(struct device *const *)a)->address,
	                   (*(struct device *const *)b)->address);
}

/* Without a known node comes last: nothing says that it is near. */
static uint64_t distance(const struct device *device)
{
	return device->numa_node.known == KNOWN ? device->numa_node.value : UINT64_MAX;
}

static int by_distance(const void *a, const void *b)
{
	uint64_t first = distance(*(struct device *const *)a);
	uint64_t second = distance(*(struct device *const *)b);

	if (first != second)
		return first < second ? -1 : 1;
	return by_address(a, b);
}

/* As many as are wanted, and no more if there is a choice; 0: any number. */
static size_t wanted(const struct section *section)
{
	switch (section->count) {
	case COUNT_NUMBER:
		return section->number;
	case COUNT_ONE:
		return 1;
	case COUNT_ALL:
	case COUNT_AT_LEAST_ONE:
		break;
	}
	return section->pick == PICK_NONE ? 0 : 1;
}

/* Names what matched, as many as fit into one line of an error. */
static const char *name_found(struct arena *arena, const struct found *found)
{
	const char *list = found->n ? BDF_TEXT(found->devices[0]->address) : "none";

	for (size_t i = 1; list && i < found->n; i++) {
		if (strlen(list) > 120)
			return arena_printf(arena, "%s, …", list);
		list = arena_printf(arena, "%s, %s", list,
		                    BDF_TEXT(found->devices[i]->address));
	}
	return list ? arena_text(arena, list) : NULL;
}

static int wrong_count(const struct section *section, struct arena *arena,
                       const struct found *found, int error, struct fault *f)
{
	const char *list = name_found(arena, found);
	size_t want = wanted(section);

	if (!list)
		return fault(f, -ENOMEM, "out of memory");
	if (error == -ENODEV && found->n == 0)
		(void)fault(f, error, "@%s (/%s:%u) matches no device", section->name,
		            section->file, section->line);
	else if (found->n_unsure && found->n <= want)
		(void)fault(f, error,
		            "@%s (/%s:%u) wants %zu, and %zu more cannot be ruled out "
		            "beside %s",
		            section->name, section->file, section->line, want,
		            found->n_unsure, list);
	else
		(void)fault(f, error, "@%s (/%s:%u) wants %zu and matches %zu: %s",
		            section->name, section->file, section->line, want, found->n,
		            list);
	return fault_remedy(f, "see vfioprep list, and mend its match, count or pick");
}

static int check_count(const struct section *section, struct arena *arena,
                       const struct found *found, struct fault *f)
{
	size_t want = wanted(section);

	if (found->n == 0 || found->n < want)
		return wrong_count(section, arena, found, -ENODEV, f);
	/* One that may match too makes a stated number uncertain. */
	if (want && section->pick == PICK_NONE && found->n + found->n_unsure > want)
		return wrong_count(section, arena, found, -ENOTUNIQ, f);
	return 0;
}

int section_settle(struct section *section, struct arena *arena, const struct host *host,
                   struct fault *f)
{
	size_t want = wanted(section);
	struct found found;
	int r;

	section->members = NULL;
	section->n_members = 0;
	if (find(section, arena, host, &found) < 0)
		return fault(f, -ENOMEM, "out of memory");
	r = check_count(section, arena, &found, f);
	if (r < 0)
		return r;
	if (want && found.n > want) {
		if (section->pick == PICK_LOWEST_NUMA)
			qsort(found.devices, found.n, sizeof(struct device *),
			      by_distance);
		found.n = want;
		qsort(found.devices, found.n, sizeof(struct device *), by_address);
	}
	section->members = found.devices;
	section->n_members = found.n;
	return 0;
}

enum answer section_has(const struct section *section, const struct device *device)
{
	if (section->n_members && bsearch(&device, section->members, section->n_members,
	                                  sizeof(struct device *), by_address))
		return YES;
	return match_any(section, device) == UNSURE ? UNSURE : NO;
}

int sections_of(const struct selector *list, const struct device *device,
                section_visit *visit, void *context)
{
	int r = 0;

	for (const struct selector *s = list; r == 0 && s; s = s->next) {
		if (!selector_wants_config(s) || !selector_matches(s, device))
			continue;
		for (const struct term *t = s->terms; r == 0 && t; t = t->and)
			if (t->section && !t->negated)
				r = visit(context, t->section);
	}
	return r;
}
