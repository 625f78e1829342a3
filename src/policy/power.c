/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of power: who may sleep, how deep, and who does not wake again. */
#include "base/text.h"
#include "policy/checks.h"
#include "policy/evidence.h"
#include "policy/questions.h"

static bool is_text(const struct text *text, const char *value)
{
	return text->known == KNOWN && text_equal(text->value, value);
}

enum answer vfio_stays_awake(const struct rule_case *c, const struct device *device,
                             struct finding *draft)
{
	const struct parameter *parameter = &c->host->platform->stays_awake;

	(void)device;
	if (parameter->value.known == ABSENT)
		return NO;
	if (parameter->value.known != KNOWN)
		return unread(c, draft, "parameters", parameter->path,
		              "cannot tell whether vfio-pci lets devices sleep");
	evidence(c, draft, parameter->path, parameter->value.value);
	if (is_text(&parameter->value, "Y"))
		return YES;
	draft->summary = "vfio-pci lets devices sleep that nobody uses";
	return NO;
}

enum answer power_can_be_cut(const struct rule_case *c, const struct device *device,
                             struct finding *draft)
{
	const struct power *power = &device->power;

	if (power->d3cold.known != KNOWN || power->can_be_cut == UNKNOWN)
		return NO;
	device_evidence(c, device, draft, "d3cold_allowed",
	                power->d3cold.value ? "1" : "0");
	if (!power->d3cold.value) {
		draft->summary = "the kernel does not cut its power";
		return NO;
	}
	if (power->can_be_cut != KNOWN) {
		draft->summary = "the firmware has no switch for its power";
		return NO;
	}
	evidence(c, draft, power->switch_path, "present");
	if (is_text(&c->host->platform->stays_awake.value, "Y")) {
		draft->summary = "its power can be cut, and vfio-pci keeps it awake";
		return NO;
	}
	return YES;
}

/* In D3cold, and yet not asleep: it did not answer when it was woken. */
static bool is_lost(const struct power *power)
{
	return is_text(&power->status, "error") ||
	       (is_text(&power->state, "D3cold") && is_text(&power->status, "active"));
}

enum answer does_not_wake(const struct rule_case *c, const struct device *device,
                          struct finding *draft)
{
	const struct power *power = &device->power;

	if (power->status.known == UNKNOWN || power->state.known == UNKNOWN) {
		device_evidence(c, device, draft,
		                power->state.known == UNKNOWN ? "power_state"
		                                              : "power/runtime_status",
		                NULL);
		draft->summary = "cannot tell whether it wakes";
		draft->remedy = NULL;
		return UNSURE;
	}
	if (power->status.known != KNOWN)
		return NO;
	device_evidence(c, device, draft, "power/runtime_status", power->status.value);
	if (power->state.known == KNOWN)
		device_evidence(c, device, draft, "power_state", power->state.value);
	if (is_lost(power))
		return YES;
	draft->summary = is_text(&power->status, "suspended")
	                         ? "it sleeps until it is used"
	                         : "it is awake";
	return NO;
}
