/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table made by hand is the library's; what it cannot make it leaves to that. */
#include "view/plain.h"

#include "unit/view/sinks.h"
#include "view/table.h"

#define N 12

static const char *const names[] = { NULL,   "",      "a",     "two words", "nvme",
	                             "x  y", "~end~", " lead", "trail " };

static const char *pick(unsigned *seed)
{
	*seed = *seed * 1103515245 + 12345;
	return names[(*seed >> 16) % (sizeof(names) / sizeof(names[0]))];
}

static struct text text(const char *value)
{
	return (struct text){ value ? KNOWN : ABSENT, value };
}

/* Devices with chance texts; the last one has NAME. */
static void make(struct device *devices, struct device **list, unsigned seed,
                 const char *name)
{
	for (unsigned i = 0; i < N; i++) {
		devices[i] = (struct device){
			.address = { .domain = i % 3 ? 0 : 0x10000, .bus = (uint8_t)i },
			.driver = text(pick(&seed)),
			.device_name = text(pick(&seed)),
			.class_name = text(pick(&seed)),
			.group_id = { pick(&seed) ? KNOWN : ABSENT, seed % 1000 },
		};
		list[i] = &devices[i];
	}
	devices[N - 1].driver = text(name);
}

static const char *print(struct page *page, struct device *const *list, unsigned seed,
                         bool is_by_library)
{
	static const char *const orders[][4] = {
		{ "ADDRESS", "DRIVER", "GROUP", "NAME" },
		{ "GROUP", "NAME", "DRIVER", "ADDRESS" },
		{ "NAME", "ADDRESS", "DRIVER", "GROUP" },
	};
	/* By the library where colours are wanted; no device here has one. */
	const struct look look = { .colour = is_by_library };
	const struct column *chosen[4];

	for (size_t i = 0; i < 4; i++)
		chosen[i] = column_find(orders[seed % 3][i]);
	page_open(page);
	CHECK_INT(table_devices(&page->sink, &look, chosen, 4, list, N), 0);
	return page_read(page);
}

static void is_the_table_of_the_library(void)
{
	for (unsigned seed = 1; seed < 200; seed++) {
		struct device devices[N], *list[N];
		struct page ours, theirs;

		make(devices, list, seed, "end");
		NOTE("seed %u", seed);
		CHECK_TEXT(print(&ours, list, seed, false),
		           print(&theirs, list, seed, true));
		page_close(&ours);
		page_close(&theirs);
	}
}

static void leaves_what_it_cannot_measure(void)
{
	static const char *const others[] = { "f\xc3\xbcr", "\x1b[31m", "a\\x41", "tab\t",
		                              "\x7f" };
	const struct column *driver = column_find("DRIVER");

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct device devices[N], *list[N];
		struct page page;

		make(devices, list, 7, others[i]);
		NOTE("%zu", i);
		page_open(&page);
		CHECK_INT(plain_devices(&page.sink, &driver, 1, list, N), PLAIN_NOT);
		CHECK_TEXT(page_read(&page), "");
		page_close(&page);
	}
}

TESTS(TEST(is_the_table_of_the_library), TEST(leaves_what_it_cannot_measure))
