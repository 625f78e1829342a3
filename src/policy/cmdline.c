/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/cmdline.h"

#include <errno.h>

#include "base/text.h"
#include "policy/cause.h"
#include "policy/checks.h"
#include "policy/evidence.h"
#include "policy/nextboot.h"

#define CMDLINE "proc/cmdline"

/* By class, and then by how grave it is; the first row that fits. */
static const struct {
	enum word_class class;
	enum finding_status status;
	const char *id;
} rows[] = {
	{ WORD_EFFECTIVE, FINDING_FAIL, "cmdline.off" },
	{ WORD_EFFECTIVE, FINDING_WARN, "cmdline.unsafe" },
	{ WORD_EFFECTIVE, FINDING_INFO, "cmdline.effective" },
	{ WORD_EFFECTIVE, FINDING_OK, "cmdline.effective" },
	{ WORD_UNDECIDED, FINDING_UNKNOWN, "cmdline.undecided" },
	{ WORD_UNDECIDED, FINDING_WARN, "cmdline.undecided" },
	{ WORD_INEFFECTIVE, FINDING_WARN, "cmdline.ineffective" },
	{ WORD_INEFFECTIVE, FINDING_INFO, "cmdline.ineffective" },
	{ WORD_UNKNOWN, FINDING_WARN, "cmdline.unknown" },
	{ WORD_CONTRADICTORY, FINDING_WARN, "cmdline.contradictory" },
	{ WORD_DUPLICATE, FINDING_INFO, "cmdline.duplicate" },
	{ WORD_OBSOLETE, FINDING_WARN, "cmdline.obsolete" },
	{ WORD_OBSOLETE, FINDING_INFO, "cmdline.obsolete" },
	{ WORD_MISSPELT, FINDING_WARN, "cmdline.misspelt" },
};

static const char *id_of(const struct word *word)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].class == word->class && rows[i].status == word->status)
			return rows[i].id;
	return "cmdline.undecided";
}

static enum answer is_vendor(const struct cpu *cpu, enum cpu_vendor vendor)
{
	if (cpu->known != KNOWN || cpu->vendor == CPU_OTHER)
		return UNSURE;
	return cpu->vendor == vendor ? YES : NO;
}

/*
 * Is there an IOMMU of that make? First by what the kernel uses, then by the firmware's
 * tables, for it may be off; who made the processor is the last resort.
 */
static enum answer is_make(const struct platform *platform, enum iommu_kind kind,
                           enum known table, enum cpu_vendor vendor)
{
	for (const struct iommu_unit *u = platform->units; u; u = u->next)
		if (u->kind == kind)
			return YES;
	if (table == KNOWN)
		return YES;
	if (platform->units || table == ABSENT)
		return NO;
	return is_vendor(&platform->cpu, vendor);
}

static enum answer is_x86(const struct cpu *cpu)
{
	if (cpu->known != KNOWN || cpu->vendor == CPU_OTHER)
		return UNSURE;
	return cpu->vendor == CPU_ARM ? NO : YES;
}

static bool has_unit(const struct platform *platform, enum iommu_kind kind)
{
	for (const struct iommu_unit *u = platform->units; u; u = u->next)
		if (u->kind == kind)
			return true;
	return false;
}

/* Is what the word turns off on in spite of it, as the kernel itself shows? tboot forces
 * the Intel IOMMU on (arch/x86/kernel/tboot.c). */
static bool is_on_in_spite(const struct platform *platform, const struct word *word)
{
	if (word->status != FINDING_FAIL)
		return false;
	switch (word->turns) {
	case SWITCH_IOMMU:
		return has_unit(platform, IOMMU_INTEL) || has_unit(platform, IOMMU_AMD);
	case SWITCH_INTEL:
		return has_unit(platform, IOMMU_INTEL);
	case SWITCH_AMD:
		return has_unit(platform, IOMMU_AMD);
	case SWITCH_REMAPPING:
		return platform->remapping.known == KNOWN && platform->remapping.value;
	case SWITCH_NONE:
	case SWITCH_PASSTHROUGH:
	case SWITCH_STRICT:
	case SWITCH_UNSAFE_TYPE1:
	case SWITCH_UNSAFE_IOMMUFD:
	case SWITCH_NOIOMMU:
		break;
	}
	return false;
}

/* The kernel's own word counts for more than what it was told. */
static void heed_the_kernel(const struct platform *platform, struct words *words)
{
	for (size_t i = 0; i < words->n; i++) {
		struct word *word = &words->words[i];

		if (!is_on_in_spite(platform, word))
			continue;
		word->class = WORD_INEFFECTIVE;
		word->status = FINDING_WARN;
		word->why = "what it is to turn off is on in spite of it";
		word->turns = SWITCH_NONE;
	}
}

