/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/reading.h"

#include <errno.h>

#include "cmd/sections.h"
#include "cmd/speak.h"

/* Without @NAME nothing of the configuration counts, and it is not read. */
static enum status link_sections(struct reading *reading)
{
	enum status status;

	if (!selector_wants_config(reading->selectors))
		return STATUS_DONE;
	reading->config.arena = reading->arena;
	status = sections_read(reading->settings, &reading->root, &reading->config);
	return status == STATUS_DONE ? sections_link(reading->settings, &reading->config,
	                                             reading->selectors)
	                             : status;
}

enum status reading_begin(struct reading *reading, const struct settings *settings)
{
	struct fault f = { 0 };

	*reading = (struct reading){ .settings = settings, .root.fd = -1 };
	reading->arena = arena_new();
	if (!reading->arena) {
		(void)fault(&f, -ENOMEM, "out of memory");
		return speak_error(settings, STATUS_FAILED, "internal", &f);
	}
	if (choose_parse(reading->arena, settings, &reading->selectors, &f) < 0 ||
	    root_open(settings->root, &reading->root, &f) < 0)
		return speak_error(settings, STATUS_USAGE, "usage", &f);
	return link_sections(reading);
}

static int scan(struct reading *reading, unsigned facts, struct fault *f)
{
	int r;

	if (reading->root.live) {
		reading->worker = worker_new(&reading->root);
		if (!reading->worker)
			return fault(f, -ENOMEM, "out of memory");
	}
	reading->scan = scan_new(&reading->root, reading->worker);
	if (!reading->scan)
		return fault(f, -ENOMEM, "out of memory");
	scan_set_peer(reading->scan, reading->settings->peer);
	if (reading->settings->wake)
		scan_may_wake(reading->scan);
	r = scan_host(reading->scan, &reading->host, f);
	if (r < 0 && reading->is_lenient) {
		reading->host = host_new();
		r = reading->host ? 0 : r;
	}
	if (r == 0)
		r = scan_facts(reading->scan, reading->host, reading->host->devices,
		               reading->host->n_devices,
		               selector_facts(reading->selectors), f);
	if (r == 0)
		r = choose_devices(reading->arena, reading->host, reading->selectors,
		                   &reading->choice, f);
	if (r == 0)
		r = scan_facts(reading->scan, reading->host, reading->choice.devices,
		               reading->choice.n, facts, f);
	return r;
}

enum status reading_scan(struct reading *reading, unsigned facts)
{
	struct fault f = { 0 };
	int r = scan(reading, facts, &f);

	if (r == -ENODEV || r == -ENOTUNIQ)
		return speak_error(reading->settings, STATUS_NO_MATCH, "no-match", &f);
	if (r < 0)
		return speak_error(reading->settings, STATUS_FAILED, "internal", &f);
	return STATUS_DONE;
}

enum status reading_more(struct reading *reading, const struct choice *choice,
                         unsigned facts)
{
	struct fault f = { 0 };

	if (scan_facts(reading->scan, reading->host, choice->devices, choice->n, facts,
	               &f) < 0)
		return speak_error(reading->settings, STATUS_FAILED, "internal", &f);
	return STATUS_DONE;
}

void reading_free(struct reading *reading)
{
	scan_free(reading->scan);
	host_free(reading->host);
	arena_free(reading->arena);
	worker_free(reading->worker);
	root_close(&reading->root);
}
