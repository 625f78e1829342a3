/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every attribute of a function: known, absent, unreadable and malformed. */
#include <string.h>

#include "base/text.h"
#include "model/lease.h"
#include "support/seen.h"
#include "test.h"

#define LINK \
	"sys/bus/pci/devices/0000:03:00.0 -> ../../../devices/pci0000:00/0000:03:00.0\n"
#define HERE "sys/devices/pci0000:00/0000:03:00.0/"

/* A function that has nothing but what TREE gives it, with FACTS read. */
static struct host *read_one(const char *tree, unsigned facts)
{
	struct host *host = seen_devices(LINK HERE "\n", tree, facts);

	CHECK_INT(host->n_devices, 1);
	return host;
}

#define NUMBER(member) offsetof(struct device, member)

static const struct {
	const char *tree;
	unsigned facts;
	size_t offset; /* of a struct number */
	enum known known;
	uint32_t value;
	const char *member; /* in the unknown list */
} numbers[] = {
	{ HERE "vendor = 0x8086\n", FACT_IDS, NUMBER(vendor), KNOWN, 0x8086, NULL },
	{ "", FACT_IDS, NUMBER(vendor), ABSENT, 0, NULL },
	{ HERE "vendor -> vendor\n", FACT_IDS, NUMBER(vendor), UNKNOWN, 0, "vendor" },
	{ HERE "vendor = 8086\n", FACT_IDS, NUMBER(vendor), UNKNOWN, 0, "vendor" },
	{ HERE "vendor = 0x18086\n", FACT_IDS, NUMBER(vendor), UNKNOWN, 0, "vendor" },
	{ HERE "vendor = 0x80 86\n", FACT_IDS, NUMBER(vendor), UNKNOWN, 0, "vendor" },
	{ HERE "vendor =\n", FACT_IDS, NUMBER(vendor), UNKNOWN, 0, "vendor" },
	{ HERE "vendor : 307800\n", FACT_IDS, NUMBER(vendor), UNKNOWN, 0, "vendor" },
	{ HERE "vendor/\n", FACT_IDS, NUMBER(vendor), UNKNOWN, 0, "vendor" },
	{ HERE "device = 0x10d3\n", FACT_IDS, NUMBER(device), KNOWN, 0x10d3, NULL },
	{ HERE "class = 0x020000\n", FACT_IDS, NUMBER(class), KNOWN, 0x20000, NULL },
	{ HERE "class = 0x1020000\n", FACT_IDS, NUMBER(class), UNKNOWN, 0, "class" },
	{ HERE "revision = 0xff\n", FACT_DETAIL, NUMBER(revision), KNOWN, 0xff, NULL },
	{ HERE "revision = 0x100\n", FACT_DETAIL, NUMBER(revision), UNKNOWN, 0,
	  "revision" },
	{ HERE "subsystem_vendor = 0x1af4\n", FACT_DETAIL, NUMBER(subsystem_vendor),
	  KNOWN, 0x1af4, NULL },
	{ HERE "numa_node = 1\n", FACT_PLACE, NUMBER(numa_node), KNOWN, 1, NULL },
	{ HERE "numa_node = -1\n", FACT_PLACE, NUMBER(numa_node), ABSENT, 0, NULL },
	{ HERE "numa_node = -2\n", FACT_PLACE, NUMBER(numa_node), UNKNOWN, 0,
	  "numa_node" },
	{ HERE "boot_vga = 1\n", FACT_PLACE, NUMBER(boot_vga), KNOWN, 1, NULL },
	{ HERE "boot_vga = 2\n", FACT_PLACE, NUMBER(boot_vga), UNKNOWN, 0, "boot_vga" },
	{ HERE "iommu_group -> ../../../kernel/iommu_groups/17\n", FACT_GROUP,
	  NUMBER(group_id), KNOWN, 17, NULL },
	{ "", FACT_GROUP, NUMBER(group_id), ABSENT, 0, NULL },
	{ HERE "iommu_group -> iommu_group\n", FACT_GROUP, NUMBER(group_id), UNKNOWN, 0,
	  "group" },
	{ HERE "iommu_group -> ../../../kernel/iommu_groups/x\n", FACT_GROUP,
	  NUMBER(group_id), UNKNOWN, 0, "group" },
	{ HERE "iommu_group = 17\n", FACT_GROUP, NUMBER(group_id), UNKNOWN, 0, "group" },
	{ "", FACT_SRIOV, NUMBER(vf_count), KNOWN, 0, NULL },
	{ HERE "virtfn0 -> ../0000:03:10.0\n" HERE "virtfn1 -> ../0000:03:10.1\n",
	  FACT_SRIOV, NUMBER(vf_count), KNOWN, 2, NULL },
	{ HERE "sriov_drivers_autoprobe = 0\n", FACT_SRIOV, NUMBER(autoprobe), KNOWN, 0,
	  NULL },
	{ "", FACT_BUSY, NUMBER(busy), KNOWN, 0, NULL },
	{ "proc/locks =\n", FACT_BUSY, NUMBER(busy), KNOWN, 0, NULL },
	{ "proc/locks -> locks\n", FACT_BUSY, NUMBER(busy), UNKNOWN, 0, "busy" },
};

