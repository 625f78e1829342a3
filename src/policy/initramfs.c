/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of the initramfs: what was written down after it was made has no effect in it,
 * and what loads modules there knows nothing but what is in there. */
#include "policy/initramfs.h"

#include <string.h>

#include "base/text.h"
#include "model/initramfs.h"
#include "policy/checks.h"
#include "policy/evidence.h"
#include "policy/judges.h"

#define CONF "modprobe.d/"

/* How it is made anew. */
static const char *const ways[] = {
	[MADE_BY_OTHERS] = "make the initramfs anew",
	[MADE_BY_INITRAMFS_TOOLS] = "run update-initramfs -u -k all",
	[MADE_BY_DRACUT] =
		"run dracut --force --regenerate-all (it takes /etc/modprobe.d "
		"along where hostonly is on)",
	[MADE_BY_MKINITCPIO] = "run mkinitcpio -P (with modconf among its HOOKS it takes "
			       "modprobe.d along)",
};

const char *initramfs_remake(const struct rule_case *c)
{
	const struct platform *platform = c->host->platform;

	return platform->boot.files[BOOT_NIXOS] == KNOWN
	               ? "run nixos-rebuild boot"
	               : ways[platform->initramfs->maker];
}

static const struct initramfs *image_of(const struct rule_case *c)
{
	return c->host->platform->initramfs;
}

/* All of it was looked at. */
static bool is_open(const struct initramfs *image)
{
	return image && image->known == KNOWN && !image->hidden;
}

static bool has_vfio(const struct rule_case *c)
{
	return initramfs_has(image_of(c), vfio_module_name(VFIO_PCI)) ||
	       builtin_has(&c->host->platform->booted, vfio_module_name(VFIO_PCI)) == YES;
}

