/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every class of word, on machines where it is one and where it is not. */
#include "test.h"

#include <string.h>

#include "base/text.h"
#include "policy/words.h"

enum machine { INTEL, AMD, ARM, NOBODY_KNOWS };

static struct cmdline_case make(struct arena *arena, enum machine machine,
                                const char *release, struct booted *booted)
{
	static const char builtin[] = "kernel/drivers/vfio/pci/vfio-pci.ko\n"
				      "kernel/drivers/gpu/drm/ast/ast.ko\n";
	struct cmdline_case c = { .booted = booted, .arena = arena };

	*booted = (struct booted){
		.release = { KNOWN, release },
		.version = kernel_version(release),
		.config_known = machine == NOBODY_KNOWS ? ABSENT : KNOWN,
	};
	for (size_t i = 0; i < N_CONFIG_OPTIONS; i++)
		booted->config[i] = CONFIG_MODULE;
	booted->config[CONFIG_VFIO_NOIOMMU] = CONFIG_NO;
	booted->config[CONFIG_SYSFB_SIMPLEFB] = machine == INTEL ? CONFIG_NO : CONFIG_YES;
	booted->config[CONFIG_FB_VESA] = CONFIG_NO;
	CHECK_INT(builtin_read(arena, builtin, booted), 0);
	c.x86 = machine == NOBODY_KNOWS ? UNSURE : machine == ARM ? NO : YES;
	c.intel = machine == NOBODY_KNOWS ? UNSURE : machine == INTEL ? YES : NO;
	c.amd = machine == NOBODY_KNOWS ? UNSURE : machine == AMD ? YES : NO;
	return c;
}

/* "text class status" of every word of LINE, between bars. */
static const char *judged(struct arena *arena, enum machine machine, const char *release,
                          const char *line)
{
	struct booted booted;
	struct cmdline_case c = make(arena, machine, release, &booted);
	struct cmdline cmdline;
	struct words words;
	const char *text = "";

	c.cmdline = &cmdline;
	CHECK_INT(cmdline_parse(arena, line, &cmdline), 0);
	CHECK_INT(words_judge(&c, &words), 0);
	for (size_t i = 0; i < words.n; i++) {
		const struct word *word = &words.words[i];

		CHECK(word->why || word->status == FINDING_OK ||
		      word->class == WORD_UNDECIDED);
		text = arena_printf(arena, "%s%s%s %s %s", text, i ? "|" : "", word->text,
		                    word_class_text(word->class),
		                    finding_status_text(word->status));
	}
	return text;
}

struct row {
	const char *line, *words;
};

static void check_rows(enum machine machine, const char *release, const struct row *rows,
                       size_t n)
{
	for (size_t i = 0; i < n; i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();

		NOTE("%s", rows[i].line);
		CHECK_TEXT(judged(arena, machine, release, rows[i].line), rows[i].words);
	}
}

#define ROWS(machine, release, ...)                                               \
	do {                                                                      \
		static const struct row rows[] = { __VA_ARGS__ };                 \
                                                                                  \
		check_rows(machine, release, rows, sizeof(rows) / sizeof(*rows)); \
	} while (0)

static void words_of_others_are_silent(void)
{
	ROWS(INTEL, "6.12.9-amd64",
	     { "BOOT_IMAGE=/vmlinuz-6.12.9-amd64 root=UUID=1 ro quiet splash rw", "" },
	     { "initrd=\\initramfs-linux.img rhgb loglevel=3 nomodeset mitigations=off",
	       "" },
	     { "isolcpus=0-19 nohz_full=0-19 pcie_aspm=off hugepages=6144 iomem=relaxed",
	       "" },
	     { "systemd.unit=x rd.luks.uuid=1 amd_pstate=active intel_pstate=disable",
	       "" },
	     { "kvm.nested=1 kvm_amd.avic=1 nvidia-drm.modeset=1 nolapic audit=0 pti=off",
	       "" },
	     { "amd_iommu_dump amd_iommu_intr=vapic pci=realloc,noaer vfio_ap.x=1", "" },
	     { "video=HDMI-A-1:1920x1080 modprobe.blacklist=nouveau rd.driver.pre=i915",
	       "" },
	     { "module_blacklist=nouveau,nova_core initcall_blacklist=simpledrm_init",
	       "" },
	     { "ivrs_ioapic[32]=00:14.0 intel_idle.max_cstate=1 i915.enable_gvt=1", "" },
	     { "acpi=force acpi=noirq acpi_osi=Linux pci=assign-busses", "" });
}

