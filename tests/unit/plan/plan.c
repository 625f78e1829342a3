/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps of every kind of move, exactly, from each state a device can be in. */
#include "plan/plan.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "test.h"

static const struct owner guest = { 1000, 1001 };

static struct device nic(void)
{
	return (struct device){ .address = { .bus = 3 },
		                .driver = { KNOWN, "e1000e" },
		                .driver_override = { ABSENT, NULL },
		                .driver_module = { KNOWN, "e1000e" },
		                .native_modules = { KNOWN, "e1000e" },
		                .native_node = { KNOWN, "net" },
		                .vfio_module = { KNOWN, "vfio_pci" },
		                .group_id = { KNOWN, 11 },
		                .vfio = { .known = KNOWN } };
}

/* One word a step: "kind after" with what else tells it from others. */
static const char *write_steps(struct arena *arena, const struct steps *steps)
{
	const char *text = "";

	for (const struct step *s = steps->first; s; s = s->next) {
		const char *left = s->before && s->kind == STEP_UNBIND ? s->before : "";

		text = arena_printf(arena, "%s%s%s %s%s%s%s", text, *text ? "; " : "",
		                    step_kind_text(s->kind), s->after ? s->after : "-",
		                    left, s->keep ? " keep " : "",
		                    s->keep ? s->keep : "");
		if (s->kind == STEP_NODE || s->kind == STEP_FRAMEBUFFER)
			text = arena_printf(arena, "%s at %s", text, s->path);
	}
	return text;
}

static struct request ask(enum goal goal)
{
	return (struct request){ .goal = goal,
		                 .lease_owner = "admin",
		                 .transaction = "t",
		                 .since = "s",
		                 .boot_id = "b" };
}

static struct plan *make(struct arena *arena, const struct request *request,
                         struct device *device)
{
	struct plan *plan = NULL;
	struct fault f = { 0 };

	CHECK_INT(plan_make(arena, request, &device, 1, &plan, &f), 0);
	CHECK_TEXT(f.text, "");
	return plan;
}

static void check(struct device *device, const struct request *request, const char *go,
                  const char *home)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const struct plan *plan = make(arena, request, device);

	if (!go) {
		CHECK_INT(plan->n_units, 0);
		return;
	}
	CHECK_INT(plan->n_units, 1);
	CHECK_TEXT(write_steps(arena, &plan->units[0].go), go);
	CHECK_TEXT(write_steps(arena, &plan->units[0].home), home);
	CHECK_INT(plan->leads_home, request->goal != GOAL_BIND);
}

static void binds_from_a_native_driver(void)
{
	struct device device = nic();
	struct request request = ask(GOAL_BIND);

	request.owner = &guest;
	check(&device, &request,
	      "lease taking; load-driver vfio-pci; driver-override vfio-pci; "
	      "unbind -e1000e keep vfio-pci; bind vfio-pci; "
	      "group-node 1000:1001 0600 at dev/vfio/11; cdev 1000:1001 0600; lease held",
	      "lease returning; load-driver e1000e; driver-override e1000e; "
	      "unbind -vfio-pci keep e1000e; bind e1000e; driver-override -; settle net; "
	      "lease -");
}

static void binds_a_driverless_device(void)
{
	struct device device = nic();
	struct request request = ask(GOAL_BIND);

	device.driver.known = device.driver_module.known = ABSENT;
	device.native_node.known = ABSENT;
	check(&device, &request,
	      "lease taking; load-driver vfio-pci; driver-override vfio-pci; bind "
	      "vfio-pci; "
	      "group-node - at dev/vfio/11; cdev -; lease held",
	      "lease returning; unbind -vfio-pci; driver-override -; lease -");
}

