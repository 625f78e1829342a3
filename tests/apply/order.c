/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order of steps is the heart of a plan: wherever two neighbours change places,
 * something that must hold does not any more, or a row below says why it may.
 */
#include <errno.h>
#include <string.h>

#include "apply/judge.h"
#include "base/text.h"
#include "test.h"

/* Which of the lists of src/plan/lists.c a scenario is made of. */
static const struct {
	const char *scenario;
	const char *
		lists; /* bind: add_forth(), add_back(); away: add_return(), add_away() */
} stages[] = {
	{ "release a disk and wait for it", "bind" },
	{ "bind a disk", "bind" },
	{ "bind over a foreign override", "bind" },
	{ "release by the lease, to an override", "bind" },
	{ "bind one NIC of twins", "bind" },
	{ "bind, vfio-pci to be loaded first", "bind" },
	{ "bind a driverless device", "bind" },
	{ "release by the lease, to no driver", "bind" },
	{ "bind the second member of a group that VFIO has", "bind" },
	{ "release by the lease, to a driver that is built in", "bind" },
	{ "bind from a driver that is built in", "bind" },
	{ "bind a display of the firmware's", "bind" },
	{ "release a display to the firmware's picture", "bind" },
	{ "bind by its ids, which a driverless one has too", "ids" },
	{ "release what was bound by its ids", "ids" },
	/* newid.c: list_bystander() */
	{ "bind by its ids, which a driverless one has too", "bystander" },
	{ "release without a lease", "away" },
	{ "release what another tool taught vfio-pci", "away" },
	{ "release a held device to native", "away" },
	{ "release a held device to none", "away" },
	{ "release to none without a lease", "away" },
};

/* Swaps that change nothing anybody could see. */
static const struct {
	const char *swap, *why;
} harmless[] = {
	{ "bind forth: load-driver, driver-override",
	  "an override means nothing to a device that has a driver" },
	{ "bind back: load-driver, driver-override",
	  "an override means nothing to a device that has a driver" },
	{ "away forth: load-driver, driver-override",
	  "an override means nothing to a device that has a driver" },
	{ "bind forth: group-node, cdev", "the bind has made both" },
	{ "away forth: group-node, cdev", "the bind has made both" },
	{ "bind back: driver-override, settle", "the one does not look at the other" },
	{ "bind back: driver-override, group-node",
	  "the one does not look at the other" },
	{ "bind forth: driver-override, framebuffer",
	  "the one does not look at the other" },
	{ "bind back: driver-override, framebuffer",
	  "the one does not look at the other" },
	{ "bind back: group-node, settle", "the one does not look at the other" },
	{ "away forth: driver-override, group-node",
	  "the one does not look at the other" },
	{ "bind back: unbind, driver-override", "it ends free and for all, either way" },
	{ "away back: unbind, driver-override", "it ends free and for all, either way" },
	{ "away back: unbind, load-driver",
	  "a driver that is there earlier takes nothing" },
	{ "ids forth: load-driver, unbind", "whoever probes would win by right" },
	{ "ids forth: unbind, new-id", "taught before, it is bound by the step after" },
	{ "ids forth: bind, remove-id", "the teaching has bound it" },
	{ "ids forth: remove-id, group-node", "the one does not look at the other" },
	{ "ids forth: group-node, cdev", "the bind has made both" },
	{ "ids back: load-driver, remove-id", "the one does not look at the other" },
	{ "bystander back: lease, remove-id", "its lease is unfinished, either way" },
	{ "away forth: lease, load-driver",
	  "this list only takes back: the lease says returning already" },
};

#define N_STAGES   (sizeof(stages) / sizeof(stages[0]))
#define N_HARMLESS (sizeof(harmless) / sizeof(harmless[0]))

struct finding_of_swap {
	char swap[128];
	bool is_found;
};

struct search {
	struct finding_of_swap swaps[128];
	size_t n;
};

static struct finding_of_swap *note_swap(struct search *search, const char *swap)
{
	for (size_t i = 0; i < search->n; i++)
		if (strcmp(search->swaps[i].swap, swap) == 0)
			return &search->swaps[i];
	CHECK(search->n < sizeof(search->swaps) / sizeof(search->swaps[0]));
	CHECK_INT(text_format(search->swaps[search->n].swap,
	                      sizeof(search->swaps[0].swap), "%s", swap),
	          0);
	return &search->swaps[search->n++];
}

