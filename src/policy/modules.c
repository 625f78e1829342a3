/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of VFIO's modules, and of what is configured about them. */
#include <string.h>

#include "base/text.h"
#include "policy/checks.h"
#include "policy/evidence.h"
#include "policy/judges.h"
#include "policy/nextboot.h"

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

enum answer vfio_is_missing(const struct rule_case *c, const struct device *device,
                            struct finding *draft)
{
	const struct platform *platform = c->host->platform;
	enum answer pci = is_there(platform, VFIO_PCI);
	enum answer type1 = is_there(platform, VFIO_TYPE1);
	enum answer iommufd = is_there(platform, VFIO_IOMMUFD);

	(void)device;
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
