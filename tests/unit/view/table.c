/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables keep their columns in line, and to the width they are given. */
#include "view/table.h"

#include <string.h>

#include "unit/view/sinks.h"

static const char *print(struct page *page, const struct look *look)
{
	static const char *const titles[] = { "ADDRESS", "DRIVER", "NAME" };
	struct device one = { .address = { .bus = 1 },
		              .driver = { KNOWN, "vfio-pci" },
		              .device_name = { KNOWN,
		                               "A thing with quite a long name" } };
	struct device two = { .address = { .bus = 2 } };
	struct device *devices[] = { &one, &two };
	const struct column *chosen[3];

	for (size_t i = 0; i < 3; i++)
		chosen[i] = column_find(titles[i]);
	page_open(page);
	CHECK_INT(table_devices(&page->sink, look, chosen, 3, devices, 2), 0);
	return page_read(page);
}

static void shows_a_line_a_device(void)
{
	const struct look look = { 0 };
	struct page page;
	const char *text = print(&page, &look), *end = strchr(text, '\n');

	CHECK(strstr(text, "ADDRESS") == text);
	CHECK(strncmp(end + 1, "0000:01:00.0 vfio-pci A thing with quite a long name\n",
	              53) == 0);
	CHECK(strstr(text, "\n0000:02:00.0"));
	CHECK(!strchr(text, '\033'));
	page_close(&page);
}

static void keeps_to_the_width(void)
{
	const struct look look = { .width = 40 };
	struct page page;

	for (const char *line = print(&page, &look); *line;
	     line += strcspn(line, "\n") + 1) {
		NOTE("%.*s", (int)strcspn(line, "\n"), line);
		CHECK(strcspn(line, "\n") <= 40);
	}
	page_close(&page);
}

static void shows_nothing_of_nothing(void)
{
	const struct look look = { 0 };
	struct page page;

	page_open(&page);
	CHECK_INT(table_devices(&page.sink, &look, NULL, 0, NULL, 0), 0);
	CHECK_TEXT(page_read(&page), "");
	page_close(&page);
}

TESTS(TEST(shows_a_line_a_device), TEST(keeps_to_the_width),
      TEST(shows_nothing_of_nothing))
