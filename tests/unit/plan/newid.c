/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Teaching ids: who is caught, who is guarded before, and what is forgotten after. */
#include "plan/newid.h"

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

static void only_a_driverless_twin_is_caught(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct device nic = twin(3, "e1000e"), free_twin = twin(4, NULL);
	struct device bound_twin = twin(5, "e1000e"), other = twin(6, NULL);
	struct request request = ask(select_first(arena), NULL, 0);

	other.subsystem_device.value = 1;
	CHECK(is_caught(&request, &nic, &free_twin));
	CHECK(!is_caught(&request, &nic, &bound_twin));
	CHECK(!is_caught(&request, &nic, &other));
	CHECK(!is_caught(&request, &nic, &nic));
	/* What was named itself is no bystander. */
	CHECK(!is_caught(&request, &free_twin, &nic));
	request.new_id = false;
	CHECK(!is_caught(&request, &nic, &free_twin));
	nic.no_override = true;
	CHECK(is_caught(&request, &nic, &free_twin));
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

/* Its lease stands before the id is taught, and goes when it has been given back. */
static void a_bystander_is_guarded_first(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct device nic = twin(3, "e1000e"), other = twin(4, NULL);
	struct device *all[] = { &nic, &other };
	struct request request = ask(select_first(arena), all, 2);
	const struct step *last;
	struct plan *plan = NULL;

	CHECK_INT(plan_make(arena, &request, all, 1, &plan, NULL), 0);
	CHECK_INT(plan->n_units, 2);
	CHECK(bdf_equal(plan->units[0].address, other.address));
	CHECK_TEXT(plan->units[0].go.first->after, "taking");
	CHECK(!plan->units[0].go.first->next);
	CHECK_INT(count(&plan->units[0].home, STEP_UNBIND), 1);
	CHECK_TEXT(find(&plan->units[0].home, STEP_UNBIND)->before, "vfio-pci");

	last = plan->units[1].go.first;
	while (last->next && last->next->kind != STEP_NODE)
		last = last->next;
	CHECK_INT(last->kind, STEP_LEASE);
	CHECK(!last->after);
	CHECK(bdf_equal(last->subject, other.address));
}

TESTS(TEST(only_a_driverless_twin_is_caught), TEST(no_override_is_written),
      TEST(a_bystander_is_guarded_first))