static void effective_words(void)
{
	ROWS(INTEL, "6.12.9-amd64", { "intel_iommu=on", "intel_iommu=on effective ok" },
	     /* The kernel compares from the start and no further. */
	     { "intel_iommu=only", "intel_iommu=only effective ok" },
	     { "intel-iommu=on,sm_on",
	       "intel-iommu=on effective ok|intel-iommu=sm_on effective ok" },
	     { "intel_iommu=off", "intel_iommu=off effective fail" },
	     { "iommu=off", "iommu=off effective fail" },
	     { "iommu=pt", "iommu=pt effective ok" },
	     { "iommu.passthrough=1", "iommu.passthrough=1 effective ok" },
	     { "iommu.strict=0", "iommu.strict=0 effective ok" },
	     { "nointremap", "nointremap effective fail" },
	     { "noapic", "noapic effective fail" },
	     { "intremap=nosid", "intremap=nosid effective warn" },
	     { "acpi=off", "acpi=off effective fail" },
	     { "vfio-pci.ids=10de:2684,10de:22ba:1462:5103",
	       "vfio-pci.ids=10de:2684 effective ok|"
	       "vfio-pci.ids=10de:22ba:1462:5103 effective ok" },
	     { "vfio_iommu_type1.allow_unsafe_interrupts=1",
	       "vfio_iommu_type1.allow_unsafe_interrupts=1 effective warn" },
	     { "vfio_iommu_type1.allow_unsafe_interrupts",
	       "vfio_iommu_type1.allow_unsafe_interrupts effective warn" },
	     { "vfio_iommu_type1.allow_unsafe_interrupts=N",
	       "vfio_iommu_type1.allow_unsafe_interrupts=N effective ok" },
	     { "iommufd.allow_unsafe_interrupts=y",
	       "iommufd.allow_unsafe_interrupts=y effective warn" },
	     { "kvm.ignore_msrs=1", "kvm.ignore_msrs=1 effective ok" },
	     { "pci=nomsi,noaer", "pci=nomsi effective warn" },
	     { "video=efifb:off", "video=efifb:off effective ok" },
	     { "initcall_blacklist=sysfb_init",
	       "initcall_blacklist=sysfb_init effective ok" },
	     { "default_hugepagesz=1G", "default_hugepagesz=1G effective ok" },
	     { "hugepagesz=1GB", "hugepagesz=1GB effective ok" },
	     { "hugepagesz=2048kB", "hugepagesz=2048kB effective ok" },
	     { "vfio-pci.ids=1002:ffffffff:ffffffff:ffffffff:00030000:ffff00ff",
	       "vfio-pci.ids=1002:ffffffff:ffffffff:ffffffff:00030000:ffff00ff effective "
	       "ok" },
	     { "rd.driver.pre=vfio-pci", "rd.driver.pre=vfio-pci effective ok" },
	     { "vfioprep=off", "vfioprep=off effective warn" });
	ROWS(AMD, "6.12.9-amd64", { "amd_iommu=off", "amd_iommu=off effective fail" },
	     { "amd_iommu=pgtbl_v2", "amd_iommu=pgtbl_v2 effective ok" });
	ROWS(AMD, "6.8.12-4-pve",
	     { "pcie_acs_override=downstream",
	       "pcie_acs_override=downstream effective warn" });
}

static void undecided_words(void)
{
	ROWS(NOBODY_KNOWS, "6.12.9",
	     { "intel_iommu=on", "intel_iommu=on undecided unknown" },
	     { "intel_iommu=off", "intel_iommu=off undecided unknown" },
	     { "video=efifb:off", "video=efifb:off undecided unknown" },
	     { "pcie_acs_override=downstream",
	       "pcie_acs_override=downstream undecided warn" },
	     { "vfio.enable_unsafe_noiommu_mode=1",
	       "vfio.enable_unsafe_noiommu_mode=1 effective warn" });
}

