/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of VFIO's modules, and of what is configured about them. */
#include <string.h>

#include "base/text.h"
#include "model/initramfs.h"
#include "policy/checks.h"
#include "policy/evidence.h"
#include "policy/initramfs.h"
#include "policy/judges.h"
#include "policy/nextboot.h"
#include "policy/questions.h"

typedef bool picks(const struct rule_case *c, const struct setting *setting);

/* The first setting that PICKS, shown as evidence; NULL: there is none. */
static const struct setting *pick(const struct rule_case *c, struct finding *draft,
                                  picks *wanted)
{
	const struct setting *s = c->host->platform->modules.settings;

	while (s && !wanted(c, s))
		s = s->next;
	if (s)
		evidence(c, draft, s->path,
		         *s->rest ? arena_printf(c->arena, "%s %s", s->module, s->rest)
		                  : s->module);
	return s;
}

/* No setting says so, as far as all of them could be read. */
static enum answer none(const struct rule_case *c, struct finding *draft,
                        const char *summary)
{
	const struct platform *platform = c->host->platform;
	const struct unknown *why = unknown_find(platform->unknown, "settings");

	if (platform->modules.settings_known != UNKNOWN)
		return NO;
	return unread(c, draft, "settings", why ? why->path : "etc/modprobe.d", summary);
}

static bool is_vfio(const char *module)
{
	for (size_t i = 0; i < N_VFIO_MODULES; i++)
		if (module_is(module, vfio_module_name((enum vfio_module)i)))
			return true;
	return module_is(module, "vfio_pci_core");
}

static bool is_pci(const struct setting *setting)
{
	return setting->kind == SETTING_OPTIONS && module_is(setting->module, "vfio_pci");
}

static bool bars_vfio(const struct rule_case *c, const struct setting *setting)
{
	(void)c;
	return setting->kind == SETTING_BLACKLIST && is_vfio(setting->module);
}

enum answer vfio_is_blacklisted(const struct rule_case *c, const struct device *device,
                                struct finding *draft)
{
	const struct setting *s = pick(c, draft, bars_vfio);

	(void)device;
	if (!s)
		return none(c, draft, "cannot tell whether vfio is blacklisted");
	draft->summary = arena_printf(c->arena, "the module %s is blacklisted",
	                              s->module);
	draft->remedy = arena_printf(c->arena, "take blacklist %s out of /%s", s->module,
	                             s->path);
	return YES;
}

static bool bars_built_in(const struct rule_case *c, const struct setting *setting)
{
	/* Distributions' own lists name what other kernels have as a module. */
	return setting->kind == SETTING_BLACKLIST && text_starts(setting->path, "etc/") &&
	       builtin_has(&c->host->platform->booted, setting->module) == YES;
}

enum answer blacklist_is_idle(const struct rule_case *c, const struct device *device,
                              struct finding *draft)
{
	const struct setting *s = pick(c, draft, bars_built_in);

	(void)device;
	if (!s)
		return NO;
	draft->summary = arena_printf(c->arena,
	                              "%s is built into the kernel: the blacklist in /%s "
	                              "does not reach it",
	                              s->module, s->path);
	return YES;
}

static bool sets_pci(const struct rule_case *c, const struct setting *setting)
{
	(void)c;
	return is_pci(setting);
}

enum answer options_do_not_reach(const struct rule_case *c, const struct device *device,
                                 struct finding *draft)
{
	enum answer builtin = builtin_has(&c->host->platform->booted, "vfio_pci");
	const struct setting *s = builtin == NO ? NULL : pick(c, draft, sets_pci);

	(void)device;
	if (!s)
		return NO;
	if (builtin == UNSURE) {
		draft->summary =
			"cannot tell whether vfio-pci is built in, where options "
			"of modprobe do not reach";
		draft->remedy = NULL;
		return UNSURE;
	}
	draft->remedy = add_to_cmdline(c, arena_printf(c->arena, "vfio-pci.%.*s",
	                                               (int)strcspn(s->rest, " \t"),
	                                               s->rest));
	return YES;
}

/* Of "ids=a,b disable_vga=1" each word must be a setting, and each id one. */
static bool has_bad_ids(const struct rule_case *c, const struct setting *setting)
{
	struct cmdline words;
	const char *part;

	if (!is_pci(setting) || cmdline_parse(c->arena, setting->rest, &words) < 0)
		return false;
	for (size_t i = 0; i < words.n; i++) {
		const char *rest = words.tokens[i].value;

		if (!rest && is_vfio_id(words.tokens[i].text))
			return true;
		if (!rest || !text_equal(words.tokens[i].name, "ids"))
			continue;
		while ((part = cmdline_part(c->arena, &rest)))
			if (!is_vfio_id(part))
				return true;
	}
	return false;
}

