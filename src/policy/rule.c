/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/rule.h"

#include <errno.h>

#include "base/text.h"
#include "model/fact.h"
#include "policy/predicates.h"

/* In the order of their ids. */
const struct rule rules[] = {
	{ "device.bridge", REFUSES, WHEN_TAKING, FACT_IDS | FACT_HEADER, is_bridge,
	  "it is a bridge or another device that no guest can have",
	  "leave bridges where they are: they do not make a group unusable" },
	{ "device.busy", REFUSES, WHEN_TAKING | WHEN_GIVING, FACT_BUSY | FACT_OVERRIDE,
	  is_busy, "an earlier write to it has not returned yet",
	  "end the process that holds the device, then try again" },
	{ "device.denylisted", REFUSES, WHEN_TAKING,
	  FACT_IDS | FACT_MODULES | FACT_DENYLIST, is_denylisted,
	  "vfio-pci denies it for known errors",
	  "load vfio-pci with disable_denylist=1, for users you trust only" },
	{ "device.no-iommu-group", REFUSES, WHEN_TAKING | WHEN_LEAVING,
	  FACT_GROUP | FACT_MEMBERS, has_no_group, "it is in no IOMMU group",
	  "let vfioprep check say why: the firmware, the kernel's command line, or no "
	  "IOMMU at all" },
	{ "device.rmrr", REFUSES, WHEN_TAKING, FACT_GROUP | FACT_MEMBERS | FACT_REGIONS,
	  has_rmrr, "the firmware keeps memory of the host mapped for it (RMRR)",
	  "look for a firmware update or setting: the kernel will not let a guest have "
	  "it" },
	{ "device.sriov-pf", REFUSES, WHEN_TAKING | WHEN_GIVING, FACT_SRIOV | FACT_DRIVER,
	  has_vfs, "it is a physical function whose virtual functions exist",
	  "remove them first: write 0 to its sriov_numvfs" },
	{ "device.vf-token", WARNS, WHEN_TAKING | WHEN_LEAVING, FACT_SRIOV, wants_token,
	  "whoever opens it needs a VF token",
	  "give QEMU the token that the physical function's user has set: "
	  "vf-token=UUID" },
	{ "device.vmd-child", REFUSES, WHEN_TAKING, FACT_IDS, is_vmd_child,
	  "it sits below a VMD controller",
	  "hand over the controller, with all below it" },
	{ "group.shared", REFUSES, WHEN_TAKING, FACT_DRIVER | FACT_GROUP | FACT_MEMBERS,
	  is_shared, "another device of its IOMMU group has a host driver",
	  "hand over the whole group with --group" },
	{ "host.display", REFUSES, WHEN_TAKING, FACT_IDS | FACT_PLACE | FACT_DISPLAY,
	  is_display_in_use, "the host shows its picture on it",
	  "use another display for the host: the firmware setup says which one boots" },
	{ "host.driver-busy", REFUSES, WHEN_TAKING, FACT_COUNTED | FACT_OPENERS,
	  is_counted, "its own driver will not let it go",
	  "stop nvidia-persistenced, turn persistence mode off (nvidia-smi -pm 0), and "
	  "end what uses it" },
	{ "host.holder", REFUSES, WHEN_TAKING, FACT_STORAGE, is_used,
	  "the host has made something of a disk on it",
	  "stop what stands on it first: umount, vgchange -an, cryptsetup close, mdadm "
	  "--stop" },
	{ "host.input", REFUSES, WHEN_TAKING, FACT_IDS | FACT_INPUT, has_last_keyboard,
	  "the host's last keyboard hangs on it",
	  "plug a keyboard into another controller, or make sure of another way in" },
	{ "host.mounted", REFUSES, WHEN_TAKING, FACT_STORAGE, is_used,
	  "a filesystem on it is mounted",
	  "unmount it first, in every mount namespace that has it" },
	{ "host.network", REFUSES, WHEN_TAKING, FACT_NETWORK, is_used,
	  "the host's network runs over it",
	  "move addresses and routes elsewhere first, take it out of bond or bridge, "
	  "bring it back from another namespace" },
	{ "host.open", REFUSES, WHEN_TAKING, FACT_OPENERS, is_open,
	  "a process has a node of it open",
	  "end that process, or make it let go of the device" },
	{ "host.swap", REFUSES, WHEN_TAKING, FACT_STORAGE, is_used,
	  "the host swaps to a disk on it", "turn that off first with swapoff" },
	{ "host.unseen", REFUSES, WHEN_TAKING, FACT_SIGHT, is_unseen,
	  "this run is not where the host is, and may not see who uses it",
	  "run it on the host, outside of containers" },
	{ "identity.mismatch", REFUSES, WHEN_TAKING, FACT_IDS | FACT_DETAIL, is_another,
	  "it is another device than the one on record",
	  "find out where the recorded one went; if this one takes its place, mend the "
	  "section" },
	{ "lease.held", REFUSES, WHEN_TAKING | WHEN_GIVING | WHEN_HOLDING, FACT_LEASE,
	  has_user, "somebody has it in use", "end the guest that has it first" },
	{ "slot.split", REFUSES, WHEN_TAKING, FACT_IDS | FACT_SRIOV, is_split,
	  "another function of its card stays with the host",
	  "hand over the whole card: all functions of its slot" },
	{ "vfio.in-use", REFUSES, WHEN_GIVING,
	  FACT_DRIVER | FACT_VFIO | FACT_IN_USE | FACT_OPENERS, is_in_vfio_use,
	  "a VFIO user has it, or a device of its IOMMU group",
	  "end the guest or the program that has it: the kernel waits until then" },
};

