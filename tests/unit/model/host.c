/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding devices and groups of a host, and what was noted as unread. */
#include "model/host.h"

#include <errno.h>

#include "test.h"

static void finds_devices(void)
{
	_cleanup_(host_freep) struct host *host = host_new();

	CHECK(!host_find(host, (struct bdf){ 0 }));
	for (size_t n = 1; n <= 9; n++) {
		struct bdf between = { .bus = 1 };

		host->devices = arena_array(host->arena, n, sizeof(*host->devices));
		host->n_devices = n;
		for (size_t i = 0; i < n; i++) {
			host->devices[i] = arena_alloc(host->arena,
			                               sizeof(struct device));
			host->devices[i]->address.bus = (uint8_t)(2 * i);
		}
		NOTE("%zu devices", n);
		for (size_t i = 0; i < n; i++)
			CHECK(host_find(host, host->devices[i]->address) ==
			      host->devices[i]);
		CHECK(!host_find(host, between));
		CHECK(!host_find(host, (struct bdf){ .domain = 1 }));
	}
}

static void finds_groups(void)
{
	_cleanup_(host_freep) struct host *host = host_new();
	struct iommu_group groups[3] = { { .id = 0 }, { .id = 7 }, { .id = 120 } };
	struct iommu_group *list[] = { &groups[0], &groups[1], &groups[2] };

	CHECK(!host_group(host, 0));
	host->groups = list;
	host->n_groups = 3;
	for (size_t i = 0; i < 3; i++)
		CHECK(host_group(host, groups[i].id) == &groups[i]);
	CHECK(!host_group(host, 8));
	CHECK(!host_group(host, UINT32_MAX));
}

static void notes_what_is_unknown(void)
{
	_cleanup_(host_freep) struct host *host = host_new();
	const struct unknown *list = NULL;

	CHECK_INT(host_unknown(host, &list, "driver", "sys/x/driver", -ELOOP), 0);
	CHECK_INT(host_unknown(host, &list, "users", NULL, -EPERM), 0);
	CHECK_TEXT(unknown_find(list, "driver")->path, "sys/x/driver");
	CHECK_TEXT(unknown_find(list, "driver")->error,
	           "Too many levels of symbolic links");
	CHECK_TEXT(unknown_find(list, "users")->path, NULL);
	CHECK(!unknown_find(list, "group"));
	CHECK(!unknown_find(NULL, "group"));
}

static void frees_nothing_too(void)
{
	host_free(NULL);
}

TESTS(TEST(finds_devices), TEST(finds_groups), TEST(notes_what_is_unknown),
      TEST(frees_nothing_too))
