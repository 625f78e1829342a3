/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <string.h>

#include "apply/scenario.h"
#include "base/text.h"
#include "exec/recover.h"
#include "plan/plan.h"
#include "plan/recovery.h"
#include "plan/undo.h"
#include "policy/rule.h"
#include "scan/scan.h"
#include "test.h"

static const struct exec_options options = { .timeout = 3600 };

const char *verdict(const char *format, ...)
{
	static char text[2][1024];
	static unsigned turn;
	va_list args;

	/* Two, so that one verdict may quote the other. */
	turn = !turn;
	va_start(args, format);
	(void)vsnprintf(text[turn], sizeof(text[turn]), format, args);
	va_end(args);
	return text[turn];
}

static void use_owners(struct fake *fake, struct node *node)
{
	struct node now;

	if (!node->path || fake_look(fake, node->path, &now) < 0)
		return;
	node->uid = now.uid;
	node->gid = now.gid;
	node->mode = now.mode;
}

struct host *stage_scan(struct stage *stage)
{
	_cleanup_(scan_freep) struct scan *scan = scan_new(&stage->fake->fixture->root,
	                                                   NULL);
	unsigned facts = rule_facts(WHEN_TAKING | WHEN_GIVING) | plan_facts();
	struct host *host;

	CHECK(scan);
	scan_may_wake(scan);
	CHECK_INT(scan_host(scan, &host, NULL), 0);
	CHECK_INT(scan_facts(scan, host, host->devices, host->n_devices, facts, NULL), 0);
	for (size_t i = 0; i < host->n_devices; i++) {
		struct device *device = host->devices[i];

		use_owners(stage->fake, &device->vfio.group_node);
		use_owners(stage->fake, &device->vfio.cdev);
		if (stage->scenario->native_modules)
			device->native_modules =
				(struct text){ KNOWN, stage->scenario->native_modules };
	}
	return host;
}

static size_t choose(const struct host *host, const struct move *move,
                     struct device **devices)
{
	size_t n = 0;

	for (; n < MOVED_MAX && move->addresses[n]; n++) {
		struct bdf address;

		CHECK_INT(bdf_parse(move->addresses[n], &address), 0);
		devices[n] = host_find(host, address);
		CHECK(devices[n]);
	}
	return n;
}

static struct plan *make_undo(const struct stage *stage, struct arena *arena,
                              const struct request *request, struct device **devices,
                              size_t n)
{
	struct record *record = NULL;
	struct fault f = { 0 };
	struct plan *plan = NULL;

	CHECK(stage->record);
	CHECK_INT(record_read(arena, arena_text(arena, stage->record), &record, NULL), 0);
	(void)undo_make(arena, request, record, devices, n, &plan, &f);
	CHECK_TEXT(f.text, "");
	return plan;
}

static struct plan *make_once(const struct stage *stage, struct arena *arena,
                              const struct move *move, const struct request *request,
                              struct device **devices, size_t n)
{
	struct fault f = { 0 };
	struct plan *plan = NULL;

	if (stage->scenario->undoes && move == &stage->scenario->move)
		return make_undo(stage, arena, request, devices, n);
	(void)plan_make(arena, request, devices, n, &plan, &f);
	CHECK_TEXT(f.text, "");
	return plan;
}

/* Every transaction has a name of its own: its number. */
static struct plan *make_plan(const struct stage *stage, struct arena *arena,
                              const struct host *host, const struct move *move)
{
	struct wish wishes[MOVED_MAX] = { 0 };
	struct request request = {
		.goal = move->goal,
		.new_id = move->new_id,
		.owner = move->owner,
		.lease_owner = "admin",
		.transaction = move == &stage->scenario->move    ? "third"
		               : move == stage->scenario->before ? "second"
		                                                 : "first",
		.since = "2026-01-02T03:04:05Z",
		.boot_id = "00000000-0000-0000-0000-000000000000",
	};
	struct device *devices[MOVED_MAX];
	size_t n = choose(host, move, devices);
	struct plan *plan;

	for (size_t i = 0; i < n; i++) {
		wishes[i].address = devices[i]->address;
		wishes[i].owner = move->owners[i];
	}
	request.wishes = wishes;
	request.n_wishes = n;
	plan = make_once(stage, arena, move, &request, devices, n);
	if (!plan_teaches(plan))
		return plan;
	request.bystanders = host->devices;
	request.n_bystanders = host->n_devices;
	return make_once(stage, arena, move, &request, devices, n);
}

