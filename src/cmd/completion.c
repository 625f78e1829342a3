/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A hidden command: the build runs it and installs the scripts it prints, and they ask it
 * for what only this machine knows.
 */
#include <errno.h>
#include <string.h>

#include "cmd/output.h"
#include "cmd/sections.h"
#include "cmd/shells.h"
#include "cmd/speak.h"
#include "cmd/verb.h"
#include "scan/history.h"

struct asked {
	const struct settings *settings;
	struct root root;
	struct arena *arena;
};

/* What @NAME may mean here. */
static enum status print_sections(struct asked *asked)
{
	struct config config = { .arena = asked->arena };
	struct sink sink = output_sink();
	enum status status = sections_read(asked->settings, &asked->root, &config);

	for (const struct section *s = config.sections; status == STATUS_DONE && s;
	     s = s->next)
		(void)sink_printf(&sink, "@%s\n", s->name);
	return status;
}

/* What undo may take back. */
static enum status print_transactions(struct asked *asked)
{
	struct sink sink = output_sink();
	const char *const *names;
	struct fault f = { 0 };
	size_t n;

	if (scan_history(&asked->root, asked->arena, &names, &n, &f) < 0)
		return speak_error(asked->settings, STATUS_FAILED, "internal", &f);
	for (size_t i = 0; i < n; i++)
		(void)sink_printf(&sink, "%s\n", names[i]);
	return STATUS_DONE;
}

static enum status ask(const struct settings *settings,
                       enum status (*print)(struct asked *asked))
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct asked asked = { .settings = settings, .arena = arena, .root.fd = -1 };
	struct fault f = { 0 };
	enum status status;

	if (!arena) {
		(void)fault(&f, -ENOMEM, "out of memory");
		return speak_error(settings, STATUS_FAILED, "internal", &f);
	}
	if (root_open(settings->root, &asked.root, &f) < 0)
		return speak_error(settings, STATUS_USAGE, "usage", &f);
	status = print(&asked);
	root_close(&asked.root);
	return status;
}

static const struct {
	const char *name;
	int (*script)(const struct sink *sink);
	enum status (*print)(struct asked *asked);
} words[] = {
	{ "bash", shells_bash, NULL },
	{ "fish", shells_fish, NULL },
	{ "sections", NULL, print_sections },
	{ "transactions", NULL, print_transactions },
	{ "zsh", shells_zsh, NULL },
};

static enum status run(const struct settings *settings)
{
	struct sink sink = output_sink();
	struct fault f = { 0 };

	for (size_t i = 0; settings->n_args == 1 && i < sizeof(words) / sizeof(words[0]);
	     i++) {
		if (strcmp(words[i].name, settings->args[0]) != 0)
			continue;
		if (words[i].print)
			return ask(settings, words[i].print);
		(void)words[i].script(&sink);
		return STATUS_DONE;
	}
	(void)fault(&f, -EINVAL, "completion wants one of bash, fish and zsh");
	return speak_error(settings, STATUS_USAGE, "usage", &f);
}

static const struct option_row *const tables[] = { global_options, NULL };

const struct verb verb_completion = {
	.name = "completion",
	.args = "bash|fish|zsh|sections|transactions",
	.summary = "Print a completion script.",
	.options = tables,
	.run = run,
};