static void ineffective_words(void)
{
	ROWS(AMD, "6.12.9-amd64", { "amd_iommu=on", "amd_iommu=on ineffective info" },
	     { "amd_iommu=pt", "amd_iommu=pt ineffective info" },
	     { "intel_iommu=on", "intel_iommu=on ineffective info" },
	     { "intel_iommu=off", "intel_iommu=off ineffective info" },
	     { "iommu=1", "iommu=1 ineffective info" },
	     { "iommu=on", "iommu=on ineffective info" },
	     { "iommu=usedac,pt", "iommu=usedac effective ok|iommu=pt ineffective warn" },
	     { "iommu", "iommu ineffective warn" },
	     { "iommu = pt", "iommu ineffective warn" },
	     { "vfio.enable_unsafe_noiommu_mode=1",
	       "vfio.enable_unsafe_noiommu_mode=1 ineffective info" },
	     { "video=efifb:off", "video=efifb:off ineffective info" },
	     { "video=vesafb:off,efifb:off",
	       "video=efifb:off ineffective info|video=vesafb:off ineffective info" },
	     { "modprobe.blacklist=nouveau,ast",
	       "modprobe.blacklist=ast ineffective warn" },
	     { "vfio-pci.ids=10de:2684, 10de:22ba",
	       "vfio-pci.ids=10de:2684, ineffective warn" },
	     { "vfio-pci.ids=10de", "vfio-pci.ids=10de ineffective warn" },
	     { "vfio-pci.ids=10de:xyz,1002:73df",
	       "vfio-pci.ids=10de:xyz ineffective warn|"
	       "vfio-pci.ids=1002:73df effective ok" },
	     { "iommu.strict=maybe", "iommu.strict=maybe ineffective warn" },
	     { "hugepagesz=1T", "hugepagesz=1T ineffective info" },
	     { "hugepagesz=4M", "hugepagesz=4M ineffective info" },
	     { "hugepagesz", "hugepagesz ineffective info" });
	ROWS(ARM, "6.12.9-arm64", { "iommu=pt", "iommu=pt ineffective info" },
	     { "intel_iommu=on", "intel_iommu=on ineffective info" },
	     { "iommu.passthrough=1", "iommu.passthrough=1 effective ok" },
	     { "nointremap", "nointremap ineffective info" });
}

static void unknown_words(void)
{
	ROWS(INTEL, "6.12.9-amd64", { "intel_iommu=no", "intel_iommu=no unknown warn" },
	     { "intel_iommu=on,fast",
	       "intel_iommu=on effective ok|intel_iommu=fast unknown warn" },
	     { "iommu=fast", "iommu=fast unknown warn" },
	     { "pcie_acs_override=downstream,multifunction",
	       "pcie_acs_override=downstream,multifunction unknown warn" },
	     { "vfio_pci.colour=green", "vfio_pci.colour=green unknown warn" },
	     { "vfioprep=no", "vfioprep=no unknown warn" });
}

static void contradictory_words(void)
{
	ROWS(INTEL, "6.12.9-amd64",
	     { "intel_iommu=off intel_iommu=on",
	       "intel_iommu=off contradictory warn|intel_iommu=on effective ok" },
	     { "intel_iommu=on quiet intel_iommu=off",
	       "intel_iommu=on contradictory warn|intel_iommu=off effective fail" },
	     { "intel_iommu=on iommu=off",
	       "intel_iommu=on contradictory warn|iommu=off effective fail" },
	     { "iommu=off intel_iommu=on",
	       "iommu=off effective fail|intel_iommu=on contradictory warn" },
	     { "nointremap intremap=on",
	       "nointremap contradictory warn|intremap=on effective ok" },
	     { "iommu=pt iommu.passthrough=0",
	       "iommu=pt contradictory warn|iommu.passthrough=0 effective ok" },
	     { "iommu=pt iommu.passthrough=1",
	       "iommu=pt effective ok|iommu.passthrough=1 effective ok" },
	     { "vfio-pci.ids=1002:73df vfio-pci.ids=1002:ab28",
	       "vfio-pci.ids=1002:73df contradictory warn|"
	       "vfio-pci.ids=1002:ab28 effective ok" },
	     { "pci-stub.ids=1002:73df,1002:1 vfio-pci.ids=1002:73df",
	       "pci-stub.ids=1002:73df contradictory warn|"
	       "pci-stub.ids=1002:1 obsolete warn|vfio-pci.ids=1002:73df effective ok" },
	     { "modprobe.blacklist=vfio", "modprobe.blacklist=vfio contradictory warn" });
	/* A word that counts for nothing here overrules none. */
	ROWS(AMD, "6.12.9-amd64",
	     { "intel_iommu=on intel_iommu=off",
	       "intel_iommu=on ineffective info|intel_iommu=off ineffective info" });
}

static void duplicate_words(void)
{
	ROWS(INTEL, "6.12.9-amd64",
	     { "intel_iommu=on quiet intel_iommu=on quiet",
	       "intel_iommu=on effective ok|intel_iommu=on duplicate info" },
	     { "vfio-pci.ids=1002:73df,1002:ab28,1002:ab28",
	       "vfio-pci.ids=1002:73df effective ok|vfio-pci.ids=1002:ab28 effective ok|"
	       "vfio-pci.ids=1002:ab28 duplicate info" },
	     { "hugepagesz=2M hugepages=4 hugepagesz=2M hugepages=4",
	       "hugepagesz=2M effective ok|hugepagesz=2M effective ok" },
	     { "intel_iommu=on intel_iommu=sm_on",
	       "intel_iommu=on effective ok|intel_iommu=sm_on effective ok" });
}

