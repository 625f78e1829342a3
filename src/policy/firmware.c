/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of what the firmware tells of IOMMUs: whether it does, and whether that can be
 * believed. */
#include "model/firmware.h"

#include "policy/checks.h"
#include "policy/evidence.h"

static const struct firmware *firmware_of(const struct rule_case *c)
{
	return c->host->platform->firmware;
}

static const char *path_of(const struct rule_case *c, enum firmware_table table)
{
	return arena_printf(c->arena, FIRMWARE_TABLES "/%s", firmware_table_name(table));
}

static bool is_read(const struct firmware *firmware, enum firmware_table table)
{
	return firmware->tables[table].content == KNOWN;
}

/* "DMAR, VIOT" of those whose content is as asked; NULL if none is. */
static const char *names_of(const struct rule_case *c, enum known content)
{
	const struct firmware *firmware = firmware_of(c);
	const char *names = NULL;

	for (enum firmware_table t = 0; t < TABLES; t++)
		if (firmware->tables[t].present == KNOWN &&
		    firmware->tables[t].content == content)
			names = arena_printf(c->arena, "%s%s%s", names ? names : "",
			                     names ? ", " : "", firmware_table_name(t));
	return names;
}

/* The first table that is there and could not be read, else none. */
static enum firmware_table first_unread(const struct firmware *firmware)
{
	enum firmware_table table = 0;

	while (table < TABLES && firmware->tables[table].content != UNKNOWN)
		table++;
	return table;
}

static enum answer unread_table(const struct rule_case *c, struct finding *draft,
                                enum firmware_table table, const char *summary)
{
	return unread(c, draft, firmware_table_name(table), path_of(c, table), summary);
}

static bool has_defect(const struct firmware *firmware)
{
	for (enum firmware_table t = 0; t < TABLES; t++)
		if (is_read(firmware, t) && firmware_health(firmware, t)->defect)
			return true;
	return false;
}

enum answer firmware_sums_are_wrong(const struct rule_case *c,
                                    const struct device *device, struct finding *draft)
{
	const struct firmware *firmware = firmware_of(c);
	enum answer answer = NO;

	(void)device;
	for (enum firmware_table t = 0; t < TABLES; t++) {
		if (!is_read(firmware, t) || !firmware_health(firmware, t)->sum_is_wrong)
			continue;
		evidence(c, draft, path_of(c, t), "its bytes do not add up to zero");
		answer = YES;
	}
	/* That one could not be read, or that it is malformed, is firmware.tables. */
	if (answer == NO && names_of(c, KNOWN) && !has_defect(firmware)) {
		draft->summary = arena_printf(c->arena, "sums are right: %s",
		                              names_of(c, KNOWN));
		evidence(c, draft, FIRMWARE_TABLES, names_of(c, KNOWN));
	}
	return answer;
}

enum answer firmware_is_malformed(const struct rule_case *c, const struct device *device,
                                  struct finding *draft)
{
	const struct firmware *firmware = firmware_of(c);
	enum answer answer = NO;

	(void)device;
	for (enum firmware_table t = 0; t < TABLES; t++) {
		const struct acpi_health *health = firmware_health(firmware, t);

		if (!is_read(firmware, t) || !health->defect)
			continue;
		draft->summary = arena_printf(c->arena, "%s is malformed at byte %zu: %s",
		                              firmware_table_name(t), health->at,
		                              health->defect);
		evidence(c, draft, path_of(c, t), "malformed");
		answer = YES;
	}
	if (answer == YES)
		return YES;
	if (first_unread(firmware) < TABLES)
		return unread_table(c, draft, first_unread(firmware),
		                    "cannot tell what the firmware's table says");
	if (names_of(c, KNOWN)) {
		draft->summary = arena_printf(c->arena, "well-formed: %s",
		                              names_of(c, KNOWN));
		evidence(c, draft, FIRMWARE_TABLES, names_of(c, KNOWN));
	}
	return NO;
}

/* What is to be done about it, iommu.active says. */
static void say_what_lacks(const struct rule_case *c, struct finding *draft)
{
	const struct firmware *firmware = firmware_of(c);

	if (firmware->tables_known == KNOWN)
		evidence(c, draft, FIRMWARE_TABLES,
		         firmware->tables[TABLE_IORT].present == KNOWN
		                 ? "an IORT without SMMU"
		                 : "no DMAR, IVRS, IORT or VIOT");
	if (firmware->tree_known != KNOWN)
		return;
	if (!firmware->units) {
		evidence(c, draft, FIRMWARE_TREE, "no IOMMU");
		return;
	}
	draft->summary = firmware_tree_unit(firmware)
	                         ? "the devicetree has an IOMMU, but PCI is not behind it"
	                         : "the devicetree has an IOMMU, but it is disabled";
	evidence(c, draft, firmware->units->path, firmware->units->compatible);
}

