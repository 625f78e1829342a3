/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nodes that the device cgroup denies, as a tree has them. */
#include "model/platform.h"
#include "scan/platform.h"

#include "support/tree.h"
#include "test.h"

#define NODES "dev/vfio/vfio :\ndev/vfio/12 :\ndev/vfio/devices/vfio0 :\ndev/iommu :\n"

static void what_is_denied(void)
{
	static const struct {
		const char *tree, *allowed, *denied;
	} rows[] = {
		{ NODES, NULL, "" },
		{ NODES "vfioprep/denied/\n", "dev/vfio/devices/vfio0", "" },
		{ "dev/\nvfioprep/denied/dev/vfio/12 :\n", NULL, "" },
		{ NODES "vfioprep/denied/dev/vfio/12 :\nvfioprep/denied/dev/iommu :\n"
		        "vfioprep/denied/dev/vfio/devices/vfio0 :\n",
		  "dev/vfio/vfio", "dev/iommu dev/vfio/12 dev/vfio/devices/vfio0 " },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture *fixture = fixture_new(rows[i].tree);
		struct scan *scan = scan_new(&fixture->root, NULL);
		const char *told = "";
		struct host *host;

		NOTE("row %zu", i);
		CHECK_INT(scan_host(scan, &host, NULL), 0);
		CHECK_INT(scan_platform(scan, host, PLATFORM_DENIED, NULL), 0);
		CHECK_TEXT(host->platform->allowed, rows[i].allowed);
		for (const struct denied_node *n = host->platform->denied; n; n = n->next)
			told = arena_printf(host->arena, "%s%s ", told, n->path);
		CHECK_TEXT(told, rows[i].denied);
		scan_free(scan);
		host_free(host);
		fixture_free(fixture);
	}
}

TESTS(TEST(what_is_denied))
