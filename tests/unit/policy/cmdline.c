/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The findings of the command line: every id, on a line that has it and on one that has
 * not; and whose IOMMU a word is judged for. */
#include "policy/cmdline.h"

#include "base/text.h"
#include "policy/check.h"
#include "test.h"

struct scene {
	struct host *host;
	struct platform platform;
	struct iommu_unit unit;
	struct rule_case c;
	struct findings findings;
};

static void set_up(struct scene *s, const char *line)
{
	*s = (struct scene){
		.host = host_new(),
		.platform = { .cpu = { .known = KNOWN, .vendor = CPU_INTEL },
		              .units_known = KNOWN,
		              .booted = { .release = { KNOWN, "6.12.9-amd64" },
		                          .version = KERNEL_VERSION(6, 12),
		                          .line = { KNOWN, line },
		                          .config_known = ABSENT,
		                          .dmar = KNOWN,
		                          .ivrs = ABSENT } },
		.unit = { .name = "dmar0", .kind = IOMMU_INTEL },
	};
	s->host->platform = &s->platform;
	s->c = (struct rule_case){ .host = s->host, .arena = s->host->arena };
	s->findings.arena = s->host->arena;
	CHECK_INT(cmdline_parse(s->host->arena, line, &s->platform.booted.words), 0);
}

static void check(struct scene *s)
{
	CHECK_INT(check_cmdline(&s->c, &s->findings), 0);
}

static void every_id_has_its_line(void)
{
	static const struct {
		const char *line, *id;
		enum finding_status status;
	} rows[] = {
		{ "quiet splash root=/dev/sda1", NULL, FINDING_OK },
		{ "intel_iommu=on", "cmdline.effective", FINDING_OK },
		{ "intel_iommu=igfx_off", "cmdline.effective", FINDING_INFO },
		{ "intel_iommu=off", "cmdline.off", FINDING_FAIL },
		{ "iommu=off", "cmdline.off", FINDING_FAIL },
		{ "nointremap", "cmdline.off", FINDING_FAIL },
		{ "vfio_iommu_type1.allow_unsafe_interrupts=1", "cmdline.unsafe",
		  FINDING_WARN },
		{ "vfio_iommu_type1.allow_unsafe_interrupts=0", "cmdline.effective",
		  FINDING_OK },
		{ "video=efifb:off", "cmdline.undecided", FINDING_UNKNOWN },
		{ "amd_iommu=on", "cmdline.ineffective", FINDING_INFO },
		{ "vfio-pci.ids=10de", "cmdline.ineffective", FINDING_WARN },
		{ "pcie_acs_override=downstream", "cmdline.unknown", FINDING_WARN },
		{ "modprobe.blacklist=vfio-pci", "cmdline.contradictory", FINDING_WARN },
		{ "rd.driver.pre=vfio_virqfd", "cmdline.obsolete", FINDING_WARN },
		{ "intel_iommu=strict", "cmdline.obsolete", FINDING_INFO },
		{ "intel_iomu=on", "cmdline.misspelt", FINDING_WARN },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene s;

		NOTE("%s", rows[i].line);
		set_up(&s, rows[i].line);
		check(&s);
		if (rows[i].id) {
			CHECK_TEXT(s.findings.first->id, rows[i].id);
			CHECK_INT(s.findings.first->status, rows[i].status);
			CHECK_TEXT(s.findings.first->subject, rows[i].line);
			CHECK_TEXT(s.findings.first->evidence->path, "proc/cmdline");
			CHECK(s.findings.first->summary);
		} else {
			CHECK(!s.findings.first);
		}
		host_free(s.host);
	}
}

static void a_word_said_twice(void)
{
	struct scene s;

	set_up(&s, "intel_iommu=on intel_iommu=on");
	check(&s);
	CHECK_TEXT(s.findings.first->id, "cmdline.effective");
	CHECK_TEXT(s.findings.last->id, "cmdline.duplicate");
	CHECK_INT(s.findings.last->status, FINDING_INFO);
	host_free(s.host);
}

static void an_unread_line(void)
{
	struct scene s;

	set_up(&s, "");
	s.platform.booted.line = (struct text){ UNKNOWN, NULL };
	check(&s);
	CHECK_TEXT(s.findings.first->id, "cmdline.undecided");
	CHECK_INT(s.findings.first->status, FINDING_UNKNOWN);
	host_free(s.host);
}

