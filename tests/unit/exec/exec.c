/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps one by one: guards, proofs, causes in words, and who is told. */
#include "exec/exec.h"

#include <errno.h>
#include <string.h>

#include "model/lease.h"
#include "support/fake.h"
#include "test.h"

#define NIC "0000:03:00.0"

static const struct part plain[] = {
	{ .address = NIC,
	  .group = 11,
	  .native = "e1000e",
	  .module = "e1000e",
	  .driver = "e1000e" },
};
static const struct part bridge[] = {
	{ .address = NIC, .group = 11, .header = 1, .override = "vfio-pci" },
};
static const struct part groupless[] = {
	{ .address = NIC, .group = -1, .override = "vfio-pci" },
};
static const struct part physical[] = {
	{ .address = NIC, .group = 11, .vfs = 2, .override = "vfio-pci" },
};

static const struct bdf address = { .bus = 3 };

/* A plan of one device with up to four steps, and what was reported of it. */
struct scene {
	struct fake *fake;
	struct arena *arena;
	struct unit unit;
	struct plan plan;
	struct fault fault;
	unsigned n_reports;
	unsigned interrupt_at; /* answer yes when so many steps were reported; 0: never */
};

static bool is_interrupted(void *context)
{
	const struct scene *s = context;

	return s->interrupt_at && s->n_reports >= s->interrupt_at - 1;
}

static void count_report(void *context, const struct step *step)
{
	struct scene *s = context;

	CHECK(step->result != STEP_PLANNED);
	s->n_reports++;
}

static void set_up(struct scene *s, const struct machine *machine)
{
	*s = (struct scene){ .fake = fake_new(machine, CDEV_FULL), .arena = arena_new() };
	s->unit.address = address;
	s->unit.texts = (struct lease_texts){ .moving = "state\ttaking\n",
		                              .alone = "state\treturning\n",
		                              .stuck = "state\tstuck\n",
		                              .after = "state\theld\n" };
	s->plan = (struct plan){ .arena = s->arena, .units = &s->unit, .n_units = 1 };
}

static void add(struct scene *s, struct steps *steps, struct step step)
{
	step.subject = address;
	CHECK(steps_add(s->arena, steps, &step));
}

static enum exec_outcome run(struct scene *s)
{
	const struct exec_options options = { .timeout = 3600,
		                              .interrupted = is_interrupted,
		                              .report = count_report,
		                              .context = s };

	return exec_run(&s->fake->calls, &s->plan, &options, &s->fault);
}

static void tear_down(struct scene *s)
{
	fake_free(s->fake);
	arena_free(s->arena);
}

static const struct machine machine = { plain, 1, true };

static void skips_what_is_so_already(void)
{
	static const struct step rows[] = {
		{ .kind = STEP_LEASE },
		{ .kind = STEP_LOAD, .after = "e1000e", .module = "e1000e" },
		{ .kind = STEP_OVERRIDE },
		{ .kind = STEP_UNBIND, .keep = "e1000e" },
		{ .kind = STEP_BIND, .after = "e1000e" },
		{ .kind = STEP_PROBE },
		{ .kind = STEP_NODE, .path = "dev/vfio/11", .keep = "if it exists" },
		{ .kind = STEP_NODE, .path = "dev/vfio/vfio", .after = "0:0 0600" },
		{ .kind = STEP_CDEV, .after = "0:0 0600" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene s;

		NOTE("%s, row %zu", step_kind_text(rows[i].kind), i);
		set_up(&s, &machine);
		add(&s, &s.unit.go, rows[i]);
		CHECK_INT(run(&s), EXEC_UNCHANGED);
		CHECK_INT(s.unit.go.first->result, STEP_SKIPPED);
		CHECK_INT(s.n_reports, 1);
		CHECK_TEXT(s.fault.text, "");
		tear_down(&s);
	}
}

static const struct {
	struct machine machine;
	unsigned traits;
	struct step step;
	const char *says, *tries;
} causes[] = {
	{ { bridge, 1, true },
	  TRAIT_BRIDGE,
	  { .kind = STEP_BIND, .after = "vfio-pci" },
	  "takes no bridges",
	  "leave it" },
	{ { groupless, 1, true },
	  TRAIT_NO_GROUP,
	  { .kind = STEP_BIND, .after = "vfio-pci" },
	  "no IOMMU group",
	  "turn the IOMMU on" },
	{ { physical, 1, true },
	  TRAIT_PF_WITH_VFS,
	  { .kind = STEP_BIND, .after = "vfio-pci" },
	  "virtual functions exist",
	  "sriov_numvfs" },
	{ { plain, 1, true },
	  0,
	  { .kind = STEP_LOAD, .after = "x", .module = "absent" },
	  "no such module",
	  "install" },
	{ { plain, 1, true },
	  0,
	  { .kind = STEP_UNBIND, .before = "igb" },
	  "it is on e1000e now, no longer on igb",
	  "" },
	{ { plain, 1, true },
	  0,
	  { .kind = STEP_NODE, .path = "dev/vfio/11" },
	  "did not appear",
	  "" },
	{ { plain, 1, true },
	  0,
	  { .kind = STEP_NODE, .path = "dev/vfio/vfio", .after = "root 0600" },
	  "no owner",
	  "" },
	{ { bridge, 1, true },
	  0,
	  { .kind = STEP_SETTLE, .path = "sys", .after = "net" },
	  "its driver let it go again",
	  "" },
};

static void names_the_cause(void)
{

	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++) {
		struct scene s;

		NOTE("row %zu: %s", i, causes[i].says);
		set_up(&s, &causes[i].machine);
		s.unit.traits = causes[i].traits;
		add(&s, &s.unit.go,
		    (struct step){ .kind = STEP_LEASE, .after = "taking" });
		add(&s, &s.unit.go, causes[i].step);
		add(&s, &s.unit.home, (struct step){ .kind = STEP_LEASE });
		CHECK_INT(run(&s), EXEC_ROLLED_BACK);
		CHECK(strstr(s.fault.text, causes[i].says));
		CHECK(strstr(s.fault.text, NIC));
		CHECK(strstr(s.fault.remedy, causes[i].tries));
		CHECK_INT(s.unit.go.first->result, STEP_UNDONE);
		CHECK_INT(s.unit.go.last->result, STEP_FAILED);
		CHECK(strstr(s.unit.go.last->error, causes[i].says));
		CHECK_INT(s.n_reports, 3);
		tear_down(&s);
	}
}