static void swap_steps(struct steps *steps, size_t at)
{
	struct step **link = &steps->first, *a, *b;

	if (!*link)
		return;
	while (at--)
		link = &(*link)->next;
	a = *link;
	b = a->next;
	a->next = b->next;
	b->next = a;
	*link = b;
	if (steps->last == b)
		steps->last = a;
}

/* In the lists to be run, and in those that the leases tell. */
static void mutate(struct arena *arena, struct plan *plan,
                   const struct mutation *mutation)
{
	struct unit *unit = &plan->units[mutation->unit];
	const char **const texts[] = { &unit->texts.moving, &unit->texts.alone,
		                       &unit->texts.stuck };

	swap_steps(mutation->in_back == plan->leads_home ? &unit->go : &unit->home,
	           mutation->at);
	/* What is held is not gone by, and must look the same in every photo. */
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char *text = arena_text(arena, *texts[i]);
		struct lease *lease;

		CHECK_INT(lease_read(arena, text, &lease, NULL), 0);
		swap_steps(mutation->in_back ? &lease->back : &lease->forth,
		           mutation->at);
		*texts[i] = lease_write(arena, lease, lease->state);
	}
}

static void keep_record(struct stage *stage, struct arena *arena, const struct plan *plan)
{
	struct record record = {
		.id = "id", .verb = "bind", .since = "s", .boot_id = "b", .command = "c"
	};
	const char *text;

	record_plan(&record, plan);
	text = record_write(arena, &record);
	CHECK(text);
	free(stage->record);
	stage->record = strdup(text);
}

/* What is done before the scenario begins. */
static void do_before(struct stage *stage, const struct move *move)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(host_freep) struct host *host = NULL;
	struct fault f = { 0 };
	struct plan *plan;

	if (!move)
		return;
	host = stage_scan(stage);
	plan = make_plan(stage, arena, host, move);
	CHECK_INT(exec_run(&stage->fake->calls, plan, &options, &f), EXEC_DONE);
	keep_record(stage, arena, plan);
}

static void raise_curtain(struct stage *stage)
{
	fake_free(stage->fake);
	stage->fake = fake_new(&stage->scenario->machine, stage->cdev);
	do_before(stage, stage->scenario->first);
	do_before(stage, stage->scenario->before);
	stage->fake->is_hostile = stage->is_hostile;
	fake_follow(stage->fake, NULL);
	stage->is_clean = true;
}

static void load_modules(struct stage *stage, const struct steps *steps)
{
	for (const struct step *step = steps->first; step; step = step->next)
		if (step->kind == STEP_LOAD)
			fake_bring(stage->fake, step->module);
}

static bool looks_like(struct stage *stage, const char *photo)
{
	_cleanup_(freep) char *now = fake_photo(stage->fake);

	return strcmp(now, photo) == 0;
}

bool stage_is_before(struct stage *stage)
{
	return looks_like(stage, stage->before) ||
	       looks_like(stage, stage->before_loaded);
}

bool stage_is_after(struct stage *stage)
{
	return looks_like(stage, stage->after);
}

struct plan *stage_plan(struct stage *stage)
{
	arena_free(stage->arena);
	stage->arena = arena_new();
	stage->plan = make_plan(stage, stage->arena, stage->host, &stage->scenario->move);
	return stage->plan;
}

size_t stage_n_meant(const struct stage *stage)
{
	size_t n = 0;

	for (size_t i = 0; i < stage->plan->n_units; i++)
		n += !stage->plan->units[i].is_bystander;
	return n;
}

