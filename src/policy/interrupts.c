/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of interrupts, and of the node that every VFIO user opens first. */
#include "base/text.h"
#include "model/firmware.h"
#include "policy/checks.h"
#include "policy/cmdline.h"
#include "policy/evidence.h"
#include "policy/nextboot.h"

static bool is_set(const struct parameter *parameter)
{
	return parameter->value.known == KNOWN && text_equal(parameter->value.value, "Y");
}

/* Why, where that is known; else the remedy of the row stands. */
static void explain(const struct rule_case *c, struct finding *draft)
{
	const struct word *word = cmdline_told_not_to_remap(c);
	const struct firmware *firmware = c->host->platform->firmware;

	if (word) {
		draft->summary = arena_printf(
			c->arena,
			"interrupts are not remapped: the kernel was told so by %s",
			word->text);
		draft->remedy = take_off_cmdline(c, word->token);
		evidence(c, draft, "proc/cmdline", word->text);
	} else if (firmware && firmware->tables[TABLE_DMAR].content == KNOWN &&
	           !firmware->dmar.remaps_interrupts && !firmware->dmar.health.defect) {
		draft->summary =
			"interrupts are not remapped: the firmware does not offer it";
		draft->remedy =
			"look for interrupt remapping or x2APIC in the firmware setup";
		evidence(c, draft, FIRMWARE_TABLES "/DMAR", "INTR_REMAP is not set");
	}
}

bool irq_is_to_blame(const struct platform *platform)
{
	return platform->units && platform->remapping.known == KNOWN &&
	       !platform->remapping.value && !is_set(&platform->unsafe_type1) &&
	       !is_set(&platform->unsafe_iommufd);
}

enum answer irq_is_not_remapped(const struct rule_case *c, const struct device *device,
                                struct finding *draft)
{
	const struct platform *platform = c->host->platform;
	enum cpu_vendor vendor = platform->cpu.vendor;

	(void)device;
	/* Elsewhere the interrupt controller isolates, and no chip is called IR-. */
	if (vendor != CPU_INTEL && vendor != CPU_AMD)
		return NO;
	/* Without an IOMMU there is nothing to remap for. */
	if (!platform->units)
		return NO;
	if (platform->remapping.known != KNOWN)
		return unread(c, draft, "interrupts", "proc/interrupts",
		              "cannot tell whether interrupts are remapped");
	evidence(c, draft, platform->remapping_path,
	         platform->remapping.value ? "IR-" : "none begins with IR-");
	if (platform->remapping.value) {
		draft->summary = "interrupts are remapped";
		return NO;
	}
	if (is_set(&platform->unsafe_type1) || is_set(&platform->unsafe_iommufd)) {
		draft->summary =
			"interrupts are not remapped, and VFIO is told not to mind";
		return NO;
	}
	explain(c, draft);
	return YES;
}

enum answer irq_is_unsafe(const struct rule_case *c, const struct device *device,
                          struct finding *draft)
{
	const struct platform *platform = c->host->platform;
	const struct parameter *both[] = { &platform->unsafe_type1,
		                           &platform->unsafe_iommufd };
	enum answer answer = NO;

	(void)device;
	for (size_t i = 0; i < sizeof(both) / sizeof(both[0]); i++) {
		const struct text *value = &both[i]->value;

		if (value->known == ABSENT)
			continue;
		evidence(c, draft, both[i]->path, value->value);
		if (is_set(both[i]))
			answer = YES;
		else if (value->known != KNOWN && answer == NO)
			answer = UNSURE;
		else if (answer == NO)
			draft->summary = "VFIO insists on remapped interrupts";
	}
	if (answer == YES)
		draft->summary = NULL;
	if (answer == UNSURE) {
		draft->summary = "cannot tell whether VFIO minds unremapped interrupts";
		draft->remedy = NULL;
	}
	return answer;
}

enum answer vfio_node_is_closed(const struct rule_case *c, const struct device *device,
                                struct finding *draft)
{
	const struct platform *platform = c->host->platform;

	(void)device;
	/* It comes with the module, and the module with the first device. */
	if (platform->vfio_known == ABSENT)
		return NO;
	if (platform->vfio_known != KNOWN)
		return unread(c, draft, "nodes", "dev/vfio/vfio",
		              "cannot tell who may open /dev/vfio/vfio");
	evidence(c, draft, "dev/vfio/vfio",
	         arena_printf(c->arena, "mode %04o", platform->vfio.mode));
	if ((platform->vfio.mode & 0666) != 0666)
		return YES;
	draft->summary = "everybody can open /dev/vfio/vfio";
	return NO;
}
