/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rules of udev are about VFIO's nodes, and set who may open them. */
#include "model/noderule.h"

#include "test.h"

static void rules_that_count(void)
{
	static const struct {
		const char *text, *rule; /* NULL: none */
	} rows[] = {
		{ "SUBSYSTEM==\"vfio\", OWNER=\"root\", GROUP=\"kvm\"",
		  "SUBSYSTEM==\"vfio\", OWNER=\"root\", GROUP=\"kvm\"" },
		{ "SUBSYSTEM==\"vfio-dev\", MODE:=\"0660\"",
		  "SUBSYSTEM==\"vfio-dev\", MODE:=\"0660\"" },
		{ "KERNEL==\"iommu\", GROUP=\"kvm\"",
		  "KERNEL==\"iommu\", GROUP=\"kvm\"" },
		{ "  KERNEL==\"vfio/*\", MODE=\"0666\" ",
		  "KERNEL==\"vfio/*\", MODE=\"0666\"" },
		{ "SUBSYSTEM==\"vfio\", \\\n  MODE=\"0660\"",
		  "SUBSYSTEM==\"vfio\",     MODE=\"0660\"" },
		{ "A==\"1\"\nSUBSYSTEM==\"vfio\",GROUP=\"a\"\nB==\"2\"",
		  "SUBSYSTEM==\"vfio\",GROUP=\"a\"" },
		/* Those that come with udev: /dev/vfio/vfio protects nothing. */
		{ "KERNEL==\"vfio\", MODE=\"0666\", OPTIONS+=\"static_node=vfio/vfio\"",
		  NULL },
		{ "SUBSYSTEM==\"vfio\", KERNEL==\"vfio\", MODE=\"0666\"", NULL },
		{ "KERNEL==\"vfio/vfio\", MODE=\"0666\"", NULL },
		{ "SUBSYSTEM==\"vfio\", TAG+=\"systemd\"", NULL },
		{ "SUBSYSTEM==\"vfio\", MODE==\"0600\"", NULL },
		{ "SUBSYSTEM!=\"tty\", MODE=\"0600\"", NULL },
		{ "# SUBSYSTEM==\"vfio\", MODE=\"0666\"", NULL },
		{ "SUBSYSTEM==\"vfio, MODE=0666", NULL },
		{ "SUBSYSTEM=\"vfio\", MODE=\"0666\"", NULL },
		{ "", NULL },
		{ "\\\n\\", NULL },
		{ "==\"\"", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		const struct node_rule *list = NULL;

		NOTE("row %zu: %s", i, rows[i].text);
		CHECK_INT(node_rules_read(arena, "p", rows[i].text, &list), 0);
		CHECK_TEXT(list ? list->text : NULL, rows[i].rule);
		if (list) {
			CHECK_TEXT(list->path, "p");
			CHECK(!list->next);
		}
	}
}

TESTS(TEST(rules_that_count))
