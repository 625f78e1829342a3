/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps in words. */
#include "view/steps.h"

#include <string.h>

#include "unit/view/sinks.h"

static void are_one_line_each(void)
{
	static const struct {
		struct step step;
		const char *says;
	} rows[] = {
		{ { .kind = STEP_LEASE, .after = "taking" }, "none -> taking" },
		{ { .kind = STEP_LOAD, .after = "vfio-pci", .module = "vfio_pci" },
		  "vfio-pci (module vfio_pci)" },
		{ { .kind = STEP_LOAD, .module = "nvme" }, "nvme (module nvme)" },
		{ { .kind = STEP_OVERRIDE, .before = "a", .after = "b" }, "a -> b" },
		{ { .kind = STEP_UNBIND, .before = "e1000e" }, "e1000e" },
		{ { .kind = STEP_UNBIND }, "its driver" },
		{ { .kind = STEP_BIND, .after = "vfio-pci" }, "vfio-pci" },
		{ { .kind = STEP_PROBE }, "the kernel chooses" },
		{ { .kind = STEP_NODE, .path = "dev/vfio/3", .after = "0:0 0600" },
		  "/dev/vfio/3, owner 0:0 0600" },
		{ { .kind = STEP_CDEV }, "if this kernel makes one" },
		{ { .kind = STEP_SETTLE, .after = "nvme" }, "nvme" },
		{ { .kind = STEP_BIND,
		    .after = "x",
		    .result = STEP_FAILED,
		    .error = "no device" },
		  "x: failed, no device" },
		{ { .kind = STEP_BIND, .after = "x", .result = STEP_SKIPPED },
		  "x: skipped" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char line[256], cut[24];

		step_line(&rows[i].step, line, sizeof(line));
		NOTE("row %zu: %s", i, line);
		CHECK(strstr(line, step_kind_text(rows[i].step.kind)) == line);
		CHECK_TEXT(line + strlen(line) - strlen(rows[i].says), rows[i].says);
		CHECK(!strchr(line, '\n'));
		step_line(&rows[i].step, cut, sizeof(cut));
		CHECK(strlen(cut) < sizeof(cut));
	}
}

static void stand_under_their_device(void)
{
	struct step second = { .kind = STEP_PROBE };
	struct step first = { .kind = STEP_UNBIND, .before = "e1000e", .next = &second };
	struct unit unit = { .address = { .bus = 3 }, .go = { &first, &second } };
	struct plan plan = { .units = &unit, .n_units = 1 };
	struct page page;

	page_open(&page);
	CHECK_INT(steps_plan(&page.sink, &plan), 0);
	CHECK_TEXT(page_read(&page), "0000:03:00.0\n"
	                             "  unbind           e1000e\n"
	                             "  probe            the kernel chooses\n");
	page_close(&page);
}

static void sum_up_in_one_line(void)
{
	struct step node = { .kind = STEP_NODE,
		             .path = "dev/vfio/7",
		             .after = "1:2 0600" };
	struct step bind = { .kind = STEP_BIND, .after = "vfio-pci", .next = &node };
	struct step unbind = { .kind = STEP_UNBIND, .before = "e1000e", .next = &bind };
	struct unit unit = { .address = { .bus = 3 }, .go = { &unbind, &node } };
	struct plan plan = { .units = &unit, .n_units = 1 };
	struct page page;

	page_open(&page);
	CHECK_INT(steps_summary(&page.sink, &plan), 0);
	CHECK_TEXT(page_read(&page),
	           "0000:03:00.0  e1000e -> vfio-pci  /dev/vfio/7  owner 1:2 0600\n");
	page_close(&page);
}

TESTS(TEST(are_one_line_each), TEST(stand_under_their_device), TEST(sum_up_in_one_line))
