/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Teaching ids: who is caught, who is guarded before, and what is forgotten after. */
#include "plan/newid.h"

#include <errno.h>
#include <string.h>

#include "model/selector.h"
#include "test.h"

static struct device twin(unsigned bus, const char *driver)
{
	return (struct device){
		.address = { .bus = (uint8_t)bus },
		.vendor = { KNOWN, 0x8086 },
		.device = { KNOWN, 0x10d3 },
		.subsystem_vendor = { KNOWN, 0x8086 },
		.subsystem_device = { KNOWN, 0xa01f },
		.class = { KNOWN, 0x20000 },
		.driver = { driver ? KNOWN : ABSENT, driver },
		.driver_override = { ABSENT, NULL },
		.driver_module = { ABSENT, NULL },
		.native_modules = { KNOWN, "" },
		.vfio_module = { KNOWN, "vfio_pci" },
		.group_id = { KNOWN, bus },
	};
}

static struct request ask(const struct selector *selector, struct device *const *all,
                          size_t n)
{
	return (struct request){ .goal = GOAL_BIND,
		                 .selectors = selector,
		                 .new_id = true,
		                 .bystanders = all,
		                 .n_bystanders = n,
		                 .lease_owner = "admin",
		                 .transaction = "t",
		                 .since = "s",
		                 .boot_id = "b" };
}

static const struct selector *select_first(struct arena *arena)
{
	const struct selector *selector = NULL;

	CHECK_INT(selector_parse(arena, "03:00.0", &selector, NULL), 0);
	return selector;
}

static size_t count(const struct steps *steps, enum step_kind kind)
{
	size_t n = 0;

	for (const struct step *step = steps->first; step; step = step->next)
		n += step->kind == kind;
	return n;
}

static const struct step *find(const struct steps *steps, enum step_kind kind)
{
	const struct step *step = steps->first;

	while (step && step->kind != kind)
		step = step->next;
	return step;
}

static const struct unit *unit_of(const struct plan *plan, unsigned bus)
{
	for (size_t i = 0; i < plan->n_units; i++)
		if (plan->units[i].address.bus == bus)
			return &plan->units[i];
	return NULL;
}

static struct plan *make(struct arena *arena, const struct request *request,
                         struct device *const *devices, size_t n)
{
	struct plan *plan = NULL;
	struct fault f = { 0 };

	(void)plan_make(arena, request, devices, n, &plan, &f);
	CHECK_TEXT(f.text, "");
	return plan;
}

static void only_a_driverless_twin_is_caught(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct device nic = twin(3, "e1000e"), free_twin = twin(4, NULL);
	struct device bound = twin(5, "e1000e"), other = twin(6, NULL);
	struct device unread = twin(7, NULL);
	struct device *all[] = { &nic, &free_twin, &bound, &other, &unread };
	struct request request = ask(select_first(arena), all, 5);
	struct plan *plan;

	other.subsystem_device.value = 1;
	unread.subsystem_device.known = UNKNOWN;
	plan = make(arena, &request, all, 1);
	CHECK(plan_teaches(plan));
	CHECK_INT(plan->n_units, 3);
	CHECK(unit_of(plan, 4) && unit_of(plan, 7));
	CHECK_TEXT(unit_of(plan, 4)->lease->beside, "0000:03:00.0");
	CHECK_TEXT(unit_of(plan, 3)->lease->beside, NULL);
	/* What is bound itself is no bystander. */
	plan = make(arena, &request, all, 2);
	CHECK_INT(plan->n_units, 3);
	CHECK(!unit_of(plan, 4)->is_bystander && unit_of(plan, 7)->is_bystander);
	CHECK_TEXT(unit_of(plan, 4)->lease->beside, "0000:03:00.0");
	CHECK_TEXT(unit_of(plan, 7)->lease->beside, "0000:03:00.0 0000:04:00.0");
	request.new_id = false;
	plan = make(arena, &request, all, 1);
	CHECK(!plan_teaches(plan));
	CHECK_INT(plan->n_units, 1);
	nic.no_override = true;
	CHECK_INT(make(arena, &request, all, 1)->n_units, 3);
}

static void no_override_is_written(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct device nic = twin(3, "e1000e"), *all[] = { &nic };
	struct request request = ask(select_first(arena), all, 1);
	struct plan *plan = NULL;

	CHECK_INT(plan_make(arena, &request, all, 1, &plan, NULL), 0);
	CHECK_INT(plan->n_units, 1);
	CHECK_INT(count(&plan->units[0].go, STEP_OVERRIDE), 0);
	CHECK_INT(count(&plan->units[0].home, STEP_OVERRIDE), 0);
	CHECK_TEXT(find(&plan->units[0].go, STEP_NEW_ID)->after, "8086 10d3 8086 a01f");
	CHECK_TEXT(find(&plan->units[0].go, STEP_NEW_ID)->path,
	           "sys/bus/pci/drivers/vfio-pci/new_id");
	CHECK_TEXT(find(&plan->units[0].go, STEP_REMOVE_ID)->before,
	           "8086 10d3 8086 a01f");
	CHECK_TEXT(find(&plan->units[0].home, STEP_REMOVE_ID)->before,
	           "8086 10d3 8086 a01f");
	CHECK_TEXT(find(&plan->units[0].home, STEP_BIND)->after, "e1000e");
}