const size_t n_rules = sizeof(rules) / sizeof(rules[0]);

const struct rule *rule_find(const char *id)
{
	for (size_t i = 0; i < n_rules; i++)
		if (text_equal(rules[i].id, id))
			return &rules[i];
	return NULL;
}

unsigned rows_facts(const struct rule *rows, size_t n, unsigned when)
{
	unsigned facts = 0;

	for (size_t i = 0; i < n; i++)
		if (rows[i].when & when)
			facts |= rows[i].facts;
	return facts;
}

unsigned rule_facts(unsigned when)
{
	return rows_facts(rules, n_rules, when);
}

static bool is_overridden(const struct request *request, const char *id)
{
	for (size_t i = 0; i < request->n_overrides; i++)
		if (text_equal(request->overrides[i], id))
			return true;
	return false;
}

static int apply(const struct rule *rule, const struct rule_case *c,
                 const struct device *device, unsigned when, struct findings *findings)
{
	struct finding draft = {
		.id = rule->id,
		.status = rule->weight == REFUSES ? FINDING_FAIL : FINDING_WARN,
		.subject = arena_text(c->arena, BDF_TEXT(device->address)),
		.remedy = rule->remedy,
	};
	enum answer answer = rule->applies(c, device, &draft);

	if (answer == NO)
		return 0;
	if (answer == UNSURE)
		draft.summary = arena_printf(c->arena, "cannot rule out that %s",
		                             draft.summary ? draft.summary
		                                           : rule->summary);
	else if (!draft.summary)
		draft.summary = rule->summary;
	if (!draft.subject || !draft.summary)
		return -ENOMEM;
	if (answer == UNSURE && c->request->is_preview)
		draft.status = FINDING_UNKNOWN;
	if (!(rule->when & when & ~WHEN_LEAVING) || is_overridden(c->request, rule->id))
		draft.status = FINDING_WARN;
	return findings_add(findings, &draft);
}

int rule_check(const struct rule_case *c, const struct device *device, unsigned when,
               struct findings *findings)
{
	for (size_t i = 0; i < n_rules; i++) {
		int r;

		if (!(rules[i].when & when))
			continue;
		r = apply(&rules[i], c, device, when, findings);
		if (r < 0)
			return r;
	}
	return 0;
}
