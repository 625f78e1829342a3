/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whatever was done is undone by the other list, unless somebody came in between. */
#include "plan/undo.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "test.h"

static const struct owner guest = { 1000, 1001 };

static struct request ask(enum goal goal, const char *transaction)
{
	return (struct request){ .goal = goal,
		                 .lease_owner = "admin",
		                 .transaction = transaction,
		                 .since = "s",
		                 .boot_id = "b" };
}

static struct device nic(void)
{
	return (struct device){ .address = { .bus = 3 },
		                .driver = { KNOWN, "e1000e" },
		                .driver_override = { ABSENT, NULL },
		                .driver_module = { KNOWN, "e1000e" },
		                .native_node = { KNOWN, "net" },
		                .vfio_module = { KNOWN, "vfio_pci" },
		                .group_id = { KNOWN, 11 },
		                .vfio = { .known = KNOWN } };
}

static void set_bound(struct device *device)
{
	device->driver = (struct text){ KNOWN, "vfio-pci" };
	device->driver_module = (struct text){ KNOWN, "vfio_pci" };
	device->driver_override = (struct text){ KNOWN, "vfio-pci" };
	device->vfio.group_node = (struct node){ "dev/vfio/11", 0, 0, 0600 };
}

static struct lease *read_lease(struct arena *arena, const char *text)
{
	struct lease *lease = NULL;

	CHECK_INT(lease_read(arena, arena_text(arena, text), &lease, NULL), 0);
	return lease;
}

/* What the history would give of a plan that was carried out. */
static struct record *keep(struct arena *arena, const struct plan *plan, const char *id)
{
	struct record record = { .id = id,
		                 .verb = "bind",
		                 .since = "s",
		                 .boot_id = "b",
		                 .command = "c",
		                 .outcome = RECORD_DONE };
	struct record *kept = NULL;
	char *text;

	record_plan(&record, plan);
	text = arena_text(arena, record_write(arena, &record));
	CHECK_INT(record_read(arena, text, &kept, NULL), 0);
	return kept;
}

/* Plans REQUEST, and gives DEVICE the lease that it ends with. */
static struct plan *carry_out(struct arena *arena, struct request request,
                              struct device *device, struct record **ret)
{
	struct plan *plan = NULL;

	CHECK_INT(plan_make(arena, &request, &device, 1, &plan, NULL), 0);
	CHECK_INT(plan->n_units, 1);
	*ret = keep(arena, plan, request.transaction);
	device->lease = plan->units[0].go.last->after
	                        ? read_lease(arena, plan->units[0].texts.after)
	                        : NULL;
	return plan;
}

static struct plan *take_back(struct arena *arena, const char *transaction,
                              const struct record *record, struct device *device)
{
	struct request request = ask(record->leads_home ? GOAL_BIND : GOAL_RESTORE,
	                             transaction);
	struct plan *plan = NULL;
	struct fault f = { 0 };

	(void)undo_make(arena, &request, record, &device, 1, &plan, &f);
	CHECK_TEXT(f.text, "");
	CHECK_INT(plan->leads_home, !record->leads_home);
	return plan;
}

static bool same_steps(const struct steps *a, const struct steps *b)
{
	const struct step *x = a->first, *y = b->first;

	while (x && y && x->kind == y->kind && text_equal(x->after, y->after) &&
	       text_equal(x->path, y->path)) {
		x = x->next;
		y = y->next;
	}
	return !x && !y;
}

static void a_bind_and_its_undo(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct device device = nic();
	struct record *record, *undone;
	struct plan *bind, *back, *again;

	bind = carry_out(arena, ask(GOAL_BIND, "T"), &device, &record);
	set_bound(&device);
	back = take_back(arena, "U", record, &device);
	CHECK(same_steps(&back->units[0].go, &bind->units[0].home));
	CHECK(same_steps(&back->units[0].home, &bind->units[0].go));
	CHECK(strstr(back->units[0].texts.moving, "state\treturning"));
	CHECK(strstr(back->units[0].texts.before, "transaction\tT"));

	/* And the undo is undone: it is held again, by another name. */
	undone = keep(arena, back, "U");
	device = nic();
	again = take_back(arena, "V", undone, &device);
	CHECK(same_steps(&again->units[0].go, &bind->units[0].go));
	CHECK_TEXT(again->units[0].texts.before, NULL);
	CHECK_TEXT(read_lease(arena, again->units[0].texts.after)->transaction, "V");
	CHECK_INT(read_lease(arena, again->units[0].texts.after)->state, LEASE_HELD);
}

static void a_release(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct device device = nic();
	struct record *record;
	struct plan *bind, *back;

	bind = carry_out(arena, ask(GOAL_BIND, "T"), &device, &record);
	set_bound(&device);
	(void)carry_out(arena, ask(GOAL_RESTORE, "R"), &device, &record);
	CHECK(!device.lease);
	device = nic();
	back = take_back(arena, "U", record, &device);
	CHECK(same_steps(&back->units[0].go, &bind->units[0].go));
	CHECK_TEXT(back->units[0].texts.before, NULL);
	CHECK_TEXT(read_lease(arena, back->units[0].texts.after)->transaction, "U");
}

static void another_owner(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct request owned = ask(GOAL_BIND, "O");
	struct device device = nic();
	struct record *record;
	struct plan *back;

	(void)carry_out(arena, ask(GOAL_BIND, "T"), &device, &record);
	set_bound(&device);
	owned.owner = &guest;
	(void)carry_out(arena, owned, &device, &record);
	CHECK_TEXT(device.lease->transaction, "O");
	back = take_back(arena, "U", record, &device);
	CHECK_TEXT(back->units[0].go.last->after, "held");
	/* The first lease is back, with its own name: it can be undone in turn. */
	CHECK_TEXT(read_lease(arena, back->units[0].texts.after)->transaction, "T");
	CHECK_TEXT(read_lease(arena, back->units[0].texts.before)->transaction, "O");
}

static void not_what_has_moved_on(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct device device = nic(), *list = &device;
	struct request request = ask(GOAL_RESTORE, "U");
	struct record *first, *second;
	struct plan *plan = NULL;
	struct fault f = { 0 };

	(void)carry_out(arena, ask(GOAL_BIND, "T"), &device, &first);
	set_bound(&device);
	(void)carry_out(arena, ask(GOAL_RESTORE, "R"), &device, &second);
	CHECK_INT(undo_make(arena, &request, first, &list, 1, &plan, &f), -ESTALE);
	CHECK(strstr(f.text, "0000:03:00.0"));
	device = nic();
	(void)carry_out(arena, ask(GOAL_BIND, "S"), &device, &first);
	f = (struct fault){ 0 };
	CHECK_INT(undo_make(arena, &request, second, &list, 1, &plan, &f), -ESTALE);
	CHECK(strstr(f.text, "S has had it since"));
	f = (struct fault){ 0 };
	CHECK_INT(undo_make(arena, &request, first, &list, 0, &plan, &f), -ENODEV);
	CHECK(!plan);
}

TESTS(TEST(a_bind_and_its_undo), TEST(a_release), TEST(another_owner),
      TEST(not_what_has_moved_on))
