/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of displays: who draws what the firmware left, and how many there are. */
#include "base/text.h"
#include "model/classes.h"
#include "policy/checks.h"
#include "policy/evidence.h"

#define CLASS_3D 0x0302 /* computes, and has no output */

/* By the driver of the platform device, and by what that driver made. */
static const char *painter(const struct framebuffer *framebuffer)
{
	static const struct {
		const char *driver, *drm, *fbdev;
	} rows[] = {
		{ "simple-framebuffer", "simpledrm", "simplefb" },
		{ "efi-framebuffer", "efidrm", "efifb" },
		{ "vesa-framebuffer", "vesadrm", "vesafb" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (text_equal(framebuffer->driver, rows[i].driver))
			return framebuffer->is_drm ? rows[i].drm : rows[i].fbdev;
	return framebuffer->driver;
}

enum answer has_firmware_picture(const struct rule_case *c, const struct device *device,
                                 struct finding *draft)
{
	enum answer answer = NO;

	(void)device;
	for (size_t i = 0; i < c->host->n_devices; i++) {
		const struct device *d = c->host->devices[i];

		if (d->framebuffer.known == UNKNOWN && answer == NO)
			answer = UNSURE;
		if (d->framebuffer.known != KNOWN)
			continue;
		answer = YES;
		evidence(c, draft, d->framebuffer.path, d->framebuffer.driver);
		draft->summary =
			arena_printf(c->arena,
		                     "%s draws in memory of %s what the firmware left",
		                     painter(&d->framebuffer), BDF_TEXT(d->address));
	}
	if (answer == UNSURE) {
		evidence(c, draft, "proc/iomem", NULL);
		draft->summary = "cannot tell whose memory holds the firmware's picture";
		draft->remedy = NULL;
	}
	return answer;
}

static bool is_display(const struct device *device)
{
	return device->class.known == KNOWN &&
	       device_base_class(device) == CLASS_DISPLAY &&
	       device->class.value >> 8 != CLASS_3D && device->physfn.known != KNOWN;
}

static bool is_lent(const struct device *device)
{
	return device->driver.known == KNOWN && driver_is_vfio(device->driver.value);
}

enum answer has_one_display(const struct rule_case *c, const struct device *device,
                            struct finding *draft)
{
	const struct device *only = NULL;
	size_t n = 0;

	(void)device;
	/* Evidence is put before what is there. */
	for (size_t i = c->host->n_devices; i-- > 0;)
		if (is_display(c->host->devices[i]) && !is_lent(c->host->devices[i])) {
			only = c->host->devices[i];
			n++;
			device_evidence(c, only, draft, "class",
			                arena_printf(c->arena, "0x%06x",
			                             only->class.value));
		}
	if (!n)
		return NO;
	if (n > 1) {
		draft->summary = arena_printf(c->arena, "the host has %zu displays", n);
		return NO;
	}
	draft->summary = arena_printf(c->arena, "the host has no other display than %s",
	                              BDF_TEXT(only->address));
	return YES;
}
