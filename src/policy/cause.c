/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/cause.h"

#include <string.h>

#include "base/text.h"
#include "model/firmware.h"
#include "policy/evidence.h"
#include "policy/nextboot.h"
#include "policy/outside.h"
#include "policy/setup.h"

#define NONE "the kernel uses no IOMMU"

/* AMD Stoney Ridge's graphics: detect_ivrs() of drivers/iommu/amd/init.c leaves the IOMMU
 * off where it is. */
#define STONEY_VENDOR 0x1002
#define STONEY_DEVICE 0x98e4

/* What drives the IOMMU that the firmware tells of. */
struct driver {
	bool (*is_wanted)(const struct firmware *firmware);
	enum config_option config;
	const char *module; /* NULL: it is never one */
	const char *marks;  /* its lines of the kernel's log */
};

static bool has_table(const struct firmware *firmware, enum firmware_table table)
{
	return firmware->tables[table].present == KNOWN;
}

static bool has_tree_unit(const struct firmware *firmware, const char *prefix)
{
	const struct tree_unit *unit = firmware_tree_unit(firmware);

	return unit && firmware->tree_maps_pci && text_starts(unit->compatible, prefix);
}

static bool has_dmar(const struct firmware *firmware)
{
	return has_table(firmware, TABLE_DMAR);
}

static bool has_ivrs(const struct firmware *firmware)
{
	return has_table(firmware, TABLE_IVRS);
}

static bool has_smmu_v3(const struct firmware *firmware)
{
	return iort_count(&firmware->iort, IORT_SMMU_V3) ||
	       has_tree_unit(firmware, "arm,smmu-v3");
}

static bool has_smmu(const struct firmware *firmware)
{
	return iort_count(&firmware->iort, IORT_SMMU) ||
	       has_tree_unit(firmware, "arm,mmu-") ||
	       has_tree_unit(firmware, "arm,smmu-");
}

static bool has_virtio(const struct firmware *firmware)
{
	return has_table(firmware, TABLE_VIOT) || has_tree_unit(firmware, "virtio,");
}

static const struct driver *driver_of(const struct firmware *firmware)
{
	static const struct driver drivers[] = {
		{ has_dmar, CONFIG_INTEL_IOMMU, NULL, "DMAR" },
		{ has_ivrs, CONFIG_AMD_IOMMU, NULL, "AMD-Vi" },
		{ has_smmu_v3, CONFIG_ARM_SMMU_V3, "arm_smmu_v3", "arm-smmu-v3" },
		{ has_smmu, CONFIG_ARM_SMMU, "arm_smmu", "arm-smmu" },
		{ has_virtio, CONFIG_VIRTIO_IOMMU, "virtio_iommu", "virtio_iommu" },
	};

	for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++)
		if (drivers[i].is_wanted(firmware))
			return &drivers[i];
	return NULL;
}

static const struct firmware *firmware_of(const struct rule_case *c)
{
	return c->host->platform->firmware;
}

static const struct booted *booted_of(const struct rule_case *c)
{
	return &c->host->platform->booted;
}

static void show_described(const struct rule_case *c, struct finding *draft)
{
	const struct firmware *firmware = firmware_of(c);
	const struct tree_unit *unit = firmware_tree_unit(firmware);

	for (enum firmware_table t = 0; t < TABLES; t++)
		if (has_table(firmware, t))
			evidence(c, draft,
			         arena_printf(c->arena, FIRMWARE_TABLES "/%s",
			                      firmware_table_name(t)),
			         "present");
	if (unit)
		evidence(c, draft, unit->path, unit->compatible);
}

/* not there at all, or switched off */

static bool is_not_described(const struct rule_case *c)
{
	return firmware_describes(firmware_of(c)) == NO;
}

static void show_lack(const struct rule_case *c, struct finding *draft)
{
	const struct firmware *firmware = firmware_of(c);

	if (firmware->tables_known == KNOWN)
		evidence(c, draft, FIRMWARE_TABLES,
		         has_table(firmware, TABLE_IORT) ? "an IORT without SMMU"
		                                         : "no DMAR, IVRS, IORT or VIOT");
	else
		evidence(c, draft, FIRMWARE_TREE,
		         firmware->units ? "an IOMMU, and none for PCI" : "no IOMMU");
}

static bool is_guest_without(const struct rule_case *c)
{
	return is_not_described(c) && outside_is_there(c->host->platform);
}

static void explain_guest(const struct rule_case *c, struct finding *draft)
{
	draft->remedy = outside_remedy(c->host->platform);
	show_lack(c, draft);
	outside_show(c, draft);
}

static bool is_disabled_in_tree(const struct rule_case *c)
{
	return is_not_described(c) && firmware_of(c)->units &&
	       !firmware_tree_unit(firmware_of(c));
}

