/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/devicechecks.h"

#include <errno.h>

#include "model/fact.h"
#include "policy/questions.h"

#define ALWAYS (WHEN_NAMED | WHEN_HELD)

/* In the order of their ids. */
const struct rule device_checks[] = {
	{ "module.variant", INFORMS, ALWAYS, FACT_MODULES | FACT_DRIVER, has_a_variant,
	  "a variant of vfio-pci fits it better", "release it, and bind it again" },
	{ "node.everybody", WARNS, ALWAYS, FACT_VFIO | FACT_MEMBERS | FACT_DRIVER,
	  is_open_to_all, "everybody may open its node, and do with it what a guest can",
	  "take the mode out of udev's rule (node.rule names it); bind it with --owner" },
	{ "node.missing", WARNS, ALWAYS, FACT_VFIO | FACT_MEMBERS | FACT_DRIVER,
	  has_no_node, "VFIO has it, and there is no node to open it by",
	  "let udev or devtmpfs make it; a container must be given it" },
	{ "power.d3cold", INFORMS, ALWAYS, FACT_POWER, power_can_be_cut,
	  "its power is cut while nobody uses it (D3cold), and not every device comes "
	  "back",
	  "write 0 to its d3cold_allowed, or load vfio-pci with disable_idle_d3=1, if it "
	  "does not" },
	{ "power.state", WARNS, ALWAYS, FACT_POWER, does_not_wake,
	  "it does not wake from its sleep",
	  "cut the machine's power once; write 0 to its d3cold_allowed and on to its "
	  "power/control after that" },
	{ "reset.none", WARNS, ALWAYS, FACT_IDS | FACT_PLACE | FACT_POWER, has_no_reset,
	  "the kernel knows no way to reset it: a guest may find what the last one left, "
	  "or hang",
	  "start guests that have it once for each boot of the host, if it gives "
	  "trouble" },
	{ "reset.shared", WARNS, ALWAYS, FACT_IDS | FACT_PLACE | FACT_POWER,
	  is_reset_with_others,
	  "it can only be reset together with a device that stays behind",
	  "hand over both, to the same guest" },
	{ "sriov.autoprobe", INFORMS, WHEN_NAMED, FACT_SRIOV | FACT_ROOM,
	  gives_vfs_to_drivers,
	  "host drivers take its virtual functions as soon as they are made",
	  "write 0 to its sriov_drivers_autoprobe first, if guests get them all" },
	{ "sriov.driver", WARNS, ALWAYS, FACT_SRIOV | FACT_DRIVER,
	  lacks_a_physical_driver,
	  "its physical function has no driver, and most virtual functions do nothing "
	  "without",
	  "bind the driver of the physical function" },
	{ "sriov.memory", WARNS, WHEN_NAMED, FACT_ROOM, lacks_memory_for_vfs,
	  "its virtual functions were given no memory: the kernel cannot make them",
	  "turn on SR-IOV and decoding above 4G in the firmware setup, or boot with "
	  "pci=realloc" },
	{ "sriov.vfs", INFORMS, WHEN_NAMED, FACT_SRIOV | FACT_ROOM, can_have_vfs,
	  "it can have virtual functions", NULL },
	{ "usb.autosuspend", INFORMS, WHEN_NAMED, FACT_IDS, lets_usb_sleep,
	  "the host lets USB devices on it sleep",
	  "write on to power/control of one that a guest loses" },
	{ "usb.devices", INFORMS, WHEN_NAMED, FACT_IDS, has_usb_devices,
	  "USB devices hang on it", NULL },
	{ "usb.uas", INFORMS, WHEN_NAMED, FACT_IDS, has_uas,
	  "the driver uas has USB disks on it",
	  "for a disk that fails with it, boot with "
	  "usb-storage.quirks=VENDOR:PRODUCT:u" },
};

const size_t n_device_checks = sizeof(device_checks) / sizeof(device_checks[0]);

unsigned device_check_facts(unsigned when)
{
	return rows_facts(device_checks, n_device_checks, when);
}

/* To how many devices on VFIO one row applies. */
struct tally {
	size_t n;
	const char *subject; /* of the one counted last */
	struct finding finding;
};

static bool is_held(const struct device *device)
{
	return device->driver.known == KNOWN && driver_is_vfio(device->driver.value);
}

static void count(const struct rule_case *c, const struct rule *row,
                  const struct device *device, struct tally *tally)
{
	struct finding draft = { .id = row->id, .remedy = row->remedy };

	draft.evidence = tally->finding.evidence;
	if (row->applies(c, device, &draft) != YES)
		return;
	tally->n++;
	tally->finding = draft;
	tally->subject = arena_text(c->arena, BDF_TEXT(device->address));
}

static int tell(const struct rule_case *c, const struct rule *row,
                const struct tally *tally, struct findings *findings)
{
	struct finding finding = tally->finding;

	finding.status = row->weight == WARNS ? FINDING_WARN : FINDING_INFO;
	if (tally->n == 1)
		finding.subject = tally->subject;
	else
		finding.summary = arena_printf(c->arena,
		                               "%zu devices on VFIO, %s first: %s",
		                               tally->n, tally->subject, row->summary);
	if (!finding.summary)
		finding.summary = row->summary;
	return tally->subject && finding.summary ? findings_add(findings, &finding)
	                                         : -ENOMEM;
}

int check_held(const struct rule_case *c, struct findings *findings)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < n_device_checks; i++) {
		struct tally tally = { 0 };

		if (!(device_checks[i].when & WHEN_HELD))
			continue;
		/* Evidence is put before what is there: the first device comes last. */
		for (size_t d = c->host->n_devices; d-- > 0;)
			if (is_held(c->host->devices[d]))
				count(c, &device_checks[i], c->host->devices[d], &tally);
		if (tally.n)
			r = tell(c, &device_checks[i], &tally, findings);
	}
	return r;
}
