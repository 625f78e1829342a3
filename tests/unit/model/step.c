/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps know their paths, and come back from a line of text as they were. */
#include "model/step.h"

#include <errno.h>
#include <string.h>

#include "test.h"

#define DEVICE "sys/bus/pci/devices/0000:03:00.0/"

static const struct bdf address = { .bus = 3 };

static void know_their_paths(void)
{
	static const struct {
		struct step step;
		const char *path, *text;
	} rows[] = {
		{ { .kind = STEP_LEASE }, "run/vfioprep/leases/0000:03:00.0", "lease" },
		{ { .kind = STEP_LOAD, .after = "vfio-pci", .module = "vfio_pci" },
		  "sys/bus/pci/drivers/vfio-pci",
		  "load-driver" },
		{ { .kind = STEP_OVERRIDE },
		  DEVICE "driver_override",
		  "driver-override" },
		{ { .kind = STEP_UNBIND }, DEVICE "driver/unbind", "unbind" },
		{ { .kind = STEP_BIND, .after = "e1000e" },
		  "sys/bus/pci/drivers/e1000e/bind",
		  "bind" },
		{ { .kind = STEP_PROBE }, "sys/bus/pci/drivers_probe", "probe" },
		{ { .kind = STEP_NODE, .path = "dev/vfio/3" },
		  "dev/vfio/3",
		  "group-node" },
		{ { .kind = STEP_CDEV }, NULL, "cdev" },
		{ { .kind = STEP_SETTLE, .path = DEVICE "net" }, DEVICE "net", "settle" },
		{ { .kind = STEP_FRAMEBUFFER, .path = "sys/bus/platform/devices/x.0" },
		  "sys/bus/platform/devices/x.0",
		  "framebuffer" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct step step = rows[i].step;
		struct steps steps = { 0 };

		step.subject = address;
		NOTE("%s", rows[i].text);
		CHECK(steps_add(arena, &steps, &step));
		CHECK_TEXT(steps.first->path, rows[i].path);
		CHECK_TEXT(step_kind_text(step.kind), rows[i].text);
	}
}

static void come_back_from_their_line(void)
{
	static const struct step rows[] = {
		{ .kind = STEP_LEASE, .before = "held" },
		{ .kind = STEP_OVERRIDE, .before = "", .after = "a\tb\\\n\x01" },
		{ .kind = STEP_UNBIND, .before = "e1000e", .keep = "vfio-pci" },
		{ .kind = STEP_NODE, .path = "dev/vfio/3", .after = "1:2 0600" },
		{ .kind = STEP_CDEV },
		{ .kind = STEP_FRAMEBUFFER, .path = "a", .before = "vesa-framebuffer" },
		{ .kind = STEP_LOAD, .after = "nvme", .module = "nvme" },
		{ .kind = STEP_BIND, .after = "\\0" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct steps steps = { 0 }, again = { 0 };
		struct step step = rows[i];
		const char *line;

		NOTE("row %zu", i);
		step.subject = address;
		CHECK(steps_add(arena, &steps, &step));
		line = step_write(arena, steps.first);
		CHECK(!strchr(line, '\n'));
		CHECK_INT(step_read(arena, &again, arena_text(arena, line)), 0);
		CHECK_INT(again.first->kind, step.kind);
		CHECK(bdf_equal(again.first->subject, address));
		CHECK_TEXT(again.first->path, steps.first->path);
		CHECK_TEXT(again.first->before, step.before);
		CHECK_TEXT(again.first->after, step.after);
		CHECK_TEXT(again.first->keep, step.keep);
		CHECK_TEXT(again.first->module, step.module);
	}
}

static void stand_in_order(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct steps steps = { 0 };

	for (int i = 0; i < 3; i++)
		CHECK(steps_add(arena, &steps,
		                &(struct step){ .kind = STEP_PROBE,
		                                .subject.slot = (uint8_t)i }));
	CHECK_INT(steps.first->subject.slot, 0);
	CHECK_INT(steps.first->next->subject.slot, 1);
	CHECK_INT(steps.last->subject.slot, 2);
	CHECK(!steps.last->next);
}

static void are_refused_when_broken(void)
{
	static const char *const rows[] = {
		"",
		"bind",
		"bind\t0000:03:00.0",
		"bind\t0000:03:00.0\t\\0\t\\0\t\\0\t\\0",
		"bind\t0000:03:00.0\t\\0\t\\0\t\\0\t\\0\t\\0\t\\0",
		"bind\t03:00.0\t\\0\t\\0\t\\0\t\\0\t\\0",
		"Bind\t0000:03:00.0\t\\0\t\\0\t\\0\t\\0\t\\0",
		"bind\t0000:03:00.0\t\\1\t\\0\t\\0\t\\0\t\\0",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct steps steps = { 0 };

		NOTE("'%s'", rows[i]);
		CHECK_INT(step_read(arena, &steps, arena_text(arena, rows[i])), -EINVAL);
		CHECK(!steps.first);
	}
}

static void have_words_for_results(void)
{
	CHECK_TEXT(step_result_text(STEP_PLANNED), "planned");
	CHECK_TEXT(step_result_text(STEP_DONE), "done");
	CHECK_TEXT(step_result_text(STEP_SKIPPED), "skipped");
	CHECK_TEXT(step_result_text(STEP_FAILED), "failed");
	CHECK_TEXT(step_result_text(STEP_UNDONE), "undone");
}

TESTS(TEST(know_their_paths), TEST(come_back_from_their_line), TEST(stand_in_order),
      TEST(are_refused_when_broken), TEST(have_words_for_results))
