/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of the IOMMU as the kernel uses it: sysfs is the evidence, never the command
 * line. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "policy/cause.h"
#include "policy/checks.h"
#include "policy/evidence.h"

#define IOMMU_CLASS "sys/class/iommu"
#define GROUPS      "sys/kernel/iommu_groups"
#define FUNCTIONS   "sys/bus/pci/devices"

static bool is_active(const struct platform *platform)
{
	return platform->units_known == KNOWN && platform->units;
}

static bool is_real(const struct iommu_group *group)
{
	return !(group->noiommu.known == KNOWN && group->noiommu.value);
}

static size_t count_groups(const struct host *host)
{
	size_t n = 0;

	for (size_t i = 0; i < host->n_groups; i++)
		n += is_real(host->groups[i]);
	return n;
}

/* "dmar0, dmar1" */
static const char *unit_names(const struct rule_case *c, const struct platform *platform)
{
	const char *names = NULL;

	for (const struct iommu_unit *u = platform->units; u; u = u->next)
		names = names ? arena_printf(c->arena, "%s, %s", names, u->name)
		              : u->name;
	return names;
}

enum answer iommu_is_inactive(const struct rule_case *c, const struct device *device,
                              struct finding *draft)
{
	const struct platform *platform = c->host->platform;

	(void)device;
	if (platform->units_known == UNKNOWN)
		return unread(c, draft, "iommu", IOMMU_CLASS,
		              "cannot tell whether the kernel uses an IOMMU");
	/* Some platforms make groups by other means, and so do mediated devices. */
	if (!platform->units && count_groups(c->host)) {
		draft->summary = "there are IOMMU groups, but no IOMMU is named";
		draft->remedy = NULL;
		evidence(c, draft, IOMMU_CLASS,
		         platform->units_known == ABSENT ? "absent" : "empty");
		return UNSURE;
	}
	if (!platform->units) {
		cause_explain(c, draft);
		evidence(c, draft, IOMMU_CLASS,
		         platform->units_known == ABSENT ? "absent" : "empty");
		return YES;
	}
	draft->summary = "the IOMMU is on";
	evidence(c, draft, IOMMU_CLASS, unit_names(c, platform));
	return NO;
}

/* What all is about: without them nothing of devices is true or false. */
enum answer iommu_has_no_functions(const struct rule_case *c, const struct device *device,
                                   struct finding *draft)
{
	(void)device;
	if (c->host->platform->bus_known == UNKNOWN)
		return unread(c, draft, "bus", FUNCTIONS,
		              "cannot tell which PCI functions there are");
	if (c->host->n_devices)
		return NO;
	evidence(c, draft, FUNCTIONS,
	         c->host->platform->bus_known == ABSENT ? "absent" : "empty");
	return YES;
}

enum answer iommu_has_no_groups(const struct rule_case *c, const struct device *device,
                                struct finding *draft)
{
	const struct host *host = c->host;
	size_t n = count_groups(host);

	(void)device;
	if (host->platform->groups_known == UNKNOWN)
		return unread(c, draft, "groups", GROUPS,
		              "cannot tell which IOMMU groups there are");
	if (n) {
		draft->summary = arena_printf(c->arena, "there are %zu IOMMU groups", n);
		evidence(c, draft, GROUPS, arena_printf(c->arena, "%zu groups", n));
		return NO;
	}
	/* That the IOMMU is off has its own finding, and groups come with it. */
	if (!is_active(host->platform))
		return NO;
	evidence(c, draft, GROUPS,
	         host->n_groups ? "groups without an IOMMU only" : "empty");
	return YES;
}

enum answer iommu_types(const struct rule_case *c, const struct device *device,
                        struct finding *draft)
{
	/* What /sys/kernel/iommu_groups/N/type may say (drivers/iommu/iommu.c). */
	static const char *const types[] = { "DMA",     "DMA-FQ",    "identity",
		                             "blocked", "unmanaged", "auto" };
	const struct host *host = c->host;
	const char *said = NULL;

	(void)device;
	for (size_t t = 0; t < sizeof(types) / sizeof(types[0]); t++) {
		size_t n = 0;

		for (size_t i = 0; i < host->n_groups; i++)
			n += host->groups[i]->type.known == KNOWN &&
			     text_equal(host->groups[i]->type.value, types[t]);
		if (n)
			said = arena_printf(c->arena, "%s%s%s for %zu", said ? said : "",
			                    said ? ", " : "", types[t], n);
	}
	if (!said)
		return NO;
	draft->summary = arena_printf(c->arena, "groups translate as %s", said);
	evidence(c, draft, GROUPS "/*/type", said);
	return YES;
}

/* Bits that the narrowest unit translates; 0: none says. Intel: MGAW, bits 21:16 of the
 * capability register, plus one (VT-d specification 4.1, 11.4.2). */
static unsigned narrowest(const struct platform *platform, const char **ret_name)
{
	unsigned least = 0;

	for (const struct iommu_unit *u = platform->units; u; u = u->next) {
		unsigned bits = (unsigned)(u->capabilities >> 16 & 0x3f) + 1;

		if (u->kind != IOMMU_INTEL || u->known != KNOWN ||
		    (least && bits >= least))
			continue;
		least = bits;
		*ret_name = u->name;
	}
	return least;
}

enum answer iommu_is_narrow(const struct rule_case *c, const struct device *device,
                            struct finding *draft)
{
	const struct platform *platform = c->host->platform;
	const struct number *processor = &platform->cpu.address_bits;
	const char *name = NULL;
	unsigned bits = narrowest(platform, &name);

	(void)device;
	if (!bits || processor->known != KNOWN)
		return NO;
	evidence(c, draft, "proc/cpuinfo",
	         arena_printf(c->arena, "%u bits physical", processor->value));
	evidence(c, draft,
	         arena_printf(c->arena, IOMMU_CLASS "/%s/intel-iommu/cap", name),
	         arena_printf(c->arena, "%u bits", bits));
	if (bits < processor->value) {
		draft->summary = arena_printf(
			c->arena,
			"the IOMMU translates %u address bits, the processor has %u",
			bits, processor->value);
		return YES;
	}
	draft->summary = arena_printf(c->arena, "the IOMMU translates %u address bits",
	                              bits);
	return NO;
}

enum answer iommu_is_bypassed(const struct rule_case *c, const struct device *device,
                              struct finding *draft)
{
	const struct parameter *mode = &c->host->platform->unsafe_noiommu;

	(void)device;
	switch (mode->value.known) {
	case KNOWN:
		evidence(c, draft, mode->path, mode->value.value);
		if (text_equal(mode->value.value, "Y"))
			return YES;
		draft->summary = "vfio wants an IOMMU for every device";
		return NO;
	case ABSENT:
		return NO;
	case UNKNOWN:
	case NOT_ASKED:
		break;
	}
	return unread(c, draft, "parameters", mode->path,
	              "cannot tell whether vfio does without an IOMMU");
}
