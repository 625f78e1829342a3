/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "cmd/output.h"
#include "cmd/reading.h"
#include "cmd/speak.h"
#include "cmd/verb.h"
#include "view/addresses.h"

static int set_one(struct settings *s, const char *value, struct fault *f)
{
	(void)value, (void)f;
	s->one = true;
	return 0;
}

static int set_format(struct settings *s, const char *value, struct fault *f)
{
	if (!address_format_find(value))
		return fault(f, -EINVAL,
		             "--format is address, sysfs or libvirt, not '%s'", value);
	s->format = value;
	return 0;
}

static const struct option_row options[] = {
	{ "one", 0, NULL, "fail unless exactly one device matches", set_one },
	{ "format", 'f', "address|sysfs|libvirt", "default: address", set_format },
	{ NULL, 0, NULL, NULL, NULL },
};

static const struct option_row *const tables[] = { options, global_options, NULL };

/* Names what matched, as many as fit into one line of an error. */
static void name_matches(const struct choice *choice, struct fault *f)
{
	char list[128] = "";

	for (size_t i = 0; i < choice->n; i++) {
		size_t used = strlen(list);

		if (used + BDF_TEXT_MAX + 6 > sizeof(list)) {
			(void)text_format(list + used, sizeof(list) - used, ", …");
			break;
		}
		(void)text_format(list + used, sizeof(list) - used, "%s%s",
		                  used ? ", " : "",
		                  BDF_TEXT(choice->devices[i]->address));
	}
	(void)fault(f, -ENOTUNIQ, "%zu devices match where one was asked for: %s",
	            choice->n, list);
	(void)fault_remedy(f, "add a condition, as in class=network,numa=0");
}

static enum status print(const struct reading *reading)
{
	const struct settings *settings = reading->settings;
	struct sink sink = output_sink();
	struct fault f = { 0 };

	if (settings->one && reading->choice.n != 1) {
		name_matches(&reading->choice, &f);
		return speak_error(settings, STATUS_NO_MATCH, "no-match", &f);
	}
	(void)print_addresses(&sink, settings->format, settings->json,
	                      reading->choice.devices, reading->choice.n);
	return STATUS_DONE;
}

static enum status run(const struct settings *settings)
{
	struct reading reading;
	struct fault f = { 0 };
	enum status status;

	if (!settings->n_args) {
		(void)fault(&f, -EINVAL, "no selector was given");
		(void)fault_remedy(
			&f, "see SELECTORS in vfioprep(8); '*' means every device");
		return speak_error(settings, STATUS_USAGE, "usage", &f);
	}
	status = reading_begin(&reading, settings);
	if (status == STATUS_DONE)
		status = reading_scan(&reading, 0);
	if (status == STATUS_DONE)
		status = print(&reading);
	reading_free(&reading);
	return status;
}

const struct verb verb_resolve = {
	.name = "resolve",
	.args = "SELECTOR...",
	.summary = "Print the addresses of the devices that match, one a line.",
	.options = tables,
	.run = run,
};