/* Blanks are one as several, and - is the same as _. */
static bool says_the_same(const char *a, const char *b)
{
	for (;; a++, b++) {
		size_t blanks = strspn(a, " \t"), others = strspn(b, " \t");

		a += blanks;
		b += others;
		if (!*a || !*b)
			return *a == *b;
		if (!blanks != !others ||
		    (*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	}
}

static bool stands_in(const struct setting *settings, const struct setting *wanted)
{
	for (const struct setting *s = settings; s; s = s->next)
		if (s->kind == wanted->kind && says_the_same(s->module, wanted->module) &&
		    says_the_same(s->rest, wanted->rest))
			return true;
	return false;
}

/* Is it of modprobe.d, about VFIO, and about what the initramfs can load? */
static bool matters(const struct rule_case *c, const struct setting *setting)
{
	if (setting->kind != SETTING_OPTIONS && setting->kind != SETTING_SOFTDEP)
		return false;
	return strstr(setting->path, CONF) &&
	       initramfs_has(image_of(c), setting->module) &&
	       (setting->kind == SETTING_OPTIONS || has_vfio(c));
}

static const char *line_of(const struct rule_case *c, const struct setting *setting)
{
	return arena_printf(c->arena, "%s %s %s",
	                    setting->kind == SETTING_SOFTDEP ? "softdep" : "options",
	                    setting->module, setting->rest);
}

/* The first one that matters and does not stand in OTHERS; counts all that matter. */
static const struct setting *missing(const struct rule_case *c,
                                     const struct setting *settings,
                                     const struct setting *others, size_t *n)
{
	for (const struct setting *s = settings; s; s = s->next) {
		if (!matters(c, s))
			continue;
		(*n)++;
		if (!stands_in(others, s))
			return s;
	}
	return NULL;
}

static enum answer is_closed(const struct rule_case *c, struct finding *draft)
{
	const struct initramfs *image = image_of(c);

	if (image->known == UNKNOWN)
		return unread(
			c, draft, "initramfs", image->path,
			arena_printf(c->arena,
		                     "cannot tell what the initramfs has of vfio%s%s",
		                     image->why ? ": " : "",
		                     image->why ? image->why : ""));
	draft->summary =
		arena_printf(c->arena,
	                     "cannot tell what the initramfs has of vfio: /%s in "
	                     "it is not looked into",
	                     image->hidden);
	draft->remedy = NULL;
	evidence(c, draft, image->path, image->hidden);
	return UNSURE;
}

enum answer initramfs_is_old(const struct rule_case *c, const struct device *device,
                             struct finding *draft)
{
	const struct initramfs *image = image_of(c);
	const struct modules *modules = &c->host->platform->modules;
	const struct setting *lost, *kept;
	size_t n = 0;

	(void)device;
	if (!image || image->known == ABSENT)
		return NO;
	if (!is_open(image))
		return is_closed(c, draft);
	lost = missing(c, modules->settings, image->settings, &n);
	kept = lost ? NULL : missing(c, image->settings, modules->settings, &n);
	if (!n)
		return NO;
	if (kept && modules->settings_known != KNOWN) {
		const struct unknown *unknown = unknown_find(c->host->platform->unknown,
		                                             "settings");

		return unread(
			c, draft, "settings", unknown ? unknown->path : "etc/modprobe.d",
			"cannot tell whether the initramfs is older than modprobe.d");
	}
	draft->summary = "the initramfs says the same of vfio as modprobe.d";
	draft->remedy = initramfs_remake(c);
	evidence(c, draft, image->path, kept ? line_of(c, kept) : "no such line");
	if (lost) {
		evidence(c, draft, lost->path, line_of(c, lost));
		draft->summary = arena_printf(c->arena,
		                              "the initramfs loads %s without what "
		                              "modprobe.d says of it now",
		                              lost->module);
		return YES;
	}
	if (kept)
		draft->summary =
			arena_printf(c->arena,
		                     "the initramfs loads %s with what modprobe.d "
		                     "does not say any more",
		                     kept->module);
	return kept ? YES : NO;
}

bool initramfs_has_alone(const struct rule_case *c, const char *module)
{
	return is_open(image_of(c)) && !has_vfio(c) && initramfs_has(image_of(c), module);
}

/* Is it "vendor:device" of this device? What says more is not judged. */
static bool means(const char *part, const struct device *device)
{
	size_t length = strcspn(part, ":");
	uint32_t vendor, number;

	return part[length] && device->vendor.known == KNOWN &&
	       device->device.known == KNOWN &&
	       text_hex(part, length, UINT16_MAX, &vendor) == 0 &&
	       text_hex(part + length + 1, strlen(part + length + 1), UINT16_MAX,
	                &number) == 0 &&
	       vendor == device->vendor.value && number == device->device.value;
}

/* Does a softdep say that vfio-pci comes before it? module.softdep speaks of that. */
static bool has_softdep(const struct rule_case *c, const char *driver)
{
	for (const struct setting *s = c->host->platform->modules.settings; s;
	     s = s->next)
		if (s->kind == SETTING_SOFTDEP && says_the_same(s->module, driver))
			return true;
	return false;
}

/* A device with that id whose driver, and not vfio-pci, the initramfs has; or NULL. */
static const struct device *taken_first(const struct rule_case *c, const char *part)
{
	for (size_t i = 0; i < c->host->n_devices; i++) {
		const struct device *device = c->host->devices[i];

		if (device->driver.known == KNOWN && means(part, device) &&
		    !driver_is_vfio(device->driver.value) &&
		    initramfs_has_alone(c, device->driver.value) &&
		    !has_softdep(c, device->driver.value))
			return device;
	}
	return NULL;
}

/* The same of all ids of a line of options; counts the ids. */
static const struct device *first_of(const struct rule_case *c,
                                     const struct setting *setting, size_t *n)
{
	const struct device *found = NULL;
	struct cmdline words;
	const char *part;

	if (setting->kind != SETTING_OPTIONS || !strstr(setting->path, CONF) ||
	    !module_is(setting->module, vfio_module_name(VFIO_PCI)) ||
	    cmdline_parse(c->arena, setting->rest, &words) < 0)
		return NULL;
	for (size_t i = 0; i < words.n; i++) {
		const char *rest = words.tokens[i].value;

		if (!rest || !text_equal(words.tokens[i].name, "ids"))
			continue;
		for (; (part = cmdline_part(c->arena, &rest)); (*n)++)
			found = found ? found : taken_first(c, part);
	}
	return found;
}

enum answer others_come_first(const struct rule_case *c, const struct device *device,
                              struct finding *draft)
{
	const struct initramfs *image = image_of(c);
	const struct setting *s = c->host->platform->modules.settings;
	const struct device *found = NULL;
	size_t n = 0;

	(void)device;
	if (!is_open(image))
		return NO;
	for (; s && !found; s = found ? s : s->next)
		found = first_of(c, s, &n);
	if (!n)
		return NO;
	if (!found) {
		draft->summary =
			has_vfio(c) ? "the initramfs has vfio-pci"
				    : "the initramfs has no driver that takes a device "
				      "before vfio-pci";
		evidence(c, draft, image->path, has_vfio(c) ? "vfio_pci" : "no vfio_pci");
		return NO;
	}
	evidence(c, draft, image->path, found->driver.value);
	evidence(c, draft, s->path, line_of(c, s));
	draft->summary =
		arena_printf(c->arena,
	                     "%s is in the initramfs, and vfio-pci is not: it takes "
	                     "%s first",
	                     found->driver.value, BDF_TEXT(found->address));
	draft->remedy =
		arena_printf(c->arena,
	                     "write \"softdep %s pre: vfio-pci\" into /%s, and %s",
	                     found->driver.value, s->path, initramfs_remake(c));
	return YES;
}