static void explain_disabled(const struct rule_case *c, struct finding *draft)
{
	const struct tree_unit *unit = firmware_of(c)->units;

	draft->remedy = "boot with a devicetree or an overlay in which its status is "
			"\"okay\"";
	evidence(c, draft, unit->path, unit->compatible);
}

static bool is_not_for_pci(const struct rule_case *c)
{
	return is_not_described(c) && firmware_of(c)->units;
}

static void explain_not_for_pci(const struct rule_case *c, struct finding *draft)
{
	const struct tree_unit *unit = firmware_tree_unit(firmware_of(c));

	draft->remedy = "look for newer firmware or a devicetree whose PCI host bridge "
			"has iommu-map; where the board has none, its devices can be "
			"handed over without protection only";
	evidence(c, draft, unit->path, unit->compatible);
}

static bool is_board_without(const struct rule_case *c)
{
	return is_not_described(c) && firmware_of(c)->tree_known == KNOWN;
}

static void explain_board(const struct rule_case *c, struct finding *draft)
{
	draft->remedy = "use another board: many have no IOMMU for PCI, and no setting "
			"makes one";
	show_lack(c, draft);
}

static void explain_firmware(const struct rule_case *c, struct finding *draft)
{
	draft->remedy = setup_remedy(c->arena, c->host->platform);
	show_lack(c, draft);
	setup_show(c, draft);
}

/* told off */

static bool is_told_off(const struct rule_case *c)
{
	return cmdline_told_off(c) != NULL;
}

/* Every word that does it: one that is left does it alone. */
static void explain_told_off(const struct rule_case *c, struct finding *draft)
{
	const char *words = NULL, *remedy = NULL;
	struct words all;

	if (cmdline_words(c, &all) < 0)
		return;
	for (size_t i = all.n; i-- > 0;) {
		const struct word *word = &all.words[i];
		const char *one;

		if (!cmdline_turns_off(word))
			continue;
		one = take_off_cmdline(c, word->token);
		words = words ? arena_printf(c->arena, "%s and %s", word->text, words)
		              : word->text;
		remedy = remedy ? arena_printf(c->arena, "%s; %s", one, remedy) : one;
		evidence(c, draft, "proc/cmdline", word->text);
	}
	draft->summary = arena_printf(c->arena, NONE ": it was told so by %s", words);
	draft->remedy = remedy;
}

/* not told, or not able to */

static bool is_hidden(const struct rule_case *c)
{
	return firmware_describes(firmware_of(c)) == UNSURE;
}

static void explain_hidden(const struct rule_case *c, struct finding *draft)
{
	const bool is_iort = has_table(firmware_of(c), TABLE_IORT);

	draft->remedy = is_iort ? "run it as root: the table IORT tells whether there is "
	                          "an SMMU"
	                        : "run it on the host, where /sys/firmware can be seen";
	evidence(c, draft, is_iort ? FIRMWARE_TABLES "/IORT" : FIRMWARE_TABLES, NULL);
}

static bool is_not_built(const struct rule_case *c)
{
	const struct driver *driver = driver_of(firmware_of(c));
	const struct booted *booted = booted_of(c);

	return driver && booted->config_known == KNOWN &&
	       booted->config[driver->config] == CONFIG_NO;
}

static void explain_not_built(const struct rule_case *c, struct finding *draft)
{
	const char *option = config_name(driver_of(firmware_of(c))->config);

	draft->summary = arena_printf(c->arena, NONE ": it was built without %s", option);
	draft->remedy = arena_printf(c->arena, "boot a kernel with %s", option);
	evidence(c, draft, booted_of(c)->config_path,
	         arena_printf(c->arena, "%s is not set", option));
	show_described(c, draft);
}

static bool is_rejected(const struct rule_case *c)
{
	const struct firmware *firmware = firmware_of(c);

	return firmware->tables[TABLE_IVRS].content == KNOWN &&
	       firmware->ivrs.health.sum_is_wrong;
}

static void explain_rejected(const struct rule_case *c, struct finding *draft)
{
	draft->remedy = "update the firmware";
	evidence(c, draft, FIRMWARE_TABLES "/IVRS", "its bytes do not add up to zero");
}

static bool is_stoney(const struct rule_case *c)
{
	const struct host *host = c->host;

	for (size_t i = 0; i < host->n_devices; i++)
		if (host->devices[i]->vendor.known == KNOWN &&
		    host->devices[i]->vendor.value == STONEY_VENDOR &&
		    host->devices[i]->device.known == KNOWN &&
		    host->devices[i]->device.value == STONEY_DEVICE)
			return true;
	return false;
}