static void whose_iommu_counts(void)
{
	static const struct {
		const char *name;
		bool has_units;
		enum known cpu, dmar, ivrs;
		enum cpu_vendor vendor;
		const char *id; /* of intel_iommu=off */
	} rows[] = {
		/* What the kernel shows counts for more than what it was told. */
		{ "in use", true, KNOWN, ABSENT, ABSENT, CPU_INTEL,
		  "cmdline.ineffective" },
		/* A guest whose processor is AMD's and whose IOMMU is Intel's. */
		{ "odd CPU", false, KNOWN, KNOWN, ABSENT, CPU_AMD, "cmdline.off" },
		{ "turned off", false, KNOWN, KNOWN, ABSENT, CPU_INTEL, "cmdline.off" },
		{ "not in the firmware", false, KNOWN, ABSENT, ABSENT, CPU_INTEL,
		  "cmdline.ineffective" },
		{ "AMD's tables", false, KNOWN, ABSENT, KNOWN, CPU_AMD,
		  "cmdline.ineffective" },
		{ "by the CPU", false, KNOWN, UNKNOWN, UNKNOWN, CPU_INTEL,
		  "cmdline.off" },
		{ "by another's CPU", false, KNOWN, UNKNOWN, UNKNOWN, CPU_AMD,
		  "cmdline.ineffective" },
		{ "ARM", false, KNOWN, UNKNOWN, UNKNOWN, CPU_ARM, "cmdline.ineffective" },
		{ "nothing known", false, UNKNOWN, UNKNOWN, UNKNOWN, CPU_OTHER,
		  "cmdline.undecided" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene s;

		NOTE("%s", rows[i].name);
		set_up(&s, "intel_iommu=off");
		if (rows[i].has_units)
			s.platform.units = &s.unit;
		s.platform.cpu.known = rows[i].cpu;
		s.platform.cpu.vendor = rows[i].vendor;
		s.platform.booted.dmar = rows[i].dmar;
		s.platform.booted.ivrs = rows[i].ivrs;
		check(&s);
		CHECK_TEXT(s.findings.first->id, rows[i].id);
		host_free(s.host);
	}
}

static void remapping_in_spite_of_the_word(void)
{
	static const struct {
		unsigned remapping;
		const char *id;
		enum finding_status status;
	} rows[] = {
		{ 1, "cmdline.ineffective", FINDING_WARN },
		{ 0, "cmdline.off", FINDING_FAIL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene s;

		NOTE("row %zu", i);
		set_up(&s, "nointremap");
		s.platform.remapping = (struct number){ KNOWN, rows[i].remapping };
		check(&s);
		CHECK_TEXT(s.findings.first->id, rows[i].id);
		CHECK_INT(s.findings.first->status, rows[i].status);
		host_free(s.host);
	}
}

static void who_told_it_off(void)
{
	static const struct {
		const char *line, *word;
	} rows[] = {
		{ "quiet", NULL },
		{ "intel_iommu=off", "intel_iommu=off" },
		{ "intel_iommu=off intel_iommu=on", NULL },
		{ "amd_iommu=off", NULL },
		{ "intel_iommu=on iommu=off", "iommu=off" },
		{ "nointremap", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene s;
		const struct word *word;

		NOTE("%s", rows[i].line);
		set_up(&s, rows[i].line);
		word = cmdline_told_off(&s.c);
		CHECK_TEXT(word ? word->text : NULL, rows[i].word);
		host_free(s.host);
	}
}

/* An unknown word decides nothing, a word that turns the IOMMU off does. */
static void what_they_come_to(void)
{
	static const struct {
		const char *line;
		enum verdict verdict;
	} rows[] = {
		{ "video=efifb:off", VERDICT_READY },
		{ "intel_iomu=on", VERDICT_WARNINGS },
		{ "iommu=off", VERDICT_NOT_READY },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene s;

		NOTE("%s", rows[i].line);
		set_up(&s, rows[i].line);
		check(&s);
		CHECK_INT(check_verdict(&s.findings), rows[i].verdict);
		host_free(s.host);
	}
}

TESTS(TEST(every_id_has_its_line), TEST(a_word_said_twice), TEST(an_unread_line),
      TEST(whose_iommu_counts), TEST(remapping_in_spite_of_the_word),
      TEST(who_told_it_off), TEST(what_they_come_to))