enum answer firmware_lacks_iommu(const struct rule_case *c, const struct device *device,
                                 struct finding *draft)
{
	const struct firmware *firmware = firmware_of(c);

	(void)device;
	switch (firmware_describes(firmware)) {
	case YES:
		draft->summary = "the firmware tells of an IOMMU";
		for (enum firmware_table t = 0; t < TABLES; t++)
			if (firmware->tables[t].present == KNOWN)
				evidence(c, draft, path_of(c, t), "present");
		if (firmware_tree_unit(firmware))
			evidence(c, draft, firmware_tree_unit(firmware)->path,
			         firmware_tree_unit(firmware)->compatible);
		return NO;
	case NO:
		/* The kernel may know it otherwise, and it is the one that matters. */
		if (c->host->platform->units)
			return NO;
		say_what_lacks(c, draft);
		return YES;
	case UNSURE:
		break;
	}
	if (c->host->platform->units)
		return NO;
	if (firmware->tables[TABLE_IORT].present == KNOWN)
		return unread_table(c, draft, TABLE_IORT,
		                    "cannot tell whether the firmware has an SMMU");
	return unread(c, draft, "firmware", FIRMWARE_TABLES,
	              "cannot tell whether the firmware has an IOMMU");
}

/* flags of the DMAR */

/* They stand in the header; one that is not whole tells nothing. */
static bool has_flags(const struct firmware *firmware)
{
	const struct acpi_health *health = &firmware->dmar.health;

	return is_read(firmware, TABLE_DMAR) &&
	       (!health->defect || health->at >= DMAR_HEADER_SIZE);
}

static enum answer dmar_flag(const struct rule_case *c, struct finding *draft, bool is_so,
                             const char *seen)
{
	if (!is_so || !has_flags(firmware_of(c)))
		return NO;
	evidence(c, draft, path_of(c, TABLE_DMAR), seen);
	return YES;
}

enum answer firmware_opts_in(const struct rule_case *c, const struct device *device,
                             struct finding *draft)
{
	(void)device;
	return dmar_flag(c, draft, firmware_of(c)->dmar.platform_opt_in,
	                 "DMA_CTRL_PLATFORM_OPT_IN is set");
}

enum answer firmware_opts_out(const struct rule_case *c, const struct device *device,
                              struct finding *draft)
{
	(void)device;
	return dmar_flag(c, draft, firmware_of(c)->dmar.x2apic_opt_out,
	                 "X2APIC_OPT_OUT is set");
}

enum answer firmware_forbids_remapping(const struct rule_case *c,
                                       const struct device *device, struct finding *draft)
{
	const struct firmware *firmware = firmware_of(c);

	(void)device;
	if (has_flags(firmware) && firmware->dmar.remaps_interrupts) {
		draft->summary = "the firmware offers interrupt remapping";
		evidence(c, draft, path_of(c, TABLE_DMAR), "INTR_REMAP is set");
		return NO;
	}
	return dmar_flag(c, draft, true, "INTR_REMAP is not set");
}

/* units */

static const char *count(const struct rule_case *c, const char *said, size_t n,
                         const char *what)
{
	if (n == 0)
		return said;
	return arena_printf(c->arena, "%s%s%zu %s", said ? said : "", said ? ", " : "", n,
	                    what);
}

static const char *tree_units(const struct rule_case *c, const char *said)
{
	for (const struct tree_unit *u = firmware_of(c)->units; u; u = u->next)
		said = arena_printf(c->arena, "%s%s%s%s", said ? said : "",
		                    said ? ", " : "", u->compatible,
		                    u->is_disabled ? " (disabled)" : "");
	return said;
}

enum answer firmware_names_units(const struct rule_case *c, const struct device *device,
                                 struct finding *draft)
{
	const struct firmware *firmware = firmware_of(c);
	const char *said = NULL;

	(void)device;
	if (is_read(firmware, TABLE_DMAR))
		said = count(c, said, firmware->dmar.n_units, "in DMAR");
	if (is_read(firmware, TABLE_IVRS))
		said = count(c, said, firmware->ivrs.n_units, "in IVRS");
	if (is_read(firmware, TABLE_VIOT))
		said = count(c, said, firmware->viot.n_units, "in VIOT");
	if (is_read(firmware, TABLE_IORT)) {
		said = count(c, said, iort_count(&firmware->iort, IORT_SMMU_V3),
		             "SMMUv3 in IORT");
		said = count(c, said, iort_count(&firmware->iort, IORT_SMMU),
		             "SMMUv1 or v2 in IORT");
	}
	said = tree_units(c, said);
	if (!said)
		return NO;
	draft->summary = arena_printf(c->arena, "IOMMUs that the firmware tells of: %s",
	                              said);
	evidence(c, draft, firmware->units ? FIRMWARE_TREE : FIRMWARE_TABLES, said);
	return YES;
}
