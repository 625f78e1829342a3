/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a tree shows of its machine: all of it, half of it, and nothing. */
#include "scan/platform.h"

#include "support/tree.h"
#include "test.h"

#define ALL (~0U)

struct scene {
	struct fixture *fixture;
	struct scan *scan;
	struct host *host;
	const struct platform *platform;
};

static void set_up(struct scene *s, const char *tree)
{
	s->fixture = fixture_new(tree);
	s->scan = scan_new(&s->fixture->root, NULL);
	CHECK(s->scan);
	CHECK_INT(scan_host(s->scan, &s->host, NULL), 0);
	CHECK_INT(scan_platform(s->scan, s->host, ALL, NULL), 0);
	s->platform = s->host->platform;
}

static void tear_down(struct scene *s)
{
	scan_free(s->scan);
	host_free(s->host);
	fixture_free(s->fixture);
}

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
		struct scene s;

		NOTE("row %zu", i);
		set_up(&s, rows[i].tree);
		cpu = &s.platform->cpu;
		CHECK_INT(cpu->known, KNOWN);
		CHECK_INT(cpu->vendor, rows[i].vendor);
		CHECK_INT(cpu->virtualization, rows[i].virtualization);
		CHECK_INT(cpu->guest, rows[i].guest);
		CHECK_INT(cpu->address_bits.known, rows[i].bits < 0 ? ABSENT : KNOWN);
		if (rows[i].bits >= 0)
			CHECK_INT(cpu->address_bits.value, rows[i].bits);
		tear_down(&s);
	}
}

static void lists_iommus_by_name(void)
{
	const struct iommu_unit *unit;
	struct scene s;

	set_up(&s, "sys/class/iommu/dmar1/intel-iommu/cap = d2008c40660462\n"
	           "sys/class/iommu/dmar1/intel-iommu/ecap = f050da\n"
	           "sys/class/iommu/dmar0/intel-iommu/cap = not hex\n"
	           "sys/class/iommu/smmu3.0x000000002b400000/\n"
	           "sys/class/iommu/0000:00:03.0/\n"
	           "sys/class/iommu/a003e00.virtio_mmio/\n");
	unit = s.platform->units;
	CHECK_INT(s.platform->units_known, KNOWN);
	CHECK(unit);
	CHECK_TEXT(unit->name, "0000:00:03.0");
	CHECK_INT(unit->kind, IOMMU_VIRTIO);
	unit = unit->next;
	CHECK_TEXT(unit->name, "a003e00.virtio_mmio");
	CHECK_INT(unit->kind, IOMMU_VIRTIO);
	unit = unit->next;
	CHECK_TEXT(unit->name, "dmar0");
	CHECK_INT(unit->known, UNKNOWN);
	CHECK(unknown_find(s.platform->unknown, "iommu"));
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
	tear_down(&s);
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
		struct scene s;

		NOTE("row %zu", i);
		set_up(&s, rows[i].tree);
		CHECK_INT(s.platform->remapping.known, rows[i].known);
		CHECK_INT(s.platform->remapping.value, rows[i].value);
		tear_down(&s);
	}
}

/* What is missing with all that would stand around it is not known to be absent. */
static void takes_half_a_machine_for_no_proof(void)
{
	struct scene s;

	set_up(&s, "proc/\n");
	CHECK_INT(s.platform->units_known, UNKNOWN);
	CHECK_INT(s.platform->groups_known, UNKNOWN);
	CHECK_INT(s.platform->kvm_known, UNKNOWN);
	CHECK_INT(s.platform->cpu.known, UNKNOWN);
	tear_down(&s);

	set_up(&s,
	       "sys/class/net/\nsys/kernel/\ndev/null =\nproc/cpuinfo = flags : fpu\n");
	CHECK_INT(s.platform->units_known, ABSENT);
	CHECK_INT(s.platform->groups_known, ABSENT);
	CHECK_INT(s.platform->kvm_known, ABSENT);
	CHECK_INT(s.platform->cpu.known, KNOWN);
	tear_down(&s);
}

static void reads_parameters_nodes_and_board(void)
{
	struct scene s;

	set_up(&s, "sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts = Y\n"
	           "sys/module/vfio/parameters/enable_unsafe_noiommu_mode -> "
	           "enable_unsafe_noiommu_mode\n"
	           "sys/class/dmi/id/sys_vendor = Example Corp.\n"
	           "dev/kvm =\n");
	CHECK_TEXT(s.platform->unsafe_type1.value.value, "Y");
	CHECK_INT(s.platform->unsafe_iommufd.value.known, ABSENT);
	CHECK_INT(s.platform->unsafe_noiommu.value.known, UNKNOWN);
	CHECK(unknown_find(s.platform->unknown, "parameters"));
	CHECK_TEXT(s.platform->maker.value, "Example Corp.");
	CHECK_INT(s.platform->kvm_known, KNOWN);
	CHECK_TEXT(s.platform->kvm.path, "dev/kvm");
	CHECK_INT(s.platform->iommufd_known, ABSENT);
	tear_down(&s);
}

TESTS(TEST(knows_processors), TEST(lists_iommus_by_name), TEST(tells_remapped_interrupts),
      TEST(takes_half_a_machine_for_no_proof), TEST(reads_parameters_nodes_and_board))