enum answer ids_are_malformed(const struct rule_case *c, const struct device *device,
                              struct finding *draft)
{
	(void)device;
	return pick(c, draft, has_bad_ids) ? YES : NO;
}

static bool is_passed_over(const struct rule_case *c, const struct setting *setting)
{
	(void)c;
	return setting->kind == SETTING_UNREAD;
}

enum answer early_file_is_unread(const struct rule_case *c, const struct device *device,
                                 struct finding *draft)
{
	const struct setting *s = pick(c, draft, is_passed_over);

	(void)device;
	if (!s)
		return NO;
	draft->remedy = arena_printf(c->arena, "rename it to /%s.conf", s->path);
	return YES;
}

static bool wants_virqfd(const struct rule_case *c, const struct setting *setting)
{
	(void)c;
	return setting->kind == SETTING_EARLY &&
	       module_is(setting->module, "vfio_virqfd");
}

enum answer virqfd_is_wanted(const struct rule_case *c, const struct device *device,
                             struct finding *draft)
{
	unsigned version = c->host->platform->booted.version;
	const struct setting *s = pick(c, draft, wants_virqfd);

	(void)device;
	if (!s)
		return none(c, draft,
		            "cannot tell whether vfio_virqfd is asked for early");
	if (!version) {
		draft->summary = "vfio_virqfd is asked for early, and it is not known "
				 "whether this kernel has it";
		draft->remedy = NULL;
		return UNSURE;
	}
	if (version < KERNEL_VERSION(6, 2))
		return NO;
	draft->remedy = arena_printf(c->arena,
	                             "take it out of /%s and make the initramfs anew",
	                             s->path);
	return YES;
}

/* Can it be used: loaded, built in, or a file of it there? */
static enum answer is_there(const struct platform *platform, enum vfio_module module)
{
	enum answer builtin = builtin_has(&platform->booted, vfio_module_name(module));

	if (platform->modules.loaded[module] == KNOWN || builtin == YES ||
	    platform->modules.loadable[module] == KNOWN)
		return YES;
	return platform->modules.loadable[module] == ABSENT && builtin == NO ? NO
	                                                                     : UNSURE;
}

static const char *how(const struct platform *platform, enum vfio_module module)
{
	if (builtin_has(&platform->booted, vfio_module_name(module)) == YES)
		return "built in";
	return platform->modules.loaded[module] == KNOWN ? "loaded" : "can be loaded";
}

/* Was the kernel built without it? Then no module can be installed. */
static bool is_left_out(const struct rule_case *c, struct finding *draft)
{
	const struct booted *booted = &c->host->platform->booted;

	if (booted->config_known != KNOWN || booted->config[CONFIG_VFIO_PCI] != CONFIG_NO)
		return false;
	evidence(c, draft, booted->config_path, "CONFIG_VFIO_PCI is not set");
	draft->summary = "this kernel was built without vfio-pci";
	draft->remedy = "use a kernel that has CONFIG_VFIO_PCI";
	return true;
}

enum answer vfio_is_missing(const struct rule_case *c, const struct device *device,
                            struct finding *draft)
{
	const struct platform *platform = c->host->platform;
	enum answer pci = is_there(platform, VFIO_PCI);
	enum answer type1 = is_there(platform, VFIO_TYPE1);
	enum answer iommufd = is_there(platform, VFIO_IOMMUFD);

	(void)device;
	if (pci != YES && is_left_out(c, draft))
		return YES;
	evidence(c, draft, "sys/module/vfio_pci",
	         platform->modules.loaded[VFIO_PCI] == KNOWN ? "present" : "absent");
	if (pci == NO)
		return YES;
	if (type1 == NO && iommufd == NO) {
		draft->summary = "this kernel has neither vfio_iommu_type1 nor iommufd";
		return YES;
	}
	if (pci == UNSURE || (type1 != YES && iommufd != YES)) {
		draft->summary = "cannot tell whether this kernel has vfio-pci";
		draft->remedy = NULL;
		return UNSURE;
	}
	draft->summary = arena_printf(c->arena, "vfio-pci is there: %s",
	                              how(platform, VFIO_PCI));
	return NO;
}

static bool is_in(const struct setting *setting, const char *directory)
{
	return text_starts(setting->path, directory);
}

static bool sets_pci_by_modprobe(const struct rule_case *c, const struct setting *setting)
{
	(void)c;
	return is_pci(setting) && is_in(setting, "etc/modprobe.d/");
}

/* kmodloader(8) of OpenWrt knows no directory but its own. */
enum answer modprobe_is_not_asked(const struct rule_case *c, const struct device *device,
                                  struct finding *draft)
{
	const struct setting *s;

	(void)device;
	if (c->host->platform->boot.files[BOOT_OPENWRT] != KNOWN)
		return NO;
	s = pick(c, draft, sets_pci_by_modprobe);
	if (!s)
		return NO;
	draft->remedy = arena_printf(c->arena,
	                             "write 'vfio-pci %s' into /etc/modules.d/vfio-pci",
	                             s->rest);
	return YES;
}