enum exec_outcome stage_run(struct stage *stage, const struct script *script)
{
	if (!stage->is_clean)
		raise_curtain(stage);
	stage->is_clean = false;
	stage->fault = (struct fault){ 0 };
	(void)stage_plan(stage);
	if (stage->mutation)
		mutate(stage->arena, stage->plan, stage->mutation);
	fake_follow(stage->fake, script);
	return exec_run(&stage->fake->calls, stage->plan, &options, &stage->fault);
}

const char *stage_open(struct stage *stage, const struct scenario *scenario,
                       enum fake_cdev cdev, bool is_hostile,
                       const struct mutation *mutation)
{
	enum exec_outcome outcome;

	*stage = (struct stage){ .scenario = scenario,
		                 .cdev = cdev,
		                 .is_hostile = is_hostile,
		                 .mutation = mutation };
	raise_curtain(stage);
	stage->before = fake_photo(stage->fake);
	stage->host = stage_scan(stage);
	outcome = stage_run(stage, NULL);
	stage->n_calls = stage->fake->n_calls;
	stage->after = fake_photo(stage->fake);
	raise_curtain(stage);
	stage->fake->is_hostile = false;
	for (size_t i = 0; i < stage->plan->n_units; i++)
		load_modules(stage, &stage->plan->units[i].go);
	stage->before_loaded = fake_photo(stage->fake);
	raise_curtain(stage);
	if (outcome != EXEC_DONE)
		return verdict("it did not run through: %s", stage->fault.text);
	return stage->fake->violation[0] ? verdict("%s", stage->fake->violation) : NULL;
}

static const char *recover(struct stage *stage, struct arena *arena,
                           const struct recovery *recovery)
{
	struct fault f = { 0 };
	struct unit unit;

	CHECK_INT(recovery_plan(arena, recovery, &unit), 0);
	if (recover_unit(&stage->fake->calls, arena, &unit, &options, &f) < 0)
		return verdict("recovery failed: %s", f.text);
	return NULL;
}

const char *stage_recover(struct stage *stage)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const struct lease **leases;
	struct recovery *list;
	struct fault f = { 0 };
	const char *wrong = NULL;
	size_t n = 0;

	fake_follow(stage->fake, NULL);
	(void)scan_leases(&stage->fake->fixture->root, arena, &leases, &n, &f);
	CHECK_TEXT(f.text, "");
	CHECK_INT(recovery_decide(arena, leases, n, &list, &n), 0);
	for (size_t i = 0; !wrong && i < n; i++)
		wrong = recover(stage, arena, &list[i]);
	if (!wrong && stage->fake->violation[0])
		wrong = verdict("in recovery: %s", stage->fake->violation);
	return wrong;
}

size_t stage_leases(struct stage *stage, size_t *ret_held)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const struct lease **leases;
	size_t n = 0;

	CHECK_INT(scan_leases(&stage->fake->fixture->root, arena, &leases, &n, NULL), 0);
	*ret_held = 0;
	for (size_t i = 0; i < n; i++)
		*ret_held += leases[i]->state == LEASE_HELD;
	return n;
}

void stage_close(struct stage *stage)
{
	fake_free(stage->fake);
	host_free(stage->host);
	arena_free(stage->arena);
	free(stage->before);
	free(stage->before_loaded);
	free(stage->after);
	free(stage->record);
	*stage = (struct stage){ 0 };
}

void for_each_stage(const char *(*judge)(struct stage *stage))
{
	static const char *const words[] = { "no cdev", "empty cdev", "cdev" };

	for (size_t i = 0; i < n_scenarios; i++)
		for (int cdev = CDEV_NONE; cdev <= CDEV_FULL; cdev++) {
			struct stage stage;

			/* What an empty directory means is seen once. */
			if (cdev == CDEV_EMPTY && i > 0)
				continue;
			if (cdev != CDEV_FULL && scenarios[i].is_about_ids)
				continue;
			NOTE("%s, %s", scenarios[i].name, words[cdev]);
			CHECK_TEXT(stage_open(&stage, &scenarios[i], (enum fake_cdev)cdev,
			                      false, NULL),
			           NULL);
			CHECK_TEXT(judge(&stage), NULL);
			stage_close(&stage);
		}
}
