/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions in their order, groups with all their members, and leases as they were kept.
 */
#include "model/lease.h"
#include "scan/scan.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "support/tree.h"
#include "test.h"

#define DEVICES "sys/bus/pci/devices/"
#define TARGET  "../../../devices/pci0000:00/"

static const char functions[] = DEVICES
	"10000:e1:00.0 -> " TARGET "0000:00:0e.0/pci10000:e0/10000:e1:00.0\n" DEVICES
	"0000:00:0e.0 -> " TARGET "0000:00:0e.0\n" DEVICES "0000:02:00.1 -> " TARGET
	"0000:00:01.0/0000:02:00.1\n" DEVICES "0000:00:01.0 -> " TARGET
	"0000:00:01.0\n" DEVICES "0000:02:00.0 -> " TARGET
	"0000:00:01.0/0000:02:00.0\n" DEVICES "README = no function\n" DEVICES
	"02:00.0 -> nowhere\n"
	"sys/devices/pci0000:00/0000:00:01.0/0000:02:00.0/"
	"iommu_group -> ../../../../kernel/iommu_groups/5\n"
	"sys/devices/pci0000:00/0000:00:01.0/0000:02:00.1/"
	"iommu_group -> ../../../../kernel/iommu_groups/5\n";

static struct host *read_host(const struct fixture *fixture, unsigned facts)
{
	_cleanup_(scan_freep) struct scan *scan = scan_new(&fixture->root, NULL);
	struct host *host;

	CHECK_INT(scan_host(scan, &host, NULL), 0);
	CHECK_INT(scan_facts(scan, host, host->devices, host->n_devices, facts, NULL), 0);
	return host;
}

static void finds_functions_in_order(void)
{
	static const char *const wanted[] = { "0000:00:01.0", "0000:00:0e.0",
		                              "0000:02:00.0", "0000:02:00.1",
		                              "10000:e1:00.0" };
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(functions);
	_cleanup_(host_freep) struct host *host = read_host(fixture, 0);

	CHECK_INT(host->n_devices, 5);
	for (size_t i = 0; i < 5; i++)
		CHECK_TEXT(BDF_TEXT(host->devices[i]->address), wanted[i]);
	CHECK(!host->devices[0]->parent && !host->devices[0]->bus_maker);
	CHECK_TEXT(host->devices[0]->parent_name, "pci0000:00");
	CHECK(host->devices[2]->parent == host->devices[0]);
	CHECK(!host->devices[2]->bus_maker);
	CHECK(!host->devices[4]->parent);
	CHECK_TEXT(host->devices[4]->parent_name, "pci10000:e0");
	CHECK(host->devices[4]->bus_maker == host->devices[1]);
}

static void finds_nothing_where_there_is_no_pci(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new("etc/\n");
	_cleanup_(host_freep) struct host *host = read_host(fixture, FACT_IDS);

	CHECK_INT(host->n_devices, 0);
}

static void tells_when_nothing_can_be_listed(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture =
		fixture_new("sys/bus/pci/devices = no directory\n");
	_cleanup_(scan_freep) struct scan *scan = scan_new(&fixture->root, NULL);
	struct host *host = NULL;
	struct fault f = { 0 };

	CHECK_INT(scan_host(scan, &host, &f), -ENOTDIR);
	CHECK(!host);
	CHECK(strstr(f.text, "/sys/bus/pci/devices"));
}

/* Unplugged between the list and the look. */
static void notes_a_device_that_is_gone(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(functions);
	_cleanup_(host_freep) struct host *host = read_host(fixture, FACT_IDS);

	/* Its link leads nowhere: the tree has no directory of that name. */
	CHECK_INT(host->devices[4]->vendor.known, NOT_ASKED);
	CHECK(unknown_find(host->devices[4]->unknown, "device"));
	CHECK(!unknown_find(host->devices[2]->unknown, "device"));
}

#define GROUP "sys/kernel/iommu_groups/5/"

