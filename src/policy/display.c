/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person at the machine needs: a picture, and a keyboard. */
#include "model/classes.h"
#include "policy/evidence.h"
#include "policy/predicates.h"

#define CLASS_3D 0x0302 /* computes, and has no output */

static bool is_taken(const struct rule_case *c, const struct device *device)
{
	for (size_t i = 0; i < c->n_taken; i++)
		if (c->taken[i] == device)
			return true;
	return false;
}

/* Would DEVICE still show the host's picture after this? */
static enum answer stays_display(const struct rule_case *c, const struct device *device)
{
	if (is_taken(c, device) || device->physfn.known == KNOWN)
		return NO;
	if (device->class.known != KNOWN)
		return UNSURE;
	if (device_base_class(device) != CLASS_DISPLAY ||
	    device->class.value >> 8 == CLASS_3D)
		return NO;
	if (device->driver.known == KNOWN)
		return driver_is_vfio(device->driver.value) ? NO : YES;
	return device->driver.known == ABSENT ? YES : UNSURE;
}

static enum answer is_only_display(const struct rule_case *c, const struct device *device,
                                   struct finding *draft)
{
	enum answer answer = YES;

	if (device->class.value >> 8 == CLASS_3D || device->physfn.known == KNOWN)
		return NO;
	for (size_t i = 0; i < c->host->n_devices; i++) {
		enum answer stays = stays_display(c, c->host->devices[i]);

		if (stays == YES)
			return NO;
		if (stays == UNSURE)
			answer = UNSURE;
	}
	device_evidence(c, device, draft, "class",
	                arena_printf(c->arena, "0x%06x", device->class.value));
	draft->summary = "the host has no other display";
	return answer;
}

static enum answer is_boot_display(const struct rule_case *c, const struct device *device,
                                   struct finding *draft)
{
	if (device->boot_vga.known == ABSENT ||
	    (device->boot_vga.known == KNOWN && !device->boot_vga.value))
		return NO;
	draft->summary = "the machine booted with it as its display";
	device_evidence(c, device, draft, "boot_vga",
	                device->boot_vga.known == KNOWN ? "1" : NULL);
	return device->boot_vga.known == KNOWN ? YES : UNSURE;
}

enum answer is_display_in_use(const struct rule_case *c, const struct device *device,
                              struct finding *draft)
{
	static enum answer (*const questions[])(
		const struct rule_case *c, const struct device *device,
		struct finding *draft) = { is_boot_display, is_used, is_only_display };
	struct finding unsure = *draft, asked;
	enum answer worst = NO;

	if (device->class.known == KNOWN && device_base_class(device) != CLASS_DISPLAY)
		return NO;
	if (device->class.known != KNOWN) {
		device_evidence(c, device, draft, "class", NULL);
		return UNSURE;
	}
	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
		enum answer answer;

		asked = *draft;
		answer = questions[i](c, device, &asked);
		if (answer == YES) {
			*draft = asked;
			return YES;
		}
		if (answer == UNSURE && worst == NO) {
			unsure = asked;
			worst = UNSURE;
		}
	}
	if (worst == UNSURE)
		*draft = unsure;
	return worst;
}

static bool goes(const struct rule_case *c, const struct keyboard *keyboard)
{
	for (size_t i = 0; i < keyboard->n_controllers; i++)
		if (is_taken(c, keyboard->controllers[i]))
			return true;
	return false;
}

static bool hangs_on(const struct keyboard *keyboard, const struct device *device)
{
	for (size_t i = 0; i < keyboard->n_controllers; i++)
		if (keyboard->controllers[i] == device)
			return true;
	return false;
}

/* What no keyboard hangs on, whatever could not be read. */
static bool is_out_of_question(const struct device *device)
{
	static const unsigned classes[] = { 0x01, 0x02, CLASS_DISPLAY, CLASS_BRIDGE };

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (device->class.known == KNOWN &&
		    device_base_class(device) == classes[i])
			return true;
	return false;
}

enum answer has_last_keyboard(const struct rule_case *c, const struct device *device,
                              struct finding *draft)
{
	const struct keyboard *last = NULL;
	const struct unknown *unread = unknown_find(c->host->unknown, "keyboards");

	for (const struct keyboard *k = c->host->keyboards; k; k = k->next) {
		if (!goes(c, k))
			return NO;
		if (hangs_on(k, device))
			last = k;
	}
	if (last) {
		evidence(c, draft, last->path, last->name);
		draft->summary = arena_printf(c->arena,
		                              "the host has no other keyboard than '%s'",
		                              last->name);
	}
	if (c->host->keyboards_known == KNOWN)
		return last ? YES : NO;
	if (!last && is_out_of_question(device))
		return NO;
	evidence(c, draft, unread ? unread->path : NULL, NULL);
	return UNSURE;
}
