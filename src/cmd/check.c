/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cmd/concerned.h"
#include "cmd/output.h"
#include "cmd/reading.h"
#include "cmd/speak.h"
#include "cmd/verb.h"
#include "model/fact.h"
#include "os/account.h"
#include "policy/check.h"
#include "policy/devicechecks.h"
#include "policy/identity.h"
#include "scan/platform.h"
#include "scan/service.h"
#include "view/findings.h"
#include "view/json.h"

static int set_strict(struct settings *s, const char *value, struct fault *f)
{
	(void)value, (void)f;
	s->strict = true;
	return 0;
}

/* VALUE becomes *RET, unless OTHER was said. */
static int set_runner(const char *value, const char *wanted, const char *other,
                      const char **ret, struct fault *f)
{
	if (!*value)
		return fault(f, -EINVAL, "%s", wanted);
	if (other) {
		(void)fault(f, -EINVAL, "--as and --unit both say who runs the guest");
		return fault_remedy(f, "give one of them");
	}
	*ret = value;
	return 0;
}

static int set_as(struct settings *s, const char *value, struct fault *f)
{
	return set_runner(value, "--as wants the name of a user", s->unit, &s->as, f);
}

static int set_unit(struct settings *s, const char *value, struct fault *f)
{
	return set_runner(value, "--unit wants the name of a service", s->as, &s->unit,
	                  f);
}

/* Without a unit it would be bytes for one, and MiB for who knows QEMU's -m. */
static int set_guest_memory(struct settings *s, const char *value, struct fault *f)
{
	const size_t length = strlen(value);

	if (!length || strchr("0123456789", value[length - 1]) ||
	    text_bytes(value, &s->guest_memory) < 0 || !s->guest_memory)
		return fault(f, -EINVAL,
		             "--guest-memory wants a size with its unit, as 512M or 8G, "
		             "not '%s'",
		             value);
	return 0;
}

static const struct option_row options[] = {
	{ "as", 0, "USER", "who shall run the guest (default: who asks)", set_as },
	{ "guest-memory", 0, "SIZE", "how much it shall have: 512M, 8G",
	  set_guest_memory },
	{ "strict", 0, NULL, "a warning means not ready too", set_strict },
	{ "unit", 0, "NAME", "which service shall run the guest: qemu@win11", set_unit },
	{ NULL, 0, NULL, NULL, NULL },
};

static const struct option_row *const tables[] = { options, global_options, NULL };

static enum status status_of(const struct settings *settings, enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_READY:
		return STATUS_DONE;
	case VERDICT_WARNINGS:
		return settings->strict ? STATUS_NOT_READY : STATUS_DONE;
	case VERDICT_UNKNOWN:
	case VERDICT_NOT_READY:
		break;
	}
	return STATUS_NOT_READY;
}

static enum status print(const struct settings *settings, const struct findings *findings)
{
	static const char *const lines[] = {
		[VERDICT_READY] = "ready",
		[VERDICT_WARNINGS] = "ready, with warnings",
		[VERDICT_UNKNOWN] = "cannot tell whether it is ready",
		[VERDICT_NOT_READY] = "not ready",
	};
	enum verdict verdict = check_verdict(findings);
	struct look look = output_look(settings);
	struct sink sink = output_sink();

	if (settings->json) {
		(void)render_check(&sink, verdict_text(verdict), findings);
		return status_of(settings, verdict);
	}
	if (settings->quiet)
		return status_of(settings, verdict);
	(void)print_findings(&sink, &look, findings, settings->verbose);
	(void)sink_printf(&sink, "%s\n", lines[verdict]);
	return status_of(settings, verdict);
}

/* Whoever names devices asks of them what bind would ask; else those on VFIO tell what
 * stands against them. */
static int check_devices(struct reading *reading, struct rule_case *c,
                         struct findings *findings)
{
	int r = 0;

	if (!reading->selectors)
		return check_held(c, findings);
	for (size_t i = 0; r == 0 && i < reading->choice.n; i++)
		r = check_device(c, reading->choice.devices[i], findings);
	return r;
}

static enum status no_memory(struct reading *reading)
{
	struct fault f = { 0 };

