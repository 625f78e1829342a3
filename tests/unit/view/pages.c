/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What people read of groups and of single devices, and what scripts read of addresses.
 */
#include <string.h>

#include "model/judgement.h"
#include "model/lease.h"
#include "unit/view/sinks.h"
#include "view/addresses.h"
#include "view/portrait.h"
#include "view/table.h"

/* A group of two, of which the second has a host driver. */
struct pair {
	struct device first, second;
	struct iommu_group group;
	const struct device *blockers[1];
	struct judgement judgement;
};

static void pair_init(struct pair *pair)
{
	static const struct region region = { 0xe0000000, 0xe0ffffff, "direct" };

	*pair = (struct pair){
		.first = { .address = { .bus = 6, .slot = 1 },
		           .driver = { KNOWN, "vfio-pci" },
		           .next_in_group = &pair->second },
		.second = { .address = { .bus = 6, .slot = 2 },
		            .driver = { KNOWN, "8139cp" } },
		.group = { .id = 12,
		           .type = { KNOWN, "DMA-FQ" },
		           .first = &pair->first,
		           .regions_known = KNOWN,
		           .regions = &region,
		           .n_regions = 1 },
	};
	pair->first.group = pair->second.group = &pair->group;
	pair->first.group_id = pair->second.group_id = (struct number){ KNOWN, 12 };
	pair->blockers[0] = &pair->second;
	pair->judgement = (struct judgement){ .group = &pair->group,
		                              .viable = NO,
		                              .blockers = pair->blockers,
		                              .n_blockers = 1,
		                              .reason = "conventional PCI" };
}

static void groups_name_who_holds_them(void)
{
	const struct look look = { .ascii = true };
	struct page page;
	struct pair pair;

	pair_init(&pair);
	page_open(&page);
	CHECK_INT(table_groups(&page.sink, &look, &pair.judgement, 1, false), 0);
	CHECK(strstr(page_read(&page), "held by 0000:06:02.0, DMA-FQ"));
	CHECK(strstr(page_read(&page), "|-0000:06:01.0"));
	CHECK(strstr(page_read(&page), "0xe0000000-0xe0ffffff direct"));
	CHECK(strstr(page_read(&page), "`-why"));
	CHECK(strstr(page_read(&page), "conventional PCI\n"));
	page_close(&page);
}

static void no_groups_are_no_table(void)
{
	const struct look look = { 0 };
	struct page page;

	page_open(&page);
	CHECK_INT(table_groups(&page.sink, &look, NULL, 0, true), 0);
	CHECK_TEXT(page_read(&page), "");
	page_close(&page);
}

static void a_portrait_says_what_is_known(void)
{
	const struct unknown unknown = { "driver_override", "sys/x", "Input/output error",
		                         NULL };
	const struct attachment net = { ATTACHED_NET, "eth0", NULL };
	const struct lease lease = { .state = LEASE_HELD,
		                     .owner = "admin",
		                     .since = "2026-01-02T03:04:05Z" };
	const struct look look = { 0 };
	struct portrait portrait;
	struct page page;
	struct pair pair;

	pair_init(&pair);
	pair.first.attachments = &net;
	pair.first.lease = &lease;
	pair.first.unknown = &unknown;
	portrait = (struct portrait){ .device = &pair.first, .group = &pair.judgement };
	page_open(&page);
	CHECK_INT(print_portrait(&page.sink, &look, &portrait), 0);
	CHECK(strstr(page_read(&page), "0000:06:01.0\n"));
	CHECK(strstr(page_read(&page), "  driver    vfio-pci\n"));
	CHECK(strstr(page_read(&page),
	             "  lease     held, by admin since 2026-01-02T03:04:05Z"));
	CHECK(strstr(page_read(&page), "  group     12, with 0000:06:02.0\n"));
	CHECK(strstr(page_read(&page), "no, 0000:06:02.0 has the driver 8139cp"));
	CHECK(strstr(page_read(&page), "  attached  interface eth0\n"));
	CHECK(strstr(page_read(&page), "driver_override: Input/output error, /sys/x\n"));
	page_close(&page);
}

/* No line is longer than the terminal, except where a single word is. */
static void a_portrait_fits_its_width(void)
{
	const struct look look = { .width = 60 };
	struct portrait portrait;
	struct page page;
	struct pair pair;

	pair_init(&pair);
	pair.judgement.reason =
		"one two three four five six seven eight nine ten eleven twelve "
		"thirteen fourteen fifteen sixteen seventeen";
	portrait = (struct portrait){ .device = &pair.first, .group = &pair.judgement };
	page_open(&page);
	CHECK_INT(print_portrait(&page.sink, &look, &portrait), 0);
	for (const char *line = page_read(&page); *line; line += strcspn(line, "\n") + 1)
		CHECK(strcspn(line, "\n") <= look.width);
	CHECK(strstr(page_read(&page), "seventeen\n"));
	page_close(&page);
}

static void addresses_in_every_spelling(void)
{
	static const struct {
		const char *format;
		bool json;
		const char *wanted;
	} rows[] = {
		{ NULL, false, "0000:06:01.0\n" },
		{ "address", false, "0000:06:01.0\n" },
		{ "sysfs", false, "/sys/bus/pci/devices/0000:06:01.0\n" },
		{ "libvirt", false, "pci_0000_06_01_0\n" },
		{ NULL, true, "{\"schema\":1,\"addresses\":[\n\"0000:06:01.0\"\n]}\n" },
	};

	CHECK(!address_format_find("xml"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct device *list[1];
		struct page page;
		struct pair pair;

		pair_init(&pair);
		list[0] = &pair.first;
		page_open(&page);
		NOTE("row %d", (int)i);
		CHECK_INT(print_addresses(&page.sink, rows[i].format, rows[i].json, list,
		                          1),
		          0);
		CHECK_TEXT(page_read(&page), rows[i].wanted);
		page_close(&page);
	}
}

TESTS(TEST(groups_name_who_holds_them), TEST(no_groups_are_no_table),
      TEST(a_portrait_says_what_is_known), TEST(a_portrait_fits_its_width),
      TEST(addresses_in_every_spelling))
