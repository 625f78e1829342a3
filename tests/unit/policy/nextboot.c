/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the next boot will have: a word live or not, written or not, ready or not. */
#include "policy/nextboot.h"

#include "base/text.h"
#include "policy/check.h"
#include "test.h"

struct scene {
	struct host *host;
	struct platform platform;
	struct iommu_unit unit;
	struct staged files[3];
	struct findings findings;
};

/* GRUB as Debian has it: what is live, what is written, and what was made of it; NULL:
 * there is no such file. */
static void set_up(struct scene *s, const char *live, const char *source,
                   const char *result)
{
	*s = (struct scene){
		.host = host_new(),
		.unit = { .name = "dmar0", .kind = IOMMU_INTEL },
		.files = { { "etc/default/grub", source, true, NULL },
		           { "boot/grub/grub.cfg", result, false, NULL },
		           { "boot/loader/entries/x.conf", "quiet", false, NULL } },
	};
	s->platform.cpu = (struct cpu){ .known = KNOWN, .vendor = CPU_INTEL };
	s->platform.units_known = KNOWN;
	s->platform.units = &s->unit;
	s->platform.booted.line = (struct text){ KNOWN, live };
	s->platform.boot.loader_info = (struct text){ KNOWN, "GRUB 2.12" };
	s->platform.boot.files[BOOT_DEFAULT_GRUB] = KNOWN;
	s->platform.boot.files[BOOT_DEFAULT_GRUB_D] = KNOWN;
	s->platform.boot.files[BOOT_UPDATE_GRUB] = KNOWN;
	for (size_t i = 3; i > 0; i--) {
		if (!s->files[i - 1].line)
			continue;
		s->files[i - 1].next = s->platform.boot.staged;
		s->platform.boot.staged = &s->files[i - 1];
	}
	s->host->platform = &s->platform;
	s->findings.arena = s->host->arena;
	CHECK_INT(cmdline_parse(s->host->arena, live, &s->platform.booted.words), 0);
}

static struct rule_case case_of(const struct scene *s)
{
	return (struct rule_case){ .host = s->host, .arena = s->host->arena };
}

static void words_and_where_they_stand(void)
{
	static const struct {
		const char *live, *source, *result;
		enum finding_status status; /* FINDING_OK: nothing is said */
		const char *summary, *path;
	} rows[] = {
		{ "intel_iommu=on", "intel_iommu=on", "intel_iommu=on", FINDING_OK, NULL,
		  NULL },
		{ "quiet", "splash", "splash", FINDING_OK, NULL, NULL },
		{ "intel_iommu=on", "", "quiet", FINDING_WARN,
		  "the next boot will not have it", "boot/grub/grub.cfg" },
		{ "intel_iommu=on", "intel_iommu=on", "quiet", FINDING_WARN,
		  "the next boot will not have it", "boot/grub/grub.cfg" },
		{ "quiet", "intel_iommu=on", "quiet", FINDING_WARN,
		  "it is written, but was not made effective", "etc/default/grub" },
		{ "quiet", "intel_iommu=on", "intel_iommu=on", FINDING_INFO,
		  "it takes effect at the next boot", "boot/grub/grub.cfg" },
		{ "quiet", NULL, "intel_iommu=on", FINDING_INFO,
		  "it takes effect at the next boot", "boot/grub/grub.cfg" },
		{ "quiet", "intel_iommu=on", NULL, FINDING_INFO,
		  "it takes effect at the next boot", "etc/default/grub" },
		{ "intel_iommu=on", NULL, NULL, FINDING_OK, NULL, NULL },
		{ "intel_iommu=on", "", NULL, FINDING_OK, NULL, NULL },
		{ "intel_iommu=on intel_iommu=on", "", "", FINDING_WARN,
		  "the next boot will not have it", "boot/grub/grub.cfg" },
		/* Nobody is asked to have again what does nothing, or harm. */
		{ "amd_iommu=on", "", "", FINDING_OK, NULL, NULL },
		{ "pcie_acs_override=downstream", "", "", FINDING_OK, NULL, NULL },
		{ "quiet", "iommu=1", "", FINDING_OK, NULL, NULL },
		{ "intel_iommu=off", "", "", FINDING_OK, NULL, NULL },
		{ "quiet", "", "intel_iommu=off", FINDING_WARN,
		  "the next boot will have it, and it does harm", "boot/grub/grub.cfg" },
		{ "quiet", "intel_iommu=off", "", FINDING_OK, NULL, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct finding *f;
		struct rule_case c;
		struct scene s;

		NOTE("row %zu: %s", i, rows[i].live);
		set_up(&s, rows[i].live, rows[i].source, rows[i].result);
		c = case_of(&s);
		CHECK_INT(check_next_boot(&c, &s.findings), 0);
		f = s.findings.first;
		CHECK_INT(f ? f->status : FINDING_OK, rows[i].status);
		CHECK_TEXT(f ? f->summary : NULL, rows[i].summary);
		CHECK_TEXT(f ? f->evidence->path : NULL, rows[i].path);
		if (f) {
			CHECK(!f->next);
			CHECK_TEXT(f->id, "cmdline.next-boot");
			CHECK(f->subject && f->remedy);
		}
		host_free(s.host);
	}
}

static void a_loader_that_is_not_known(void)
{
	struct rule_case c;
	struct scene s;

	set_up(&s, "intel_iommu=on", "", "");
	s.platform.boot.loader_info = (struct text){ KNOWN, "rEFInd" };
	c = case_of(&s);
	CHECK_INT(check_next_boot(&c, &s.findings), 0);
	CHECK(!s.findings.first);
	CHECK_TEXT(add_to_cmdline(&c, "a=b"),
	           "add a=b to the kernel command line, in the configuration of the boot "
	           "loader in use");
	host_free(s.host);
}

static void a_file_that_cannot_be_read(void)
{
	static const struct {
		const char *path;
		bool says;
	} rows[] = { { "boot/grub/grub.cfg", true }, { "boot/limine.conf", false } };

	for (size_t i = 0; i < 2; i++) {
		struct unknown unknown = { "staged", rows[i].path, "Permission denied",
			                   NULL };
		const struct finding *f;
		struct rule_case c;
		struct scene s;

		set_up(&s, "quiet", "", NULL);
		s.platform.unknown = &unknown;
		c = case_of(&s);
		CHECK_INT(check_next_boot(&c, &s.findings), 0);
		f = s.findings.first;
		CHECK_INT(f ? f->status : FINDING_OK,
		          rows[i].says ? FINDING_UNKNOWN : FINDING_OK);
		CHECK_TEXT(f ? f->remedy : NULL, rows[i].says ? "run it as root" : NULL);
		host_free(s.host);
	}
}

static void how_to_be_rid_of_a_word(void)
{
	static const struct {
		const char *source, *result, *remedy;
	} rows[] = {
		{ "a=b", "a=b",
		  "take a=b out of /etc/default/grub, run update-grub, and reboot" },
		{ "", "a=b",
		  "run update-grub, which writes /boot/grub/grub.cfg anew, and reboot" },
		{ "", "", "take a=b off the kernel command line" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rule_case c;
		struct scene s;

		NOTE("row %zu", i);
		set_up(&s, "a=b", rows[i].source, rows[i].result);
		c = case_of(&s);
		CHECK_TEXT(take_off_cmdline(&c, &s.platform.booted.words.tokens[0]),
		           rows[i].remedy);
		host_free(s.host);
	}
}

TESTS(TEST(words_and_where_they_stand), TEST(a_loader_that_is_not_known),
      TEST(a_file_that_cannot_be_read), TEST(how_to_be_rid_of_a_word))