/* How it ends is what the unchanged plan says, not the changed one. */
static const char *use_ending(struct stage *stage, const struct stage *model)
{
	bool same = strcmp(stage->after, model->after) == 0;

	free(stage->after);
	stage->after = strdup(model->after);
	CHECK(stage->after);
	return same ? NULL : "it ends otherwise";
}

static const char *judge_hostile(const struct stage *model,
                                 const struct mutation *mutation)
{
	struct stage stage;
	const char *found;

	if (model->scenario->is_for_all)
		return NULL;
	found = stage_open(&stage, model->scenario, CDEV_FULL, true, mutation);
	if (!found)
		found = use_ending(&stage, model);
	if (!found)
		found = judge_failures(&stage, -EIO, false);
	stage_close(&stage);
	return found;
}

static const char *judge_mutation(const struct stage *model,
                                  const struct mutation *mutation)
{
	struct stage stage;
	const char *found = stage_open(&stage, model->scenario, CDEV_FULL, false,
	                               mutation);

	if (!found)
		found = use_ending(&stage, model);
	if (!found)
		found = judge_hostile(model, mutation);
	if (!found)
		found = judge_deaths(&stage, false);
	if (!found)
		found = judge_probers(&stage);
	if (!found)
		found = judge_failures(&stage, -EIO, false);
	if (!found)
		found = judge_lateness(&stage, false);
	if (!found)
		found = judge_deaths_on_the_way_home(&stage);
	stage_close(&stage);
	return found;
}

static bool is_harmless(const char *swap)
{
	for (size_t i = 0; i < N_HARMLESS; i++)
		if (strcmp(harmless[i].swap, swap) == 0)
			return true;
	return false;
}

static size_t find_unit(const struct plan *plan, bool is_bystander)
{
	size_t i = 0;

	while (plan->units[i].is_bystander != is_bystander)
		i++;
	return i;
}

static void search_list(struct search *search, const struct stage *model, size_t i,
                        bool in_back)
{
	size_t at_unit = find_unit(model->plan,
	                           strcmp(stages[i].lists, "bystander") == 0);
	const struct unit *unit = &model->plan->units[at_unit];
	const struct steps *steps = in_back == model->plan->leads_home ? &unit->go
	                                                               : &unit->home;
	size_t at = 0;

	for (const struct step *step = steps->first; step->next;
	     step = step->next, at++) {
		const struct mutation mutation = { at_unit, in_back, at };
		struct finding_of_swap *swap =
			note_swap(search, verdict("%s %s: %s, %s", stages[i].lists,
		                                  in_back ? "back" : "forth",
		                                  step_kind_text(step->kind),
		                                  step_kind_text(step->next->kind)));

		if (!swap->is_found && !is_harmless(swap->swap))
			swap->is_found = judge_mutation(model, &mutation) != NULL;
	}
}

static void search_stage(struct search *search, size_t i)
{
	const struct scenario *scenario = scenario_find(stages[i].scenario);
	struct stage model;

	NOTE("%s", stages[i].scenario);
	CHECK(scenario);
	CHECK_TEXT(stage_open(&model, scenario, CDEV_FULL, false, NULL), NULL);
	search_list(search, &model, i, false);
	search_list(search, &model, i, true);
	stage_close(&model);
}

static void matters(void)
{
	struct search search = { 0 };

	for (size_t i = 0; i < N_STAGES; i++)
		search_stage(&search, i);
	for (size_t i = 0; i < search.n; i++) {
		const struct finding_of_swap *swap = &search.swaps[i];

		NOTE("%s", swap->swap);
		CHECK(swap->is_found || is_harmless(swap->swap));
	}
}

/* The machine that probes at every moment does not disturb the right order. */
static void withstands_whoever_probes(void)
{
	for (size_t i = 0; i < n_scenarios; i++) {
		struct stage stage;

		if (scenarios[i].is_for_all)
			continue;
		NOTE("%s", scenarios[i].name);
		CHECK_TEXT(stage_open(&stage, &scenarios[i], CDEV_FULL, true, NULL),
		           NULL);
		CHECK_TEXT(judge_failures(&stage, -EIO, false), NULL);
		stage_close(&stage);
	}
}

TESTS(TEST(matters), TEST(withstands_whoever_probes))