static void knows_all_members_of_a_group(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(functions);
	_cleanup_(host_freep) struct host *host = NULL;
	const struct iommu_group *group;

	fixture_add(fixture, GROUP "devices/0000:02:00.1 -> x\n" GROUP
	                           "devices/0000:02:00.0 -> x\n" GROUP
	                           "devices/axi:gpu/driver -> ../drivers/panfrost\n" GROUP
	                           "type = DMA-FQ\n" GROUP "reserved_regions = "
	                           "0x00000000000a0000 0x00000000000bffff direct\\n"
	                           "0x00000000fee00000 0x00000000feefffff msi\n");
	host = read_host(fixture, FACT_MEMBERS | FACT_REGIONS);
	CHECK_INT(host->n_groups, 1);
	group = host_group(host, 5);
	CHECK(group == host->devices[3]->group);
	CHECK(group->first == host->devices[2]);
	CHECK(group->first->next_in_group == host->devices[3]);
	CHECK_TEXT(group->others->name, "axi:gpu");
	CHECK_TEXT(group->others->driver.value, "panfrost");
	CHECK_TEXT(group->type.value, "DMA-FQ");
	CHECK_INT(group->noiommu.value, 0);
	CHECK_INT(group->n_regions, 2);
	CHECK_INT(group->regions[0].start, 0xa0000);
	CHECK_INT(group->regions[1].end, 0xfeefffff);
	CHECK_TEXT(group->regions[0].type, "direct");
}

static void knows_what_it_cannot_read_of_a_group(void)
{
	static const char *const regions[] = {
		"= 0x1\n",     "= 1 2 direct\n",        "= 0x1 0xg direct\n",
		"= 0x1 0x2\n", "-> reserved_regions\n", "= x\n"
	};

	for (size_t i = 0; i < sizeof(regions) / sizeof(regions[0]); i++) {
		_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(functions);
		_cleanup_(host_freep) struct host *host = NULL;
		char tree[256];

		NOTE("%s", regions[i]);
		(void)snprintf(tree, sizeof(tree), GROUP "reserved_regions %s",
		               regions[i]);
		fixture_add(fixture, tree);
		fixture_add(fixture, GROUP "devices -> devices\n");
		host = read_host(fixture, FACT_MEMBERS | FACT_REGIONS);
		CHECK_INT(host->n_groups, 1);
		CHECK_INT(host->groups[0]->others_known, UNKNOWN);
		CHECK(unknown_find(host->groups[0]->unknown, "members"));
	}
}

#define LEASE                                                                           \
	"vfioprep lease 1\\naddress\\t%s\\nstate\\theld\\nowner\\tadmin\\nsince\\ts\\n" \
	"boot-id\\tb\\ntransaction\\tt\\n"                                              \
	"back\\tlease\\t0000:02:00.0\\trun/x\\t\\\\0\\t\\\\0\\t\\\\0\\t\\\\0"

static int read_leases(const char *name, const char *address, size_t *ret_n,
                       struct fault *f)
{
	_cleanup_(fixture_freep) struct fixture *fixture =
		fixture_new("run/vfioprep/leases/.new = half a fi\n");
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const struct lease **leases;
	char tree[1024];

	(void)snprintf(tree, sizeof(tree), "run/vfioprep/leases/%s = " LEASE "\n", name,
	               address);
	fixture_add(fixture, tree);
	return scan_leases(&fixture->root, arena, &leases, ret_n, f);
}

static void reads_leases(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new("run/\n");
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const struct lease **leases;
	struct fault f = { 0 };
	size_t n = 9;

	CHECK_INT(scan_leases(&fixture->root, arena, &leases, &n, &f), 0);
	CHECK_INT(n, 0);
	CHECK_INT(read_leases("0000:02:00.0", "0000:02:00.0", &n, &f), 0);
	CHECK_INT(n, 1);
	CHECK_INT(read_leases("notes", "0000:02:00.0", &n, &f), 0);
	CHECK_INT(n, 0);
}

static void refuses_a_lease_for_another(void)
{
	struct fault f = { 0 };
	size_t n;

	CHECK_INT(read_leases("0000:02:00.0", "0000:02:00.1", &n, &f), -EINVAL);
	CHECK(strstr(f.text, "run/vfioprep/leases/0000:02:00.0"));
	CHECK(strstr(f.text, "0000:02:00.1"));
}

TESTS(TEST(finds_functions_in_order), TEST(finds_nothing_where_there_is_no_pci),
      TEST(tells_when_nothing_can_be_listed), TEST(notes_a_device_that_is_gone),
      TEST(knows_all_members_of_a_group), TEST(knows_what_it_cannot_read_of_a_group),
      TEST(reads_leases), TEST(refuses_a_lease_for_another))
