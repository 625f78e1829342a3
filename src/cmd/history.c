/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/history.h"

#include <errno.h>

#include "cmd/output.h"
#include "cmd/speak.h"
#include "cmd/verb.h"
#include "view/annals.h"
#include "view/table.h"

static const struct option_row *const tables[] = { global_options, NULL };

struct annals {
	struct root root;
	struct arena *arena;
	struct record **records;
	size_t n;
};

/* One that cannot be read is said, and the others are shown. */
static int read_records(struct annals *annals, struct fault *f)
{
	const char *const *names;
	size_t n;
	int r = scan_history(&annals->root, annals->arena, &names, &n, f);

	if (r < 0)
		return r;
	annals->records = arena_array(annals->arena, n + 1, sizeof(*annals->records));
	if (!annals->records)
		return fault(f, -ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++) {
		struct fault cause = { 0 };

		r = scan_record(&annals->root, annals->arena, names[i],
		                &annals->records[annals->n], &cause);
		if (r == 0)
			annals->n++;
		else if (r != -ENOENT)
			speak(cause.text, cause.remedy);
	}
	return 0;
}

static enum status show(const struct settings *settings, struct annals *annals)
{
	struct look look = output_look(settings);
	struct sink sink = output_sink();
	struct fault f = { 0 };

	if (settings->n_args) {
		(void)fault(&f, -EINVAL, "history takes no '%s'", settings->args[0]);
		(void)fault_remedy(&f, "see vfioprep history: it lists them all");
		return speak_error(settings, STATUS_USAGE, "usage", &f);
	}
	annals->arena = arena_new();
	if (!annals->arena) {
		(void)fault(&f, -ENOMEM, "out of memory");
		return speak_error(settings, STATUS_FAILED, "internal", &f);
	}
	if (root_open(settings->root, &annals->root, &f) < 0)
		return speak_error(settings, STATUS_USAGE, "usage", &f);
	if (read_records(annals, &f) < 0)
		return speak_error(settings, STATUS_FAILED, "internal", &f);
	if (settings->json)
		(void)render_history(&sink, annals->records, annals->n);
	else
		(void)table_history(&sink, &look, annals->records, annals->n);
	return STATUS_DONE;
}

static enum status run(const struct settings *settings)
{
	struct annals annals = { .root.fd = -1 };
	enum status status = show(settings, &annals);

	root_close(&annals.root);
	arena_free(annals.arena);
	return status;
}

const struct verb verb_history = {
	.name = "history",
	.args = "",
	.summary = "Show what was changed, the newest first.",
	.options = tables,
	.run = run,
};
