/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that the firmware keeps for devices, which the kernel then gives to no guest. */
#include "policy/reserved.h"

#include <inttypes.h>

#include "base/text.h"
#include "model/firmware.h"
#include "policy/checks.h"
#include "policy/evidence.h"

#define GROUPS    "sys/kernel/iommu_groups"
#define NAMED_MAX 4 /* by address; of the rest the number */

/* "0000:03:00.0, 0000:04:00.0 and 2 more" */
struct naming {
	const struct rule_case *c;
	const char *names;
	size_t n;
};

static void name(struct naming *naming, const struct device *device)
{
	naming->n++;
	if (naming->n <= NAMED_MAX)
		naming->names = arena_printf(naming->c->arena, "%s%s%s",
		                             naming->names ? naming->names : "",
		                             naming->names ? ", " : "",
		                             BDF_TEXT(device->address));
}

static const char *named(const struct naming *naming)
{
	if (naming->n <= NAMED_MAX)
		return naming->names;
	return arena_printf(naming->c->arena, "%s and %zu more", naming->names,
	                    naming->n - NAMED_MAX);
}

static void say(const struct rule_case *c, struct finding *draft,
                const struct naming *naming)
{
	draft->summary = arena_printf(c->arena,
	                              "the firmware keeps memory for %s: the kernel "
	                              "gives that to no guest",
	                              named(naming));
}

static void show(const struct rule_case *c, struct finding *draft,
                 const struct device *device, const struct reservation *reservation)
{
	evidence(c, draft,
	         arena_printf(c->arena, FIRMWARE_TABLES "/%s",
	                      firmware_table_name(reservation->table)),
	         arena_printf(c->arena, "0x%" PRIx64 "-0x%" PRIx64 " for %s",
	                      reservation->start, reservation->end,
	                      BDF_TEXT(device->address)));
}

static bool is_read_to_its_end(const struct firmware *firmware)
{
	if (firmware->tables_known == UNKNOWN)
		return false;
	for (enum firmware_table t = 0; t < TABLES; t++)
		if (firmware->tables[t].content == UNKNOWN ||
		    (firmware->tables[t].content == KNOWN &&
		     firmware_health(firmware, t)->defect))
			return false;
	return true;
}

static bool has_tables(const struct firmware *firmware)
{
	return firmware->tables[TABLE_DMAR].content == KNOWN ||
	       firmware->tables[TABLE_IORT].content == KNOWN ||
	       firmware->tables[TABLE_IVRS].content == KNOWN;
}

/* What the tables say; UNSURE where one was not read to its end. */
static enum answer ask_tables(const struct rule_case *c, struct finding *draft)
{
	const struct firmware *firmware = c->host->platform->firmware;
	const struct device *relaxed = NULL;
	struct naming naming = { .c = c };
	struct reservation kept;

	for (size_t i = 0; i < c->host->n_devices; i++) {
		const struct device *device = c->host->devices[i];

		if (!firmware_keeps(firmware, device, &kept))
			continue;
		if (kept.is_relaxable && !relaxed)
			relaxed = device;
		if (kept.is_relaxable)
			continue;
		if (!naming.n)
			show(c, draft, device, &kept);
		name(&naming, device);
	}
	if (naming.n) {
		say(c, draft, &naming);
		return YES;
	}
	if (!is_read_to_its_end(firmware))
		return UNSURE;
	if (relaxed && firmware_keeps(firmware, relaxed, &kept)) {
		draft->summary = "the firmware keeps memory for USB and graphics only, "
				 "which the kernel lets go";
		show(c, draft, relaxed, &kept);
	} else if (has_tables(firmware)) {
		draft->summary = "the firmware keeps memory for no device";
		evidence(c, draft, FIRMWARE_TABLES, "no region");
	}
	return NO;
}

static bool keeps_memory(const struct iommu_group *group)
{
	for (size_t i = 0; i < group->n_regions; i++)
		if (text_equal(group->regions[i].type, "direct"))
			return true;
	return false;
}

/* What the kernel made of the tables, which everybody may read. */
static enum answer ask_groups(const struct rule_case *c, struct finding *draft)
{
	const struct host *host = c->host;
	struct naming naming = { .c = c };
	bool is_known = host->platform->groups_known == KNOWN && host->n_groups > 0;

	for (size_t i = 0; i < host->n_groups; i++) {
		const struct iommu_group *group = host->groups[i];

		is_known = is_known && group->regions_known == KNOWN;
		if (group->regions_known != KNOWN || !keeps_memory(group))
			continue;
		if (!naming.n)
			group_evidence(c, group, draft, "reserved_regions", "direct");
		for (const struct device *d = group->first; d; d = d->next_in_group)
			name(&naming, d);
	}
	if (naming.n) {
		say(c, draft, &naming);
		return YES;
	}
	if (!is_known)
		return UNSURE;
	draft->summary = "no group has memory that the firmware keeps";
	evidence(c, draft, GROUPS "/*/reserved_regions", "none is direct");
	return NO;
}

void show_reservations(const struct rule_case *c, const struct iommu_group *group,
                       struct finding *draft)
{
	const struct platform *platform = c->host->platform;
	struct reservation kept;

	if (!platform || !platform->firmware)
		return;
	for (const struct device *d = group->first; d; d = d->next_in_group)
		if (firmware_keeps(platform->firmware, d, &kept) && !kept.is_relaxable)
			show(c, draft, d, &kept);
}

enum answer firmware_keeps_memory(const struct rule_case *c, const struct device *device,
                                  struct finding *draft)
{
	const struct firmware *firmware = c->host->platform->firmware;
	enum answer answer = ask_tables(c, draft);

	(void)device;
	if (answer != UNSURE)
		return answer;
	answer = ask_groups(c, draft);
	if (answer != UNSURE)
		return answer;
	/* Without any table there is nothing that could say so, and no IOMMU to mind. */
	if (firmware->tables_known == UNKNOWN)
		return NO;
	for (enum firmware_table t = 0; t < TABLES; t++)
		if (firmware->tables[t].content == UNKNOWN)
			return unread(c, draft, firmware_table_name(t),
			              arena_printf(c->arena, FIRMWARE_TABLES "/%s",
			                           firmware_table_name(t)),
			              "cannot tell whose memory the firmware keeps");
	draft->summary = "cannot tell whose memory the firmware keeps";
	draft->remedy = NULL;
	evidence(c, draft, FIRMWARE_TABLES, "malformed");
	return UNSURE;
}
