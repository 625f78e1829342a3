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

static const char *print_group(struct page *page, unsigned width)
{
	const struct look look = { .width = width, .ascii = true };
	struct device nic = { .address = { .bus = 1 },
		              .vendor = { KNOWN, 0x8086 },
		              .device = { KNOWN, 0x10d3 },
		              .class = { KNOWN, 0x020000 },
		              .driver = { KNOWN, "e1000e" } };
	struct iommu_group group = { .id = 7,
		                     .type = { KNOWN, "DMA-FQ" },
		                     .first = &nic };
	const struct judgement judgement = {
		.group = &group,
		.viable = YES,
		.reason = "the port above it, 0000:00:1c.0, does not isolate",
	};

	page_open(page);
	CHECK_INT(table_groups(&page->sink, &look, &judgement, 1, false), 0);
	return page_read(page);
}

static void breaks_reasons_between_words(void)
{
	struct page page;

	CHECK_TEXT(print_group(&page, 60),
	           "GROUP          CLASS   DRIVER NOTE\n"
	           "7                             viable, DMA-FQ\n"
	           "|-0000:01:00.0 network e1000e \n"
	           "`-why                         the port above it,\n"
	           "                              0000:00:1c.0, does not isolate\n");
	page_close(&page);
}

/* Where there is room the ids stand there too; a program gets it all in a line. */
static void shows_ids_where_there_is_room(void)
{
	static const unsigned widths[] = { 0, 100 };

	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		struct page page;
		const char *text = print_group(&page, widths[i]);

		CHECK(strstr(text, "|-0000:01:00.0 8086:10d3 network e1000e"));
		CHECK(strstr(text,
		             "the port above it, 0000:00:1c.0, does not isolate\n"));
		page_close(&page);
	}
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
      TEST(breaks_reasons_between_words), TEST(shows_ids_where_there_is_room),
      TEST(shows_nothing_of_nothing))