static void tells_the_driver_that_a_module_brought(void)
{
	static const struct machine bare = { plain, 1, false };
	struct scene s;

	set_up(&s, &bare);
	s.fake->brings = "mlx5-vfio-pci";
	add(&s, &s.unit.go, (struct step){ .kind = STEP_LEASE, .after = "taking" });
	add(&s, &s.unit.go,
	    (struct step){
		    .kind = STEP_LOAD, .after = "vfio-pci", .module = "vfio_pci" });
	add(&s, &s.unit.home, (struct step){ .kind = STEP_LEASE });
	CHECK_INT(run(&s), EXEC_ROLLED_BACK);
	CHECK_TEXT(s.unit.go.last->got, "mlx5-vfio-pci");
	CHECK(strstr(s.fault.text, "brought the driver mlx5-vfio-pci, not vfio-pci"));
	tear_down(&s);
}

static void believes_no_owner_that_does_not_stay(void)
{
	struct scene s;

	set_up(&s, &machine);
	s.fake->keeps_no_owner = true;
	add(&s, &s.unit.go,
	    (struct step){
		    .kind = STEP_NODE, .path = "dev/vfio/vfio", .after = "7:8 0600" });
	CHECK_INT(run(&s), EXEC_ROLLED_BACK);
	CHECK(strstr(s.fault.text, "did not stay"));
	tear_down(&s);
}

static void stops_when_asked_to(void)
{
	struct scene s;

	set_up(&s, &machine);
	s.interrupt_at = 2;
	add(&s, &s.unit.go, (struct step){ .kind = STEP_LEASE, .after = "taking" });
	add(&s, &s.unit.go, (struct step){ .kind = STEP_OVERRIDE, .after = "vfio-pci" });
	add(&s, &s.unit.home, (struct step){ .kind = STEP_LEASE });
	CHECK_INT(run(&s), EXEC_ROLLED_BACK);
	CHECK_INT(s.fault.error, -EINTR);
	CHECK_INT(s.unit.go.last->result, STEP_FAILED);
	CHECK(s.n_reports == 3);
	tear_down(&s);
}

/* What failed on the way home is told behind what failed before. */
static void tells_what_is_left(void)
{
	struct scene s;

	set_up(&s, &machine);
	add(&s, &s.unit.go, (struct step){ .kind = STEP_LEASE, .after = "taking" });
	add(&s, &s.unit.go, (struct step){ .kind = STEP_LOAD, .module = "absent" });
	add(&s, &s.unit.home, (struct step){ .kind = STEP_LOAD, .module = "missing" });
	CHECK_INT(run(&s), EXEC_PARTIAL);
	CHECK_TEXT(s.unit.go.last->module, "missing");
	CHECK_INT(s.unit.go.last->result, STEP_FAILED);
	CHECK_INT(s.unit.go.first->result, STEP_DONE);
	CHECK(strstr(s.fault.text, "no such module"));
	tear_down(&s);
}

TESTS(TEST(skips_what_is_so_already), TEST(names_the_cause),
      TEST(tells_the_driver_that_a_module_brought),
      TEST(believes_no_owner_that_does_not_stay), TEST(stops_when_asked_to),
      TEST(tells_what_is_left))