static void obsolete_words(void)
{
	ROWS(INTEL, "6.12.9-amd64",
	     { "intel_iommu=strict", "intel_iommu=strict obsolete info" },
	     { "pci-stub.ids=8086:10d3", "pci-stub.ids=8086:10d3 obsolete warn" },
	     { "rd.driver.pre=vfio_virqfd,vfio", "rd.driver.pre=vfio_virqfd obsolete "
	                                         "warn|rd.driver.pre=vfio effective ok" },
	     { "modules-load=vfio-virqfd", "modules-load=vfio-virqfd obsolete warn" });
	ROWS(INTEL, "6.1.0-18-amd64",
	     { "rd.driver.pre=vfio_virqfd", "rd.driver.pre=vfio_virqfd effective ok" });
	ROWS(AMD, "6.12.9-amd64",
	     { "amd_iommu=fullflush", "amd_iommu=fullflush obsolete info" });
}

static void misspelt_words(void)
{
	ROWS(INTEL, "6.12.9-amd64", { "intel_iomu=on", "intel_iomu=on misspelt warn" },
	     { "INTEL_IOMMU=on", "INTEL_IOMMU=on misspelt warn" },
	     { "intel_immou=on", "intel_immou=on misspelt warn" },
	     { "inteliommu=on", "inteliommu=on misspelt warn" },
	     { "vfio-pci.id=10de:1", "vfio-pci.id=10de:1 misspelt warn" },
	     { "vfio_pci_ids=10de:1", "vfio_pci_ids=10de:1 misspelt warn" },
	     { "kvm.ignore__msrs=1", "kvm.ignore__msrs=1 misspelt warn" },
	     { "pci_acs_override=downstream",
	       "pci_acs_override=downstream misspelt warn" },
	     { "modprobe_blacklist=nouveau", "modprobe_blacklist=nouveau misspelt warn" },
	     { "iomu=pt", "iomu=pt misspelt warn" });
}

static void remedies_never_tell_folklore(void)
{
	static const struct {
		const char *line, *remedy;
	} rows[] = {
		{ "intel_iomu=on", "write intel_iommu if that is meant" },
		{ "kvm.ignore__msrs=1", "take it off the kernel command line" },
		{ "pci_acs_override=downstream", "take it off the kernel command line" },
		{ "amd_iommu=on", "take it off the kernel command line" },
		{ "iommu=1", "take it off the kernel command line" },
		{ "intel_iommu=off", "take it off the kernel command line" },
		{ "iommu=pt", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct booted booted;
		struct cmdline_case c = make(arena, INTEL, "6.12.9-amd64", &booted);
		struct cmdline cmdline;
		struct words words;

		NOTE("%s", rows[i].line);
		c.cmdline = &cmdline;
		CHECK_INT(cmdline_parse(arena, rows[i].line, &cmdline), 0);
		CHECK_INT(words_judge(&c, &words), 0);
		CHECK_INT(words.n, 1);
		CHECK_TEXT(words.words[0].remedy, rows[i].remedy);
	}
}

static void who_turned_it_off(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct booted booted;
	struct cmdline_case c = make(arena, INTEL, "6.12.9-amd64", &booted);
	struct cmdline cmdline;
	struct words words;

	c.cmdline = &cmdline;
	CHECK_INT(cmdline_parse(arena, "intel_iommu=off iommu=off nointremap", &cmdline),
	          0);
	CHECK_INT(words_judge(&c, &words), 0);
	CHECK_TEXT(words_off(&words, SWITCH_INTEL)->text, "intel_iommu=off");
	CHECK_TEXT(words_off(&words, SWITCH_IOMMU)->text, "iommu=off");
	CHECK(!words_off(&words, SWITCH_AMD));
	CHECK_INT(cmdline_parse(arena, "intel_iommu=off intel_iommu=on", &cmdline), 0);
	CHECK_INT(words_judge(&c, &words), 0);
	CHECK(!words_off(&words, SWITCH_INTEL));
}

static void distances(void)
{
	CHECK_INT(spelling_distance("abc", "abc", 2), 0);
	CHECK_INT(spelling_distance("abc", "ABC", 2), 0);
	CHECK_INT(spelling_distance("abc", "acb", 2), 1);
	CHECK_INT(spelling_distance("abc", "ab", 2), 1);
	CHECK_INT(spelling_distance("", "ab", 2), 2);
	CHECK_INT(spelling_distance("kitten", "sitting", 5), 3);
	CHECK_INT(spelling_distance("kitten", "sitting", 2), 3);
	CHECK_INT(spelling_distance("iommu", "iomem", 2), 2);
}

TESTS(TEST(words_of_others_are_silent), TEST(effective_words), TEST(undecided_words),
      TEST(ineffective_words), TEST(unknown_words), TEST(contradictory_words),
      TEST(duplicate_words), TEST(obsolete_words), TEST(misspelt_words),
      TEST(remedies_never_tell_folklore), TEST(who_turned_it_off), TEST(distances))
