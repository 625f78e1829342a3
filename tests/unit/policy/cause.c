/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why there is no IOMMU: each cause on a machine that has it and no other, with a remedy
 * of its own; and which of two comes first. */
#include "policy/cause.h"

#include <string.h>

#include "model/firmware.h"
#include "model/usb.h"
#include "policy/check.h"
#include "support/findings.h"
#include "support/scene.h"
#include "test.h"

/* A machine without an IOMMU; each row says why. */
struct scene {
	struct host *host;
	struct platform platform;
	struct firmware firmware;
	struct iort_node node;
	struct tree_unit tree;
	struct device device, *devices[1];
	struct usb usb;
	struct request request;
	struct rule_case c;
};

static void set_up(struct scene *s)
{
	*s = (struct scene){
		.host = host_new(),
		.platform = {
			.cpu = { KNOWN, CPU_INTEL, true, false, { KNOWN, 46 } },
			.units_known = KNOWN,
			.groups_known = KNOWN,
			.booted = { .line = { KNOWN, "quiet" },
			            .config_known = ABSENT,
			            .config_path = "boot/config",
			            .dmar = ABSENT,
			            .ivrs = ABSENT },
		},
		.firmware = { .tables_known = KNOWN, .tree_known = ABSENT },
		.request = { .goal = GOAL_BIND },
	};
	s->c = (struct rule_case){ .host = s->host,
		                   .request = &s->request,
		                   .arena = s->host->arena };
	s->devices[0] = &s->device;
	s->host->devices = s->devices;
	s->host->n_devices = 1;
	s->platform.firmware = &s->firmware;
	s->host->platform = &s->platform;
	for (enum firmware_table t = 0; t < TABLES; t++)
		s->firmware.tables[t].present = s->firmware.tables[t].content = ABSENT;
}

static void has(struct scene *s, enum firmware_table table)
{
	s->firmware.tables[table].present = s->firmware.tables[table].content = KNOWN;
	if (table == TABLE_DMAR)
		s->platform.booted.dmar = KNOWN;
	if (table == TABLE_IVRS)
		s->platform.booted.ivrs = KNOWN;
}

static void is_told(struct scene *s, const char *line)
{
	s->platform.booted.line.value = line;
	CHECK_INT(cmdline_parse(s->host->arena, line, &s->platform.booted.words), 0);
}

static void is_configured(struct scene *s, enum config_option option,
                          enum config_answer answer)
{
	enum config_answer *config = s->platform.booted.config;

	s->platform.booted.config_known = KNOWN;
	for (size_t i = 0; i < N_CONFIG_OPTIONS; i++)
		config[i] = CONFIG_NO;
	config[option] = answer;
}

/* clang-format off */
CHANGE(is_off_in_the_firmware, (void)s)
CHANGE(is_off_on_amd, s->platform.cpu.vendor = CPU_AMD)
CHANGE(is_arm_without_smmu, s->platform.cpu.vendor = CPU_ARM; has(s, TABLE_IORT))
CHANGE(is_of_who_knows, s->platform.cpu.known = UNKNOWN)
CHANGE(is_guest, s->platform.cpu.guest = true)
CHANGE(is_arm_guest,
       is_arm_without_smmu(s); s->platform.maker = (struct text){ KNOWN, "QEMU" })

static void is_board(struct scene *s)
{
	s->platform.cpu.vendor = CPU_ARM;
	s->firmware.tables_known = ABSENT;
	s->firmware.tree_known = KNOWN;
}

static void is_board_not_for_pci(struct scene *s)
{
	is_board(s);
	s->tree = (struct tree_unit){ "tree/iommu", "arm,mmu-500", false, NULL };
	s->firmware.units = &s->tree;
}

CHANGE(is_disabled_on_its_board, is_board_not_for_pci(s); s->tree.is_disabled = true)
CHANGE(is_told_off_on_intel, has(s, TABLE_DMAR); is_told(s, "quiet intel_iommu=off"))
CHANGE(is_told_off_twice,
       has(s, TABLE_DMAR); is_told(s, "iommu=off quiet intel_iommu=off"))