static const struct setting *find(const struct rule_case *c, enum setting_kind kind,
                                  const char *module)
{
	const struct setting *s = c->host->platform->modules.settings;

	while (s && !(s->kind == kind && module_is(s->module, module)))
		s = s->next;
	return s;
}

static bool is_early_by_mkinitcpio(const struct rule_case *c,
                                   const struct setting *setting)
{
	(void)c;
	return setting->kind == SETTING_EARLY && is_in(setting, "etc/mkinitcpio") &&
	       module_is(setting->module, "vfio_pci");
}

enum answer modprobe_stays_behind(const struct rule_case *c, const struct device *device,
                                  struct finding *draft)
{
	const struct setting *hooks = find(c, SETTING_HOOK, "HOOKS");

	(void)device;
	if (!hooks || find(c, SETTING_HOOK, "modconf"))
		return NO;
	return pick(c, draft, is_early_by_mkinitcpio) &&
	                       pick(c, draft, sets_pci_by_modprobe)
	               ? YES
	               : NO;
}

static bool wants_vfio_first(const struct rule_case *c, const struct setting *setting)
{
	(void)c;
	return setting->kind == SETTING_SOFTDEP;
}

/* Those that mkinitcpio's hook kms puts into the initramfs by itself, as far as the
 * machine has such a display. */
static bool comes_with_kms(const char *module)
{
	static const char *const drivers[] = { "amdgpu", "i915", "nouveau", "radeon",
		                               "xe" };

	for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++)
		if (text_equal(module, drivers[i]))
			return true;
	return false;
}

/* Who puts the driver that wants vfio-pci before it into the initramfs; NULL: nobody that
 * we know of. */
static const struct setting *puts_native(const struct rule_case *c, const char *module)
{
	const struct setting *s = c->host->platform->modules.settings;

	for (; s; s = s->next)
		if (s->kind == SETTING_NATIVE && text_equal(s->module, module))
			return s;
	return comes_with_kms(module) ? find(c, SETTING_HOOK, "kms") : NULL;
}

static bool has_vfio_early(const struct rule_case *c)
{
	const struct setting *s = c->host->platform->modules.settings;

	while (s && !(s->kind == SETTING_EARLY && is_vfio(s->module)))
		s = s->next;
	return s;
}

/* What is there counts more than what is configured: that is of the next one. */
static enum answer is_in_the_image(const struct rule_case *c, struct finding *draft,
                                   const char *module)
{
	evidence(c, draft, c->host->platform->initramfs->path, module);
	draft->summary =
		arena_printf(c->arena,
	                     "%s is in the initramfs, and vfio-pci is not: it comes "
	                     "too late",
	                     module);
	draft->remedy = initramfs_remake(c);
	return YES;
}

enum answer softdep_is_late(const struct rule_case *c, const struct device *device,
                            struct finding *draft)
{
	const struct setting *softdep = pick(c, draft, wants_vfio_first), *native;

	(void)device;
	if (!softdep)
		return NO;
	for (const struct setting *s = softdep; s; s = s->next) {
		if (s->kind == SETTING_SOFTDEP && initramfs_has_alone(c, s->module))
			return is_in_the_image(c, draft, s->module);
		native = s->kind == SETTING_SOFTDEP ? puts_native(c, s->module) : NULL;
		if (!native || has_vfio_early(c))
			continue;
		evidence(c, draft, native->path, native->module);
		draft->summary = arena_printf(
			c->arena,
			"%s is in the initramfs, and vfio-pci is not: it comes too late",
			s->module);
		draft->remedy =
			arena_printf(c->arena,
		                     "add vfio_pci in /%s, and make the initramfs anew",
		                     native->path);
		return YES;
	}
	draft->summary = arena_printf(c->arena, "vfio-pci is loaded before %s",
	                              softdep->module);
	return NO;
}

/* The one that bind takes. */
enum answer has_a_variant(const struct rule_case *c, const struct device *device,
                          struct finding *draft)
{
	const struct text *variant = &device->vfio_module;
	bool is_plain = device->driver.known == KNOWN &&
	                text_equal(device->driver.value, "vfio-pci");

	if (variant->known != KNOWN || text_equal(variant->value, "vfio_pci"))
		return NO;
	device_evidence(c, device, draft, "modalias", variant->value);
	if (device->driver.known == KNOWN && driver_is_vfio(device->driver.value) &&
	    !is_plain) {
		draft->summary = arena_printf(c->arena, "it is on %s",
		                              device->driver.value);
		return NO;
	}
	draft->summary = arena_printf(c->arena, "%s fits it better than vfio-pci",
	                              variant->value);
	if (!is_plain)
		draft->remedy = "bind takes it by itself";
	return YES;
}