/* vfio-pci takes the firmware's picture from the class 0300 itself. */
static void takes_the_picture_and_gives_it_back(void)
{
	struct device device = nic();
	struct request request = ask(GOAL_BIND);
	const char *plain =
		"lease taking; load-driver vfio-pci; driver-override vfio-pci; "
		"bind vfio-pci; group-node - at dev/vfio/11; cdev -; lease held";

	device.driver.known = device.driver_module.known = ABSENT;
	device.native_node.known = ABSENT;
	device.framebuffer = (struct framebuffer){
		.known = KNOWN, .name = "fb.0", .driver = "vesafb", .path = "sys/fb.0"
	};
	device.class = (struct number){ KNOWN, 0x038000 };
	check(&device, &request,
	      "lease taking; load-driver vfio-pci; driver-override vfio-pci; "
	      "framebuffer - at sys/fb.0; bind vfio-pci; group-node - at dev/vfio/11; "
	      "cdev -; lease held",
	      "lease returning; unbind -vfio-pci; driver-override -; "
	      "framebuffer vesafb at sys/fb.0; lease -");
	device.class.value = 0x030000;
	check(&device, &request, plain,
	      "lease returning; unbind -vfio-pci; driver-override -; lease -");
	device.class.value = 0x030200;
	device.framebuffer.known = ABSENT;
	check(&device, &request, plain,
	      "lease returning; unbind -vfio-pci; driver-override -; lease -");
}

static void remembers_a_foreign_override(void)
{
	struct device device = nic();
	struct request request = ask(GOAL_BIND);

	device.driver_override = (struct text){ KNOWN, "pci-stub" };
	device.driver_module.known = ABSENT;
	device.native_node.known = ABSENT;
	check(&device, &request,
	      "lease taking; load-driver vfio-pci; driver-override vfio-pci; "
	      "unbind -e1000e keep vfio-pci; bind vfio-pci; group-node - at dev/vfio/11; "
	      "cdev -; lease held",
	      "lease returning; driver-override e1000e; unbind -vfio-pci keep e1000e; "
	      "bind e1000e; driver-override pci-stub; lease -");
}

static void restores_the_node_of_a_siblings_bind(void)
{
	struct device device = nic();
	struct request request = ask(GOAL_BIND);

	device.native_node.known = ABSENT;
	device.vfio.group_node = (struct node){ "dev/vfio/11", 5, 6, 0640 };
	request.owner = &guest;
	check(&device, &request,
	      "lease taking; load-driver vfio-pci; driver-override vfio-pci; "
	      "unbind -e1000e keep vfio-pci; bind vfio-pci; "
	      "group-node 1000:1001 0600 at dev/vfio/11; cdev 1000:1001 0600; lease held",
	      "lease returning; load-driver e1000e; driver-override e1000e; "
	      "unbind -vfio-pci keep e1000e; bind e1000e; driver-override -; "
	      "group-node 5:6 0640 keep if it exists at dev/vfio/11; lease -");
}

static void takes_the_best_or_the_named_driver(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct device device = nic();
	struct request request = ask(GOAL_BIND);
	const struct step *load;

	device.vfio_module.value = "mlx5_vfio_pci";
	load = make(arena, &request, &device)->units[0].go.first->next;
	CHECK_TEXT(load->after, "mlx5_vfio_pci");
	CHECK_TEXT(load->module, "mlx5_vfio_pci");
	request.driver = "hisi-acc-vfio-pci";
	load = make(arena, &request, &device)->units[0].go.first->next;
	CHECK_TEXT(load->after, "hisi-acc-vfio-pci");
	CHECK_TEXT(load->module, "hisi_acc_vfio_pci");
}

static struct device bound(void)
{
	struct device device = nic();

	device.driver.value = "vfio-pci";
	device.driver_module.value = "vfio_pci";
	device.driver_override = (struct text){ KNOWN, "vfio-pci" };
	device.native_node.known = ABSENT;
	device.vfio.group_node = (struct node){ "dev/vfio/11", 0, 0, 0600 };
	return device;
}

static void leaves_alone_what_is_bound(void)
{
	struct device device = bound();
	struct request request = ask(GOAL_BIND);
	const struct owner root = { 0, 0 };

	check(&device, &request, NULL, NULL);
	request.owner = &root;
	check(&device, &request, NULL, NULL);
	request.driver = "vfio-pci";
	check(&device, &request, NULL, NULL);
}

static void changes_the_owner_of_what_is_ours(void)
{
	static const struct lease ours = { .owner = "admin", .state = LEASE_HELD };
	struct device device = bound();
	struct request request = ask(GOAL_BIND);

	device.lease = &ours;
	request.owner = &guest;
	check(&device, &request,
	      "lease taking; group-node 1000:1001 0600 at dev/vfio/11; "
	      "cdev 1000:1001 0600; lease held",
	      "lease returning; group-node 0:0 0600 keep if it exists at dev/vfio/11; "
	      "lease held");
	device.vfio.cdev = (struct node){ "dev/vfio/devices/vfio0", 1, 2, 0600 };
	check(&device, &request,
	      "lease taking; group-node 1000:1001 0600 at dev/vfio/11; "
	      "cdev 1000:1001 0600; lease held",
	      "lease returning; group-node 0:0 0600 keep if it exists at dev/vfio/11; "
	      "cdev 1:2 0600; lease held");
}