	(void)fault(&f, -ENOMEM, "out of memory");
	return speak_error(reading->settings, STATUS_FAILED, "internal", &f);
}

/* Who was named to run the guest. */
static int find_runner(struct reading *reading, struct request *ret, struct fault *f)
{
	const struct settings *settings = reading->settings;

	if (settings->as)
		return account_find(&reading->root, reading->arena, settings->as,
		                    &ret->as, f);
	if (settings->unit)
		return scan_service(&reading->root, reading->arena, settings->unit,
		                    &ret->service, f);
	return 0;
}

static enum status judge(struct reading *reading)
{
	struct request request = { .goal = GOAL_BIND,
		                   .selectors = reading->selectors,
		                   .guest_memory = reading->settings->guest_memory };
	struct findings findings = { .arena = reading->arena };
	struct rule_case c = {
		.host = reading->host,
		.request = &request,
		.taken = reading->choice.devices,
		.n_taken = reading->selectors ? reading->choice.n : 0,
		.arena = reading->arena,
	};
	struct fault f = { 0 };
	int r = find_runner(reading, &request, &f);

	if (r == -ENOMEM)
		return no_memory(reading);
	if (r < 0)
		return speak_error(reading->settings, STATUS_USAGE, "usage", &f);
	r = scan_platform(reading->scan, reading->host, check_facts(), &f);
	if (r == 0 && (check_platform(&c, &findings) < 0 ||
	               check_devices(reading, &c, &findings) < 0))
		r = fault(&f, -ENOMEM, "out of memory");
	if (r < 0)
		return speak_error(reading->settings, STATUS_FAILED, "internal", &f);
	return print(reading->settings, &findings);
}

static enum status read_displays(struct reading *reading)
{
	struct choice displays = { 0 };

	if (choose_displays(reading->arena, reading->host, &displays) < 0)
		return no_memory(reading);
	return reading_more(reading, &displays, FACT_DISPLAY);
}

static enum status read_held(struct reading *reading)
{
	struct choice held = { 0 };

	if (choose_held(reading->arena, reading->host, &held) < 0)
		return no_memory(reading);
	return reading_more(reading, &held, device_check_facts(WHEN_HELD));
}

static enum status read_devices(struct reading *reading)
{
	/* A section takes its groups along, here as in bind. */
	const struct request request = { .selectors = reading->selectors };
	const struct wanted wanted = { rule_facts(WHEN_TAKING) |
		                               device_check_facts(WHEN_NAMED) |
		                               identity_facts(reading->selectors),
		                       &request };
	const struct choice all = { reading->host->devices, reading->host->n_devices };
	struct fault f = { 0 };
	enum status status = reading_more(reading, &all,
	                                  FACT_IDS | FACT_DRIVER | FACT_SRIOV);

	if (status != STATUS_DONE)
		return status;
	status = read_displays(reading);
	if (status != STATUS_DONE)
		return status;
	if (!reading->selectors)
		return read_held(reading);
	/* As bind would ask, and as it would see. */
	if (reading->root.live)
		scan_must_tell(reading->scan);
	if (reading->root.live && geteuid() == 0)
		scan_may_claim(reading->scan);
	if (concerned_read(reading->scan, reading->host, &reading->choice, &wanted, &f) <
	    0)
		return speak_error(reading->settings, STATUS_FAILED, "internal", &f);
	return STATUS_DONE;
}

static enum status run(const struct settings *settings)
{
	struct reading reading;
	enum status status = reading_begin(&reading, settings);

	/* Who asks of no device gets an answer: iommu.functions says what is missing. */
	reading.is_lenient = !reading.selectors;
	if (status == STATUS_DONE)
		status = reading_scan(&reading, 0);
	if (status == STATUS_DONE)
		status = read_devices(&reading);
	if (status == STATUS_DONE)
		status = judge(&reading);
	reading_free(&reading);
	return status;
}

const struct verb verb_check = {
	.name = "check",
	.args = "[SELECTOR...]",
	.summary = "Tell whether this machine, and devices of it, are ready.",
	.options = tables,
	.run = run,
};