int cmdline_judge(const struct rule_case *c, const struct cmdline *line,
                  struct words *ret)
{
	const struct platform *platform = c->host->platform;
	const struct booted *booted = &platform->booted;
	struct cmdline_case of = {
		.cmdline = line,
		.booted = booted,
		.x86 = is_x86(&platform->cpu),
		.intel = is_make(platform, IOMMU_INTEL, booted->dmar, CPU_INTEL),
		.amd = is_make(platform, IOMMU_AMD, booted->ivrs, CPU_AMD),
		.arena = c->arena,
	};

	return words_judge(&of, ret);
}

int cmdline_words(const struct rule_case *c, struct words *ret)
{
	int r = cmdline_judge(c, &c->host->platform->booted.words, ret);

	if (r == 0)
		heed_the_kernel(c->host->platform, ret);
	return r;
}

bool cmdline_turns_off(const struct word *word)
{
	return word->class == WORD_EFFECTIVE && word->status == FINDING_FAIL &&
	       (word->turns == SWITCH_IOMMU || word->turns == SWITCH_INTEL ||
	        word->turns == SWITCH_AMD);
}

const struct word *cmdline_told_off(const struct rule_case *c)
{
	struct words words;

	if (cmdline_words(c, &words) < 0)
		return NULL;
	for (size_t i = 0; i < words.n; i++)
		if (cmdline_turns_off(&words.words[i]))
			return &words.words[i];
	return NULL;
}

static bool stops_remapping(const struct word *word)
{
	return word->class == WORD_EFFECTIVE && word->status == FINDING_FAIL &&
	       word->turns == SWITCH_REMAPPING;
}

const struct word *cmdline_told_not_to_remap(const struct rule_case *c)
{
	struct words words;

	if (cmdline_words(c, &words) < 0)
		return NULL;
	for (size_t i = 0; i < words.n; i++)
		if (stops_remapping(&words.words[i]))
			return &words.words[i];
	return NULL;
}

bool cmdline_turns_on(const struct rule_case *c, enum boot_switch which)
{
	struct words words;

	if (cmdline_words(c, &words) < 0)
		return false;
	for (size_t i = 0; i < words.n; i++)
		if (words.words[i].turns == which && words.words[i].on)
			return true;
	return false;
}

bool cmdline_needs_intel_on(const struct rule_case *c)
{
	const struct booted *booted = &c->host->platform->booted;

	return booted->dmar == KNOWN && booted->config_known == KNOWN &&
	       booted->line.known == KNOWN &&
	       booted->config[CONFIG_INTEL_IOMMU] != CONFIG_NO &&
	       booted->config[CONFIG_INTEL_IOMMU_DEFAULT_ON] != CONFIG_YES &&
	       booted->config[CONFIG_INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF] != CONFIG_YES &&
	       !cmdline_turns_on(c, SWITCH_INTEL);
}

static const char *summary_of(const struct word *word)
{
	if (word->why)
		return word->why;
	return word->class == WORD_UNDECIDED ? "cannot tell whether it takes effect here"
	                                     : "it takes effect";
}

int check_cmdline(const struct rule_case *c, struct findings *findings)
{
	const struct booted *booted = &c->host->platform->booted;
	const bool is_blamed = cause_is_cmdline(c);
	const bool is_irq_blamed = irq_is_to_blame(c->host->platform);
	struct words words;
	int r;

	if (booted->line.known != KNOWN) {
		struct finding draft = { .id = "cmdline.undecided",
			                 .status = FINDING_UNKNOWN };

		(void)unread(c, &draft, "cmdline", CMDLINE,
		             "cannot tell what the kernel was told");
		return findings_add(findings, &draft);
	}
	r = cmdline_words(c, &words);
	for (size_t i = 0; r == 0 && i < words.n; i++) {
		const struct word *word = &words.words[i];
		struct finding draft = {
			.id = id_of(word),
			.status = word->status,
			.subject = word->text,
			.summary = summary_of(word),
			.remedy = word->remedy,
		};

		/* Part of a list: the rest of the word may be good. */
		if (text_equal(word->remedy, WORD_DROP) &&
		    text_equal(word->text, word->token->text))
			draft.remedy = take_off_cmdline(c, word->token);

		/* That is then what iommu.active or irq.remapping says, with what to do.
		 */
		if ((is_blamed && cmdline_turns_off(word)) ||
		    (is_irq_blamed && stops_remapping(word))) {
			draft.status = FINDING_INFO;
			draft.remedy = NULL;
		}
		r = finding_evidence(c->arena, &draft, CMDLINE, word->text);
		if (r == 0)
			r = findings_add(findings, &draft);
	}
	return r;
}