static void refuses(struct device *device, const struct request *request, int error)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct plan *plan = NULL;
	struct fault f = { 0 };

	CHECK_INT(plan_make(arena, request, &device, 1, &plan, &f), error);
	CHECK(!plan);
	CHECK_INT(f.error, error);
	CHECK(strstr(f.text, "0000:03:00.0"));
	CHECK(*f.remedy || error == -ENODATA);
}

static void refuses_what_is_not_ours(void)
{
	static const struct lease hook = { .owner = "hook:libvirt:a",
		                           .state = LEASE_HELD };
	struct device device = bound();
	struct request request = ask(GOAL_BIND);

	request.owner = &guest;
	refuses(&device, &request, -EPERM);
	device.lease = &hook;
	refuses(&device, &request, -EPERM);
	request.driver = "mlx5_vfio_pci";
	refuses(&device, &request, -EEXIST);
}

static void refuses_without_a_way_home(void)
{
	struct request bind = ask(GOAL_BIND), release = ask(GOAL_RESTORE);
	struct device device = nic();
	struct unknown unread = { .member = "lease" };

	device.driver.known = UNKNOWN;
	refuses(&device, &bind, -ENODATA);
	refuses(&device, &release, -ENODATA);
	device = nic();
	device.driver_override.known = UNKNOWN;
	refuses(&device, &bind, -ENODATA);
	device = nic();
	device.driver_module.known = NOT_ASKED;
	refuses(&device, &bind, -ENODATA);
	device = nic();
	device.unknown = &unread;
	refuses(&device, &release, -ENODATA);
}

static void releases_what_nobody_recorded(void)
{
	struct device device = bound();
	struct request request = ask(GOAL_RESTORE);

	check(&device, &request,
	      "lease returning; driver-override -; unbind -vfio-pci; load-driver -; "
	      "probe e1000e; lease -",
	      "lease taking; load-driver vfio-pci; driver-override vfio-pci; "
	      "unbind - keep vfio-pci; bind vfio-pci; driver-override vfio-pci; "
	      "group-node 0:0 0600 at dev/vfio/11; lease -");
}

static void releases_to_none(void)
{
	struct device device = bound();
	struct request request = ask(GOAL_NONE);

	device.vfio.cdev = (struct node){ "dev/vfio/devices/vfio0", 0, 0, 0600 };
	check(&device, &request,
	      "lease returning; unbind -vfio-pci; driver-override -; lease -",
	      "lease taking; load-driver vfio-pci; driver-override vfio-pci; "
	      "unbind - keep vfio-pci; bind vfio-pci; driver-override vfio-pci; "
	      "group-node 0:0 0600 at dev/vfio/11; cdev 0:0 0600; lease -");
}

static void releases_by_the_lease(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct request bind = ask(GOAL_BIND), release = ask(GOAL_RESTORE);
	struct device device = nic();
	const struct unit *forth = make(arena, &bind, &device)->units, *back;
	struct lease *lease;

	CHECK_INT(lease_read(arena, arena_text(arena, forth->texts.after), &lease, NULL),
	          0);
	CHECK_INT(lease->state, LEASE_HELD);
	CHECK_TEXT(lease->driver, "e1000e");
	CHECK_TEXT(lease->driver_override, NULL);
	device = bound();
	device.lease = lease;
	back = make(arena, &release, &device)->units;
	CHECK_TEXT(write_steps(arena, &back->go), write_steps(arena, &forth->home));
	CHECK_TEXT(write_steps(arena, &back->home), write_steps(arena, &forth->go));
	CHECK_TEXT(back->texts.before, forth->texts.after);
}

static struct lease *read_lease(struct arena *arena, const char *text)
{
	struct lease *lease = NULL;
	struct fault f = { 0 };

	CHECK(text);
	(void)lease_read(arena, arena_text(arena, text), &lease, &f);
	CHECK_TEXT(f.text, "");
	return lease;
}