static void of_numbers(void)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		_cleanup_(host_freep) struct host *host = read_one(numbers[i].tree,
		                                                   numbers[i].facts);
		const struct device *device = host->devices[0];
		const struct number *number =
			(const void *)((const char *)device + numbers[i].offset);

		NOTE("row %zu: %s", i, numbers[i].tree);
		CHECK_INT(number->known, numbers[i].known);
		if (number->known == KNOWN)
			CHECK_INT(number->value, numbers[i].value);
		if (numbers[i].member)
			CHECK(unknown_find(device->unknown, numbers[i].member));
		else
			CHECK(!device->unknown);
	}
}

static const struct {
	const char *tree;
	unsigned facts;
	size_t offset; /* of a struct text */
	enum known known;
	const char *value, *member;
} texts[] = {
	{ HERE "driver -> ../../../bus/pci/drivers/e1000e\n", FACT_DRIVER, NUMBER(driver),
	  KNOWN, "e1000e", NULL },
	{ "", FACT_DRIVER, NUMBER(driver), ABSENT, NULL, NULL },
	{ HERE "driver -> driver\n", FACT_DRIVER, NUMBER(driver), UNKNOWN, NULL,
	  "driver" },
	{ HERE "driver = e1000e\n", FACT_DRIVER, NUMBER(driver), UNKNOWN, NULL,
	  "driver" },
	{ HERE "driver_override = vfio-pci\n", FACT_OVERRIDE, NUMBER(driver_override),
	  KNOWN, "vfio-pci", NULL },
	{ HERE "driver_override = (null)\n", FACT_OVERRIDE, NUMBER(driver_override),
	  ABSENT, NULL, NULL },
	{ HERE "driver_override =\n", FACT_OVERRIDE, NUMBER(driver_override), ABSENT,
	  NULL, NULL },
	{ "", FACT_OVERRIDE, NUMBER(driver_override), ABSENT, NULL, NULL },
	{ HERE "driver_override -> driver_override\n", FACT_OVERRIDE,
	  NUMBER(driver_override), UNKNOWN, NULL, "driver_override" },
	{ HERE "reset_method = flr bus\n", FACT_PLACE, NUMBER(reset_methods), KNOWN,
	  "flr bus", NULL },
	{ HERE "reset_method -> reset_method\n", FACT_PLACE, NUMBER(reset_methods),
	  UNKNOWN, NULL, "reset_methods" },
	{ HERE "physfn -> ../0000:02:00.0\n", FACT_SRIOV, NUMBER(physfn), KNOWN,
	  "0000:02:00.0", NULL },
	{ HERE "net/eth0/\n", FACT_NODES, NUMBER(native_node), KNOWN, "net", NULL },
	{ HERE "nvme/nvme0/nvme0n1/\n", FACT_NODES, NUMBER(native_node), KNOWN, "nvme",
	  NULL },
	{ HERE "nvme/nvme0/\n", FACT_NODES, NUMBER(native_node), ABSENT, NULL, NULL },
	{ HERE "net/\n", FACT_NODES, NUMBER(native_node), ABSENT, NULL, NULL },
	{ "", FACT_NODES, NUMBER(native_node), ABSENT, NULL, NULL },
};

static void of_texts(void)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		_cleanup_(host_freep) struct host *host = read_one(texts[i].tree,
		                                                   texts[i].facts);
		const struct device *device = host->devices[0];
		const struct text *text =
			(const void *)((const char *)device + texts[i].offset);

		NOTE("row %zu: %s", i, texts[i].tree);
		CHECK_INT(text->known, texts[i].known);
		CHECK_TEXT(text->value, texts[i].value);
		if (texts[i].member)
			CHECK(unknown_find(device->unknown, texts[i].member));
		else
			CHECK(!device->unknown);
	}
}

