/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/firmware.h"

#include "model/classes.h"

#define CLASS_USB     0x0c03 /* base class and subclass */
#define MAY_BE_MAPPED 0x1    /* of an IORT's reserved memory (3.1.6) */

const char *firmware_table_name(enum firmware_table table)
{
	static const char *const names[TABLES] = {
		[TABLE_DMAR] = "DMAR",
		[TABLE_IORT] = "IORT",
		[TABLE_IVRS] = "IVRS",
		[TABLE_VIOT] = "VIOT",
	};

	return names[table];
}

const struct acpi_health *firmware_health(const struct firmware *firmware,
                                          enum firmware_table table)
{
	const struct acpi_health *const health[TABLES] = {
		[TABLE_DMAR] = &firmware->dmar.health,
		[TABLE_IORT] = &firmware->iort.health,
		[TABLE_IVRS] = &firmware->ivrs.health,
		[TABLE_VIOT] = &firmware->viot.health,
	};

	return health[table];
}

/* Keeps the first, but one that the kernel minds before one that it does not. */
static void keep(struct reservation *kept, bool *is_any, const struct reservation *found)
{
	if (*is_any && (!kept->is_relaxable || found->is_relaxable))
		return;
	*kept = *found;
	*is_any = true;
}

/* DMAR */

/* The last step of the way is DEVICE, the one before it the bridge above, and so on. */
static bool ends_at(const struct scope *scope, uint16_t segment,
                    const struct device *device)
{
	for (size_t step = scope->n_steps; step-- > 0; device = device->parent) {
		if (!device || device->address.slot != scope->path[step].device ||
		    device->address.function != scope->path[step].function)
			return false;
		if (step == 0)
			return device->address.domain == segment &&
			       device->address.bus == scope->bus;
	}
	return false;
}

/* Also what is below a bridge that is meant (is_downstream_to_pci_bridge()). */
static bool is_meant(const struct dmar_region *region, const struct device *device)
{
	for (const struct scope *scope = region->scopes; scope; scope = scope->next) {
		if (scope->kind != SCOPE_ENDPOINT && scope->kind != SCOPE_BRIDGE)
			continue;
		for (const struct device *d = device; d; d = d->parent)
			if (ends_at(scope, region->segment, d))
				return true;
	}
	return false;
}

static bool needs_it_at_boot_only(const struct device *device)
{
	return device->class.known == KNOWN &&
	       (device->class.value >> 8 == CLASS_USB ||
	        device_base_class(device) == CLASS_DISPLAY);
}

static void ask_dmar(const struct dmar *dmar, const struct device *device,
                     struct reservation *kept, bool *is_any)
{
	for (const struct dmar_region *one = dmar->regions; one; one = one->next) {
		const struct reservation found = { TABLE_DMAR, one->start, one->end,
			                           needs_it_at_boot_only(device) };

		if (is_meant(one, device))
			keep(kept, is_any, &found);
	}
}

/* IORT */

static uint32_t id_of(const struct device *device)
{
	return (uint32_t)device->address.bus << 8 | (uint32_t)device->address.slot << 3 |
	       device->address.function;
}

/* Whether ID, as the root complex hands it on, is one of those that are KEPT. */
static bool comes_out_as(const struct iort_node *root, uint32_t id,
                         const struct iort_mapping *kept)
{
	uint32_t n_kept = kept->is_single ? 0 : kept->last - kept->first;

	for (size_t m = 0; m < root->n_mappings; m++) {
		const struct iort_mapping *mapping = &root->mappings[m];
		uint32_t out = mapping->output;

		if (mapping->to != kept->to)
			continue;
		if (!mapping->is_single && (id < mapping->first || id > mapping->last))
			continue;
		if (!mapping->is_single)
			out += id - mapping->first;
		if (out >= kept->output && out - kept->output <= n_kept)
			return true;
	}
	return false;
}

static bool reaches(const struct iort *iort, const struct device *device,
                    const struct iort_node *reserved)
{
	for (size_t n = 0; n < iort->n_nodes; n++) {
		const struct iort_node *root = &iort->nodes[n];

		if (root->kind != IORT_ROOT_COMPLEX ||
		    root->segment != device->address.domain)
			continue;
		for (size_t m = 0; m < reserved->n_mappings; m++)
			if (comes_out_as(root, id_of(device), &reserved->mappings[m]))
				return true;
	}
	return false;
}

static void ask_iort(const struct iort *iort, const struct device *device,
                     struct reservation *kept, bool *is_any)
{
	for (size_t n = 0; n < iort->n_nodes; n++) {
		const struct iort_node *node = &iort->nodes[n];
		struct reservation found = { TABLE_IORT, 0, 0,
			                     node->flags & MAY_BE_MAPPED };

		if (node->kind != IORT_RESERVED || !node->n_regions ||
		    !reaches(iort, device, node))
			continue;
		found.start = node->regions[0].start;
		found.end = node->regions[0].end;
		keep(kept, is_any, &found);
	}
}

/* IVRS: every region is mapped for good, also one that says it is to be left out
 * (amd_iommu_get_resv_regions(), init_unity_map_range()). */
static void ask_ivrs(const struct ivrs *ivrs, const struct device *device,
                     struct reservation *kept, bool *is_any)
{
	for (const struct ivrs_region *one = ivrs->regions; one; one = one->next) {
		const struct reservation found = { TABLE_IVRS, one->start, one->end,
			                           false };

		if (device->address.domain == one->segment &&
		    id_of(device) >= one->first && id_of(device) <= one->last)
			keep(kept, is_any, &found);
	}
}

bool firmware_keeps(const struct firmware *firmware, const struct device *device,
                    struct reservation *ret)
{
	bool is_any = false;

	if (firmware->tables[TABLE_DMAR].content == KNOWN)
		ask_dmar(&firmware->dmar, device, ret, &is_any);
	if (firmware->tables[TABLE_IORT].content == KNOWN)
		ask_iort(&firmware->iort, device, ret, &is_any);
	if (firmware->tables[TABLE_IVRS].content == KNOWN)
		ask_ivrs(&firmware->ivrs, device, ret, &is_any);
	return is_any;
}

const struct tree_unit *firmware_tree_unit(const struct firmware *firmware)
{
	const struct tree_unit *unit = firmware->units;

	while (unit && unit->is_disabled)
		unit = unit->next;
	return unit;
}

static enum answer has_smmu(const struct firmware *firmware)
{
	const struct iort *iort = &firmware->iort;

	if (firmware->tables[TABLE_IORT].present != KNOWN)
		return NO;
	if (firmware->tables[TABLE_IORT].content != KNOWN)
		return UNSURE;
	if (iort_count(iort, IORT_SMMU) || iort_count(iort, IORT_SMMU_V3))
		return YES;
	return iort->health.defect ? UNSURE : NO;
}

enum answer firmware_describes(const struct firmware *firmware)
{
	enum answer by_iort = has_smmu(firmware);

	if (firmware->tables[TABLE_DMAR].present == KNOWN ||
	    firmware->tables[TABLE_IVRS].present == KNOWN ||
	    firmware->tables[TABLE_VIOT].present == KNOWN)
		return YES;
	if (firmware_tree_unit(firmware) && firmware->tree_maps_pci)
		return YES;
	if (by_iort != NO)
		return by_iort;
	return firmware->tables_known == UNKNOWN && firmware->tree_known != KNOWN ? UNSURE
	                                                                          : NO;
}