/* What moves names the transaction and its last device; what goes home alone does not. */
static void leases_name_the_last_of_them(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct request request = ask(GOAL_BIND);
	struct device one = nic(), two = nic();
	struct device *both[] = { &one, &two };
	struct plan *plan = NULL;

	two.address.bus = 4;
	CHECK_INT(plan_make(arena, &request, both, 2, &plan, NULL), 0);
	for (size_t i = 0; i < 2; i++) {
		const struct lease_texts *texts = &plan->units[i].texts;
		const struct lease *moving = read_lease(arena, texts->moving);
		const struct lease *alone = read_lease(arena, texts->alone);

		CHECK_INT(moving->state, LEASE_TAKING);
		CHECK_TEXT(moving->mover, "t");
		CHECK_TEXT(moving->last, "0000:04:00.0");
		CHECK_TEXT(moving->was, NULL);
		CHECK_INT(alone->state, LEASE_RETURNING);
		CHECK_TEXT(alone->mover, NULL);
		CHECK_TEXT(alone->last, NULL);
		CHECK_INT(read_lease(arena, texts->stuck)->state, LEASE_STUCK);
		CHECK_TEXT(read_lease(arena, texts->after)->mover, NULL);
		CHECK_TEXT(texts->before, NULL);
	}
}

/* The lease is rewritten with the owner: a release that is taken back knows the new one.
 */
static void keeps_the_new_owner(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct request bind = ask(GOAL_BIND), again = ask(GOAL_BIND);
	static const struct owner other = { 7, 8 };
	struct device device = nic();
	struct lease *moving, *after;
	const struct unit *unit;

	bind.owner = &guest;
	unit = make(arena, &bind, &device)->units;
	device = bound();
	device.lease = read_lease(arena, unit->texts.after);
	again.owner = &other;
	again.transaction = "u";
	unit = make(arena, &again, &device)->units;
	moving = read_lease(arena, unit->texts.moving);
	after = read_lease(arena, unit->texts.after);
	CHECK_TEXT(moving->was, unit->texts.before);
	CHECK_TEXT(moving->will, unit->texts.after);
	CHECK_TEXT(read_lease(arena, moving->was)->transaction, "t");
	CHECK_TEXT(after->transaction, "u");
	CHECK_TEXT(write_steps(arena, &after->back),
	           write_steps(arena, &device.lease->back));
	CHECK(strstr(write_steps(arena, &after->forth), "group-node 7:8 0600"));
	CHECK(strstr(write_steps(arena, &after->forth), "cdev 7:8 0600"));
	CHECK(!strstr(write_steps(arena, &moving->back), "unbind"));
}

static void does_nothing_with_what_is_native(void)
{
	static const enum goal goals[] = { GOAL_RESTORE, GOAL_NATIVE, GOAL_NONE };
	struct device device = nic();

	for (size_t i = 0; i < sizeof(goals) / sizeof(goals[0]); i++) {
		struct request request = ask(goals[i]);

		NOTE("goal %d", goals[i]);
		check(&device, &request, NULL, NULL);
		CHECK(!plan_moves(&request, &device));
	}
}

/* Aimed at vfio-pci, but not on it: a release takes the aim away. */
static void clears_a_left_over_override(void)
{
	struct device device = nic();
	struct request request = ask(GOAL_RESTORE);

	device.driver_override = (struct text){ KNOWN, "vfio-pci" };
	check(&device, &request, "lease returning; driver-override -; lease -",
	      "lease taking; driver-override vfio-pci; lease -");
}

TESTS(TEST(binds_from_a_native_driver), TEST(binds_a_driverless_device),
      TEST(takes_the_picture_and_gives_it_back), TEST(remembers_a_foreign_override),
      TEST(restores_the_node_of_a_siblings_bind),
      TEST(takes_the_best_or_the_named_driver), TEST(leaves_alone_what_is_bound),
      TEST(changes_the_owner_of_what_is_ours), TEST(refuses_what_is_not_ours),
      TEST(refuses_without_a_way_home), TEST(releases_what_nobody_recorded),
      TEST(releases_to_none), TEST(releases_by_the_lease),
      TEST(leases_name_the_last_of_them), TEST(keeps_the_new_owner),
      TEST(does_nothing_with_what_is_native), TEST(clears_a_left_over_override))