#define ZEROES "0000000000000000000000000000"

static void of_headers(void)
{
	static const struct {
		const char *tree;
		enum header header;
	} rows[] = {
		{ HERE "config : " ZEROES "00\n", HEADER_ENDPOINT },
		{ HERE "config : " ZEROES "80\n", HEADER_ENDPOINT },
		{ HERE "config : " ZEROES "81\n", HEADER_BRIDGE },
		{ HERE "config : " ZEROES "02\n", HEADER_CARDBUS },
		{ HERE "config : " ZEROES "7f\n", HEADER_UNKNOWN },
		{ HERE "config : " ZEROES "ff\n", HEADER_UNKNOWN },
		{ HERE "config : " ZEROES "\n", HEADER_UNKNOWN },
		{ HERE "config -> config\n", HEADER_UNKNOWN },
		{ "", HEADER_UNKNOWN },
		{ HERE "config : " ZEROES "00\n" HERE "power/runtime_status = active\n",
		  HEADER_ENDPOINT },
		/* Not woken for it. */
		{ HERE "config : " ZEROES "00\n" HERE
		       "power/runtime_status = suspended\n",
		  HEADER_UNKNOWN },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(host_freep) struct host *host = read_one(rows[i].tree,
		                                                   FACT_HEADER);

		NOTE("row %zu: %s", i, rows[i].tree);
		CHECK_INT(host->devices[0]->header, rows[i].header);
		CHECK(!unknown_find(host->devices[0]->unknown, "header") ==
		      (rows[i].header != HEADER_UNKNOWN));
	}
}

static void of_nodes(void)
{
	static const char group[] = HERE
		"iommu_group -> ../../../kernel/iommu_groups/17\n";
	_cleanup_(host_freep) struct host *none = read_one(group, FACT_VFIO);
	_cleanup_(host_freep) struct host *both =
		read_one(HERE "iommu_group -> ../../../kernel/iommu_groups/17\n"
	                      "dev/vfio/17 :\ndev/vfio/devices/vfio3 :\n" HERE
	                      "vfio-dev/vfio3/dev = 1:2\n",
	                 FACT_VFIO);
	_cleanup_(host_freep) struct host *empty =
		read_one(HERE "iommu_group -> ../../../kernel/iommu_groups/17\n"
	                      "dev/vfio/17 -> 17\ndev/vfio/devices/vfio3 :\n" HERE
	                      "vfio-dev/vfio3/\n",
	                 FACT_VFIO);

	CHECK_TEXT(none->devices[0]->vfio.group_node.path, NULL);
	CHECK_TEXT(none->devices[0]->vfio.cdev.path, NULL);
	CHECK_TEXT(both->devices[0]->vfio.group_node.path, "dev/vfio/17");
	CHECK_INT(both->devices[0]->vfio.group_node.mode, 0644);
	CHECK_TEXT(both->devices[0]->vfio.cdev.path, "dev/vfio/devices/vfio3");
	/* Compiled out: the directory is there, its file dev is not. */
	CHECK_TEXT(empty->devices[0]->vfio.cdev.path, NULL);
	CHECK_TEXT(empty->devices[0]->vfio.group_node.path, NULL);
	CHECK(unknown_find(empty->devices[0]->unknown, "vfio.group_node"));
}

static void of_modules(void)
{
	_cleanup_(host_freep) struct host *host = read_one(
		HERE "driver -> ../../../bus/pci/drivers/e1000e\n"
		     "sys/bus/pci/drivers/e1000e/module -> ../../../../module/e1000e\n",
		FACT_MODULES);
	const struct device *device = host->devices[0];

	CHECK_TEXT(device->driver_module.value, "e1000e");
	/* Without an index nobody knows who else would take it. */
	CHECK_INT(device->native_modules.known, UNKNOWN);
	CHECK_INT(device->vfio_module.known, UNKNOWN);
	CHECK(unknown_find(device->unknown, "native_drivers"));
}

TESTS(TEST(of_numbers), TEST(of_texts), TEST(of_headers), TEST(of_nodes),
      TEST(of_modules))
