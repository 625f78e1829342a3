/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings keep to the width they are given, and a terminal obeys nothing in them. */
#include "view/findings.h"

#include "unit/view/sinks.h"

static const char *print(struct page *page, unsigned width, const char *value)
{
	const struct look look = { .width = width };
	struct evidence seen = { .path = "sys/class/iommu", .value = value };
	struct finding finding = { .id = "iommu.active",
		                   .status = FINDING_FAIL,
		                   .summary = "the kernel uses no IOMMU",
		                   .evidence = &seen,
		                   .remedy = "turn it on in the firmware setup" };
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const struct findings findings = { .arena = arena,
		                           .first = &finding,
		                           .last = &finding };

	page_open(page);
	CHECK_INT(print_findings(&page->sink, &look, &findings, false), 0);
	return page_read(page);
}

static void takes_three_lines_for_a_program(void)
{
	struct page page;

	CHECK_TEXT(print(&page, 0, "empty"),
	           "FAIL  the kernel uses no IOMMU [iommu.active]\n"
	           "      saw /sys/class/iommu: empty\n"
	           "      try turn it on in the firmware setup\n");
	page_close(&page);
}

static void breaks_lines_where_a_terminal_ends(void)
{
	struct page page;

	CHECK_TEXT(print(&page, 36, "empty"), "FAIL  the kernel uses no IOMMU\n"
	                                      "      [iommu.active]\n"
	                                      "      saw /sys/class/iommu: empty\n"
	                                      "      try turn it on in the firmware\n"
	                                      "          setup\n");
	page_close(&page);
}

static void shows_what_a_terminal_would_obey(void)
{
	struct page page;

	CHECK_TEXT(print(&page, 0, "a\033[31m\n"),
	           "FAIL  the kernel uses no IOMMU [iommu.active]\n"
	           "      saw /sys/class/iommu: a\\x1b[31m\\x0a\n"
	           "      try turn it on in the firmware setup\n");
	page_close(&page);
}

TESTS(TEST(takes_three_lines_for_a_program), TEST(breaks_lines_where_a_terminal_ends),
      TEST(shows_what_a_terminal_would_obey))