/* "lease remove-id unbind lease" */
static const char *words(struct arena *arena, const struct steps *steps)
{
	const char *text = "";

	for (const struct step *step = steps->first; step; step = step->next)
		text = arena_printf(arena, "%s%s%s", text, *text ? " " : "",
		                    step_kind_text(step->kind));
	return text;
}

/* Its lease stands before the id is taught, and goes when it has been given back. */
static void a_bystander_is_guarded(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct device nic = twin(3, "e1000e"), second = twin(4, "e1000e");
	struct device other = twin(5, NULL), *all[] = { &nic, &second, &other };
	struct request request = ask(select_first(arena), all, 3);
	struct plan *plan = make(arena, &request, all, 2);
	const struct unit *unit = &plan->units[2];

	CHECK_INT(plan->n_units, 3);
	CHECK(bdf_equal(unit->address, other.address));
	CHECK_TEXT(words(arena, &unit->go), "lease unbind lease");
	CHECK_TEXT(unit->go.first->after, "taking");
	CHECK_TEXT(unit->go.last->after, NULL);
	CHECK_TEXT(words(arena, &unit->home), "lease remove-id unbind lease");
	CHECK_TEXT(find(&unit->home, STEP_REMOVE_ID)->before, "8086 10d3 8086 a01f");
	CHECK_TEXT(find(&unit->home, STEP_UNBIND)->before, "vfio-pci");
	CHECK_TEXT(unit->lease->mover, NULL);
	CHECK_TEXT(plan->units[0].lease->last, "0000:04:00.0");
}

/* Which of both ids it has is not known: it is let go only when neither is. */
static void a_bystander_of_two_kinds_is_freed_of_both(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct device nic = twin(3, "e1000e"), second = twin(4, "e1000e");
	struct device other = twin(5, NULL), *all[] = { &nic, &second, &other };
	struct request request = ask(select_first(arena), all, 3);
	const struct unit *unit;

	second.subsystem_device.value = 1;
	other.subsystem_device.known = UNKNOWN;
	unit = unit_of(make(arena, &request, all, 2), 5);
	CHECK(unit);
	CHECK_TEXT(unit->lease->beside, "0000:03:00.0 0000:04:00.0");
	CHECK_TEXT(words(arena, &unit->home),
	           "lease remove-id unbind remove-id unbind lease");
	CHECK_TEXT(words(arena, &unit->go), "lease unbind unbind lease");
}

/* What is bound by ids and given back: as the lease tells, and as it was before that. */
static struct plan *give_back(struct arena *arena, struct request *request,
                              struct device **all, size_t n)
{
	struct plan *bind = make(arena, request, all, 1);

	all[0]->lease = bind->units[0].lease;
	((struct lease *)bind->units[0].lease)->state = LEASE_HELD;
	all[0]->driver = (struct text){ KNOWN, "vfio-pci" };
	request->goal = GOAL_RESTORE;
	request->new_id = false;
	request->n_bystanders = n;
	return make(arena, request, all, 1);
}

/* A release that fails teaches again: whoever is caught then has its lease already. */
static void a_release_guards_them_too(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct device nic = twin(3, "e1000e"), other = twin(4, "e1000e");
	struct device *all[] = { &nic, &other };
	struct request request = ask(select_first(arena), all, 2);
	struct plan *plan = give_back(arena, &request, all, 2);

	CHECK(plan_teaches(plan));
	CHECK_INT(plan->n_units, 1);
	/* Who has no driver now, not who had none then. */
	other.driver = (struct text){ ABSENT, NULL };
	plan = make(arena, &request, all, 1);
	CHECK_INT(plan->n_units, 2);
	CHECK(bdf_equal(plan->units[0].address, other.address));
	CHECK_TEXT(words(arena, &plan->units[0].go), "lease lease");
	CHECK_TEXT(plan->units[0].go.first->after, "returning");
	CHECK_TEXT(words(arena, &plan->units[0].home), "lease remove-id unbind lease");
	CHECK_TEXT(plan->units[1].lease->last, "0000:03:00.0");
}

static void a_lease_of_its_own_is_kept(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct device nic = twin(3, "e1000e"), other = twin(4, NULL);
	struct device *all[] = { &nic, &other };
	struct request request = ask(select_first(arena), all, 2);
	struct lease lease = { .address = other.address,
		               .state = LEASE_HELD,
		               .owner = "admin",
		               .since = "s",
		               .boot_id = "b",
		               .transaction = "other" };
	struct fault f = { 0 };
	struct plan *plan;

	other.lease = &lease;
	plan = make(arena, &request, all, 1);
	CHECK_TEXT(plan->units[1].go.last->after, "held");
	CHECK_TEXT(plan->units[1].home.last->after, "held");
	CHECK_TEXT(plan->units[1].texts.before, lease_write(arena, &lease, LEASE_HELD));
	CHECK_TEXT(plan->units[1].texts.after, plan->units[1].texts.before);
	/* A write to it that has not returned would hold up the teaching. */
	lease.state = LEASE_STUCK;
	CHECK_INT(plan_make(arena, &request, all, 1, &plan, &f), -EBUSY);
	CHECK(strstr(f.text, "0000:04:00.0"));
}

TESTS(TEST(only_a_driverless_twin_is_caught), TEST(no_override_is_written),
      TEST(a_bystander_is_guarded), TEST(a_bystander_of_two_kinds_is_freed_of_both),
      TEST(a_release_guards_them_too), TEST(a_lease_of_its_own_is_kept))