CHANGE(is_told_off_on_amd,
       is_off_on_amd(s); has(s, TABLE_IVRS); is_told(s, "amd_iommu=off"))
/* Whoever takes the word away has still none. */
CHANGE(is_told_off_in_vain, is_told(s, "iommu=off"))
CHANGE(lacks_acpi, s->firmware.tables_known = UNKNOWN; is_told(s, "acpi=off"))
CHANGE(is_hidden, s->firmware.tables_known = UNKNOWN)
CHANGE(is_for_root_to_read,
       is_arm_without_smmu(s); s->firmware.tables[TABLE_IORT].content = UNKNOWN)
CHANGE(is_not_built, has(s, TABLE_DMAR); is_configured(s, CONFIG_VFIO, CONFIG_YES))
CHANGE(is_not_built_on_amd,
       is_off_on_amd(s); has(s, TABLE_IVRS); is_configured(s, CONFIG_VFIO, CONFIG_YES))
CHANGE(is_not_told, has(s, TABLE_DMAR); is_configured(s, CONFIG_INTEL_IOMMU, CONFIG_YES))
CHANGE(is_not_told_by_nixos, is_not_told(s); s->platform.boot.files[BOOT_NIXOS] = KNOWN)
CHANGE(is_perhaps_not_told, has(s, TABLE_DMAR))
CHANGE(is_told_to_in_vain, is_not_told(s); is_told(s, "intel_iommu=on"))
CHANGE(has_spoilt_ivrs,
       is_off_on_amd(s); has(s, TABLE_IVRS); s->firmware.ivrs.health.sum_is_wrong = true)

static void is_stoney(struct scene *s)
{
	is_off_on_amd(s);
	has(s, TABLE_IVRS);
	s->device.vendor = (struct number){ KNOWN, 0x1002 };
	s->device.device = (struct number){ KNOWN, 0x98e4 };
}

CHANGE(is_amd_in_vain, is_off_on_amd(s); has(s, TABLE_IVRS))

static void has_idle_smmu(struct scene *s)
{
	is_arm_without_smmu(s);
	s->node.kind = IORT_SMMU_V3;
	s->firmware.iort.nodes = &s->node;
	s->firmware.iort.n_nodes = 1;
}

CHANGE(has_smmu_without_driver,
       has_idle_smmu(s); is_configured(s, CONFIG_ARM_SMMU, CONFIG_YES))

static void has_smmu_of_a_module(struct scene *s)
{
	is_board_not_for_pci(s);
	s->firmware.tree_maps_pci = true;
	is_configured(s, CONFIG_ARM_SMMU, CONFIG_MODULE);
}

static void has_virtio_of_a_module(struct scene *s)
{
	is_guest(s);
	has(s, TABLE_VIOT);
	is_configured(s, CONFIG_VIRTIO_IOMMU, CONFIG_MODULE);
}
/* clang-format on */

