/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a tree shows of its machine: all of it, half of it, and nothing. */
#include "support/seen.h"
#include "test.h"

#define ALL (~0U)

static void knows_processors(void)
{
	static const struct {
		const char *tree;
		enum cpu_vendor vendor;
		bool virtualization, guest;
		int bits; /* -1: not told */
	} rows[] = {
		{ "proc/cpuinfo = vendor_id\\t: GenuineIntel\\nflags\\t\\t: fpu vmx\\n"
		  "address sizes\\t: 39 bits physical, 48 bits "
		  "virtual\\n\\nvendor_id\\t: x\n",
		  CPU_INTEL, true, false, 39 },
		{ "proc/cpuinfo = vendor_id\\t: AuthenticAMD\\nflags\\t\\t: svm "
		  "hypervisor\n",
		  CPU_AMD, true, true, -1 },
		{ "proc/cpuinfo = vendor_id\\t: HygonGenuine\\nflags\\t\\t: svmx xvmx\n",
		  CPU_AMD, false, false, -1 },
		{ "proc/cpuinfo = CPU implementer\\t: 0x41\\nFeatures\\t: fp\n", CPU_ARM,
		  false, false, -1 },
		{ "proc/cpuinfo = address sizes\\t: many\\nflags\n", CPU_OTHER, false,
		  false, -1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct cpu *cpu;
		struct host *host;

		NOTE("row %zu", i);
		host = seen_platform(rows[i].tree, ALL);
		cpu = &host->platform->cpu;
		CHECK_INT(cpu->known, KNOWN);
		CHECK_INT(cpu->vendor, rows[i].vendor);
		CHECK_INT(cpu->virtualization, rows[i].virtualization);
		CHECK_INT(cpu->guest, rows[i].guest);
		CHECK_INT(cpu->address_bits.known, rows[i].bits < 0 ? ABSENT : KNOWN);
		if (rows[i].bits >= 0)
			CHECK_INT(cpu->address_bits.value, rows[i].bits);
		host_free(host);
	}
}

static void lists_iommus_by_name(void)
{
	const struct iommu_unit *unit;
	_cleanup_(host_freep) struct host *host =
		seen_platform("sys/class/iommu/dmar1/intel-iommu/cap = d2008c40660462\n"
	                      "sys/class/iommu/dmar1/intel-iommu/ecap = f050da\n"
	                      "sys/class/iommu/dmar0/intel-iommu/cap = not hex\n"
	                      "sys/class/iommu/smmu3.0x000000002b400000/\n"
	                      "sys/class/iommu/0000:00:03.0/\n"
	                      "sys/class/iommu/a003e00.virtio_mmio/\n",
	                      ALL);
	const struct platform *platform = host->platform;

	unit = platform->units;
	CHECK_INT(platform->units_known, KNOWN);
	CHECK(unit);
	CHECK_TEXT(unit->name, "0000:00:03.0");
	CHECK_INT(unit->kind, IOMMU_VIRTIO);
	unit = unit->next;
	CHECK_TEXT(unit->name, "a003e00.virtio_mmio");
	CHECK_INT(unit->kind, IOMMU_VIRTIO);
	unit = unit->next;
	CHECK_TEXT(unit->name, "dmar0");
	CHECK_INT(unit->known, UNKNOWN);
	CHECK(unknown_find(platform->unknown, "iommu"));
	unit = unit->next;
	CHECK_TEXT(unit->name, "dmar1");
	CHECK_INT(unit->kind, IOMMU_INTEL);
	CHECK_INT(unit->known, KNOWN);
	CHECK_INT(unit->capabilities, 0xd2008c40660462);
	CHECK_INT(unit->extended, 0xf050da);
	unit = unit->next;
	CHECK_INT(unit->kind, IOMMU_ARM);
	CHECK_INT(unit->known, ABSENT);
	CHECK(!unit->next);
}

static void tells_remapped_interrupts(void)
{
	static const struct {
		const char *tree;
		enum known known;
		unsigned value;
	} rows[] = {
		{ "sys/kernel/irq/1/chip_name = IO-APIC\n"
		  "sys/kernel/irq/30/chip_name = IR-PCI-MSI-0000:00:02.0\n",
		  KNOWN, 1 },
		{ "sys/kernel/irq/1/chip_name = IO-APIC\n", KNOWN, 0 },
		{ "proc/interrupts =    CPU0\\n 1: 9 0 IR-IO-APIC 1-edge i8042\n", KNOWN,
		  1 },
		{ "proc/interrupts =    CPU0\\n 1: 9 0 IO-APIC 1-edge i8042\n", KNOWN,
		  0 },
		/* Chips of other machines say nothing, and so does an empty directory. */
		{ "sys/kernel/irq/12/chip_name = GICv3\n", UNKNOWN, 0 },
		{ "sys/kernel/irq/\n", UNKNOWN, 0 },
		{ "proc/\n", UNKNOWN, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct host *host;

		NOTE("row %zu", i);
		host = seen_platform(rows[i].tree, ALL);
		CHECK_INT(host->platform->remapping.known, rows[i].known);
		CHECK_INT(host->platform->remapping.value, rows[i].value);
		host_free(host);
	}
}

/* What is missing with all that would stand around it is not known to be absent. */
static void takes_half_a_machine_for_no_proof(void)
{
	struct host *host;

	host = seen_platform("proc/\n", ALL);
	CHECK_INT(host->platform->units_known, UNKNOWN);
	CHECK_INT(host->platform->groups_known, UNKNOWN);
	CHECK_INT(host->platform->kvm_known, UNKNOWN);
	CHECK_INT(host->platform->cpu.known, UNKNOWN);
	host_free(host);

	host = seen_platform(
		"sys/class/net/\nsys/kernel/\ndev/null =\nproc/cpuinfo = flags : fpu\n",
		ALL);
	CHECK_INT(host->platform->units_known, ABSENT);
	CHECK_INT(host->platform->groups_known, ABSENT);
	CHECK_INT(host->platform->kvm_known, ABSENT);
	CHECK_INT(host->platform->cpu.known, KNOWN);
	host_free(host);
}

static void reads_parameters_nodes_and_board(void)
{
	_cleanup_(host_freep) struct host *host = seen_platform(
		"sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts = Y\n"
		"sys/module/vfio/parameters/enable_unsafe_noiommu_mode -> "
		"enable_unsafe_noiommu_mode\n"
		"sys/class/dmi/id/sys_vendor = Example Corp.\n"
		"dev/kvm =\n",
		ALL);
	const struct platform *platform = host->platform;

	CHECK_TEXT(platform->unsafe_type1.value.value, "Y");
	CHECK_INT(platform->unsafe_iommufd.value.known, ABSENT);
	CHECK_INT(platform->unsafe_noiommu.value.known, UNKNOWN);
	CHECK(unknown_find(platform->unknown, "parameters"));
	CHECK_TEXT(platform->maker.value, "Example Corp.");
	CHECK_INT(platform->kvm_known, KNOWN);
	CHECK_TEXT(platform->kvm.path, "dev/kvm");
	CHECK_INT(platform->iommufd_known, ABSENT);
}

TESTS(TEST(knows_processors), TEST(lists_iommus_by_name), TEST(tells_remapped_interrupts),
      TEST(takes_half_a_machine_for_no_proof), TEST(reads_parameters_nodes_and_board))
