/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of which files udev's rules about VFIO's nodes come. */
#include "support/seen.h"
#include "test.h"

#define RULE "SUBSYSTEM==\"vfio\", GROUP=\"kvm\"\n"

static void files_that_count(void)
{
	static const struct {
		const char *tree, *path; /* of the one rule; NULL: none */
		enum known known;
	} rows[] = {
		{ "etc/udev/rules.d/10-x.rules = " RULE, "etc/udev/rules.d/10-x.rules",
		  KNOWN },
		{ "usr/lib/udev/rules.d/10-x.rules = " RULE,
		  "usr/lib/udev/rules.d/10-x.rules", KNOWN },
		/* The admin's file of that name takes its place. */
		{ "usr/lib/udev/rules.d/10-x.rules = " RULE
		  "etc/udev/rules.d/10-x.rules = # nothing\n",
		  NULL, KNOWN },
		{ "usr/lib/udev/rules.d/10-x.rules = " RULE
		  "run/udev/rules.d/10-x.rules = " RULE,
		  "run/udev/rules.d/10-x.rules", KNOWN },
		{ "etc/udev/rules.d/10-x.rule = " RULE "etc/udev/rules.d/.rules = " RULE,
		  NULL, KNOWN },
		{ "etc/udev/rules.d/10-x.rules -> 10-x.rules\n", NULL, UNKNOWN },
		{ "etc/udev/rules.d -> rules.d\n", NULL, UNKNOWN },
		{ "etc/\n", NULL, KNOWN },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(host_freep) struct host *host = seen_platform(rows[i].tree,
		                                                        PLATFORM_RULES);
		const struct node_rule *rules = host->platform->node_rules;

		NOTE("row %zu", i);
		CHECK_INT(host->platform->node_rules_known, rows[i].known);
		CHECK_TEXT(rules ? rules->path : NULL, rows[i].path);
		if (rules)
			CHECK(!rules->next);
		CHECK_INT(unknown_find(host->platform->unknown, "node_rules") != NULL,
		          rows[i].known == UNKNOWN);
	}
}

TESTS(TEST(files_that_count))