/* Parts of what is said; each machine's remedy is one, and not another's. */
static const struct row {
	void (*change)(struct scene *s);
	const char *summary, *remedy;
} rows[] = {
	{ is_off_in_the_firmware, "off in the firmware",
	  "VT-d on in the firmware setup" },
	{ is_off_on_amd, "off in the firmware", "IOMMU on in the firmware setup" },
	{ is_arm_without_smmu, "off in the firmware", "the SMMU on" },
	{ is_of_who_knows, "off in the firmware", "(VT-d, IOMMU or AMD-Vi)" },
	{ is_guest, "virtual machine was given none", "from outside" },
	{ is_arm_guest, "virtual machine was given none", "iommu=smmuv3" },
	{ is_board, "this board has none", "another board" },
	{ is_board_not_for_pci, "PCI is not behind it", "iommu-map" },
	{ is_disabled_on_its_board, "disabled", "\"okay\"" },
	{ is_told_off_on_intel, "told so by intel_iommu=off",
	  "take intel_iommu=off off the kernel command line" },
	{ is_told_off_twice, "told so by iommu=off and intel_iommu=off",
	  "take iommu=off off the kernel command line; take intel_iommu=off off" },
	{ is_told_off_on_amd, "told so by amd_iommu=off", "take amd_iommu=off off" },
	{ is_told_off_in_vain, "off in the firmware", "firmware setup" },
	{ lacks_acpi, "told so by acpi=off", "take acpi=off off" },
	{ is_hidden, "why cannot be told", "on the host" },
	{ is_for_root_to_read, "why cannot be told", "as root" },
	{ is_not_built, "built without CONFIG_INTEL_IOMMU", "with CONFIG_INTEL_IOMMU" },
	{ is_not_built_on_amd, "built without CONFIG_AMD_IOMMU",
	  "with CONFIG_AMD_IOMMU" },
	{ is_not_told, "was not told to use it",
	  "add intel_iommu=on to the kernel command line" },
	{ is_not_told_by_nixos, "was not told to use it", "boot.kernelParams" },
	{ is_perhaps_not_told, "perhaps the kernel wants to be told",
	  "add intel_iommu=on" },
	{ is_told_to_in_vain, "nothing turns it off", "log for DMAR" },
	{ has_spoilt_ivrs, "sum is wrong", "update the firmware" },
	{ is_stoney, "Stoney Ridge", "add amd_iommu=force_enable" },
	{ is_amd_in_vain, "nothing turns it off", "log for AMD-Vi" },
	{ has_idle_smmu, "nothing turns it off", "log for arm-smmu-v3" },
	{ has_smmu_without_driver, "built without CONFIG_ARM_SMMU_V3",
	  "with CONFIG_ARM_SMMU_V3" },
	{ has_smmu_of_a_module, "is a module", "have arm_smmu loaded early" },
	{ has_virtio_of_a_module, "is a module", "have virtio_iommu loaded early" },
};

static bool contains(const char *text, const char *part)
{
	return text && strstr(text, part);
}

static void names_the_cause_and_one_remedy(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct finding draft = { 0 };
		struct scene s;

		set_up(&s);
		rows[i].change(&s);
		cause_explain(&s.c, &draft);
		NOTE("row %zu: %s; %s", i, draft.summary, draft.remedy);
		CHECK(contains(draft.summary, "the kernel uses no IOMMU"));
		CHECK(contains(draft.summary, rows[i].summary));
		CHECK(contains(draft.remedy, rows[i].remedy));
		CHECK(draft.evidence);
		host_free(s.host);
	}
}

/* Of all that is looked at, one thing fails. */
static void is_one_failure(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct findings findings;
		struct scene s;

		NOTE("row %zu", i);
		set_up(&s);
		rows[i].change(&s);
		s.platform.usb = &s.usb;
		s.platform.modules.loaded[VFIO_PCI] = KNOWN;
		s.platform.modules.loaded[VFIO_TYPE1] = KNOWN;
		findings = (struct findings){ .arena = s.host->arena };
		CHECK_INT(check_platform(&s.c, &findings), 0);
		/* There the line is a second cause. */
		CHECK_INT(findings_count(&findings, FINDING_FAIL),
		          rows[i].change == is_told_off_in_vain ? 2 : 1);
		CHECK_INT(check_verdict(&findings), VERDICT_NOT_READY);
		host_free(s.host);
	}
}

static void blames_the_line_only_where_it_is_to_blame(void)
{
	static const struct {
		void (*change)(struct scene *s);
		bool is_so;
	} cases[] = {
		{ is_told_off_on_intel, true },    { is_told_off_twice, true },
		{ is_told_off_on_amd, true },      { lacks_acpi, true },
		{ is_told_off_in_vain, false },    { is_not_told, false },
		{ is_off_in_the_firmware, false },
	};
	struct iommu_unit unit = { .name = "dmar0", .kind = IOMMU_INTEL };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene s;

		NOTE("case %zu", i);
		set_up(&s);
		cases[i].change(&s);
		CHECK(cause_is_cmdline(&s.c) == cases[i].is_so);
		s.platform.units = &unit;
		CHECK(!cause_is_cmdline(&s.c));
		host_free(s.host);
	}
}

TESTS(TEST(names_the_cause_and_one_remedy), TEST(is_one_failure),
      TEST(blames_the_line_only_where_it_is_to_blame))