static void explain_stoney(const struct rule_case *c, struct finding *draft)
{
	draft->remedy = arena_printf(c->arena, "at the risk of a picture that breaks: %s",
	                             add_to_cmdline(c, "amd_iommu=force_enable"));
	show_described(c, draft);
}

static bool is_left_unloaded(const struct rule_case *c)
{
	const struct driver *driver = driver_of(firmware_of(c));

	return driver && driver->module && booted_of(c)->config_known == KNOWN &&
	       booted_of(c)->config[driver->config] == CONFIG_MODULE;
}

static void explain_unloaded(const struct rule_case *c, struct finding *draft)
{
	const struct driver *driver = driver_of(firmware_of(c));

	draft->summary = arena_printf(c->arena, NONE ": its driver is a module, and not "
	                                             "at work");
	draft->remedy =
		arena_printf(c->arena,
	                     "have %s loaded early, from the initramfs, and reboot",
	                     driver->module);
	evidence(c, draft, booted_of(c)->config_path,
	         arena_printf(c->arena, "%s=m", config_name(driver->config)));
	show_described(c, draft);
}

static bool is_not_told(const struct rule_case *c)
{
	return cmdline_needs_intel_on(c);
}

static void explain_not_told(const struct rule_case *c, struct finding *draft)
{
	draft->remedy = add_to_cmdline(c, "intel_iommu=on");
	evidence(c, draft, booted_of(c)->config_path,
	         "CONFIG_INTEL_IOMMU_DEFAULT_ON is not set");
	show_described(c, draft);
}

/* Where the kernel's configuration is not known, that is the first thing to try. */
static bool is_perhaps_not_told(const struct rule_case *c)
{
	const struct booted *booted = booted_of(c);

	return has_dmar(firmware_of(c)) && booted->config_known != KNOWN &&
	       booted->line.known == KNOWN && !cmdline_turns_on(c, SWITCH_INTEL);
}

static void explain_perhaps(const struct rule_case *c, struct finding *draft)
{
	draft->remedy = add_to_cmdline(c, "intel_iommu=on");
	evidence(c, draft, "proc/cmdline", "no intel_iommu=on");
	show_described(c, draft);
}

static bool is_else(const struct rule_case *c)
{
	(void)c;
	return true;
}

static void explain_else(const struct rule_case *c, struct finding *draft)
{
	const struct driver *driver = driver_of(firmware_of(c));

	draft->remedy = arena_printf(c->arena, "look into the kernel's log for %s",
	                             driver ? driver->marks : "iommu");
	show_described(c, draft);
}

/* The first that is so. What the firmware does not tell of no word of a command line
 * brings about; what the line turns off need not be looked for further. */
static const struct cause {
	bool (*is_so)(const struct rule_case *c);
	const char *summary; /* when the other gives none */
	void (*explain)(const struct rule_case *c, struct finding *draft);
} causes[] = {
	{ is_guest_without, NONE ": this virtual machine was given none", explain_guest },
	{ is_disabled_in_tree, NONE ": the devicetree has one that is disabled",
	  explain_disabled },
	{ is_not_for_pci, NONE ": the devicetree has one, but PCI is not behind it",
	  explain_not_for_pci },
	{ is_board_without, NONE ": this board has none", explain_board },
	{ is_not_described, NONE ": it is off in the firmware, or there is none",
	  explain_firmware },
	{ is_told_off, NULL, explain_told_off },
	{ is_hidden, NONE ", and why cannot be told", explain_hidden },
	{ is_not_built, NULL, explain_not_built },
	{ is_rejected, NONE ": it takes no IVRS whose sum is wrong", explain_rejected },
	{ is_stoney, NONE ": it leaves that of Stoney Ridge off by itself",
	  explain_stoney },
	{ is_left_unloaded, NULL, explain_unloaded },
	{ is_not_told,
	  NONE ": the firmware has one, and the kernel was not told to use it",
	  explain_not_told },
	{ is_perhaps_not_told,
	  NONE ": the firmware has one, and perhaps the kernel wants to be told",
	  explain_perhaps },
	{ is_else, NONE ", though the firmware has one and nothing turns it off",
	  explain_else },
};

static const struct cause *find(const struct rule_case *c)
{
	const struct cause *cause = causes;

	while (!cause->is_so(c))
		cause++;
	return cause;
}

void cause_explain(const struct rule_case *c, struct finding *draft)
{
	const struct cause *cause = find(c);

	draft->summary = cause->summary;
	cause->explain(c, draft);
}

bool cause_is_cmdline(const struct rule_case *c)
{
	const struct platform *platform = c->host->platform;

	return platform->firmware && !platform->units &&
	       platform->units_known != UNKNOWN && find(c)->is_so == is_told_off;
}
