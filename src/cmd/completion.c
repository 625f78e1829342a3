/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completion scripts made of the same rows as help. A hidden command: the build runs it
 * and installs what it prints, and the scripts ask it for the names of sections.
 */
#include <errno.h>
#include <string.h>

#include "cmd/output.h"
#include "cmd/sections.h"
#include "cmd/speak.h"
#include "cmd/verb.h"
#include "policy/rule.h"
#include "view/columns.h"

/* What may stand for a value of this kind; a kind with | in it lists its words itself. */
struct words {
	const char *arg;
	int (*print)(const struct sink *sink);
};

static int print_rules(const struct sink *sink)
{
	const char *blank = "";
	int r = 0;

	for (size_t i = 0; r == 0 && i < n_rules; i++) {
		if (rules[i].weight != REFUSES)
			continue;
		r = sink_printf(sink, "%s%s", blank, rules[i].id);
		blank = " ";
	}
	return r;
}

static int print_titles(const struct sink *sink)
{
	int r = 0;
	bool first = true;

	for (size_t i = 0; r == 0 && i < n_columns; i++) {
		if (!columns[i].title)
			continue;
		r = sink_printf(sink, "%s%s", first ? "" : " ", columns[i].title);
		first = false;
	}
	return r;
}

static const struct words kinds[] = {
	{ "RULE", print_rules },
	{ "COLUMNS", print_titles },
};

static int print_values(const struct sink *sink, const char *arg)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].arg, arg) == 0)
			return kinds[i].print(sink);
	if (!strchr(arg, '|'))
		return 0;
	for (const char *c = arg; *c; c++)
		if (sink_printf(sink, "%c", *c == '|' ? ' ' : *c) < 0)
			return -EIO;
	return 0;
}

/*
 * EACH is called for every option of every command; VERB is NULL for the global ones,
 * whose table is the last one of every command.
 */
static int for_options(const struct sink *sink,
                       int (*each)(const struct sink *sink, const struct verb *verb,
                                   const struct option_row *row))
{
	int r = 0;

	for (const struct option_row *row = global_options; r == 0 && row->name; row++)
		r = each(sink, NULL, row);
	for (size_t i = 0; i < n_verbs; i++)
		for (size_t t = 0; verbs[i]->options[t] != global_options; t++)
			for (const struct option_row *row = verbs[i]->options[t];
			     r == 0 && row->name; row++)
				r = each(sink, verbs[i], row);
	return r;
}

/* bash */

static int bash_value(const struct sink *sink, const struct verb *verb,
                      const struct option_row *row)
{
	int r;

	(void)verb;
	if (!row->arg)
		return 0;
	r = sink_printf(sink, "\t--%s) words='", row->name);
	if (r == 0)
		r = print_values(sink, row->arg);
	return r < 0 ? r : sink_text(sink, "' ;;\n");
}

static int bash_options(const struct sink *sink, const struct verb *verb)
{
	int r = 0;

	for (size_t t = 0; verb->options[t]; t++)
		for (const struct option_row *row = verb->options[t]; r == 0 && row->name;
		     row++)
			r = sink_printf(sink, " --%s%s", row->name, row->arg ? "=" : "");
	return r;
}

static int print_bash(const struct sink *sink)
{
	int r = sink_text(sink, "# bash completion for vfioprep\n"
	                        "_vfioprep() {\n"
	                        "\tlocal cur prev words='' verb='' word at=''\n"
	                        "\tlocal line=(\"${COMP_WORDS[@]:1:COMP_CWORD-1}\")\n"
	                        "\tcur=${COMP_WORDS[COMP_CWORD]}\n"
	                        "\tprev=${COMP_WORDS[COMP_CWORD-1]}\n"
	                        "\t[[ $cur == = ]] && cur=\n"
	                        "\t[[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD-2]}\n"
	                        /* bash breaks words at @ and inserts behind it. */
	                        "\t[[ $prev == @ ]] && at=@ cur=@$cur\n"
	                        "\t[[ $cur == @ && $COMP_WORDBREAKS == *@* ]] && at=@\n"
	                        "\tfor word in \"${line[@]}\"; do\n"
	                        "\t\tcase $word in\n\t\t");

	for (size_t i = 0; r == 0 && i < n_verbs; i++)
		r = sink_printf(sink, "%s%s", i ? "|" : "", verbs[i]->name);
	if (r == 0)
		r = sink_text(
			sink,
			") verb=$word; break ;;\n\t\tesac\n\tdone\n\tcase $prev in\n");
	if (r == 0)
		r = for_options(sink, bash_value);
	if (r == 0)
		r = sink_text(sink, "\t*) case $verb in\n\t\t'') words='");
	for (size_t i = 0; r == 0 && i < n_verbs; i++)
		r = sink_printf(sink, "%s ", verbs[i]->name);
	for (const struct option_row *row = global_options; r == 0 && row->name; row++)
		r = sink_printf(sink, " --%s%s", row->name, row->arg ? "=" : "");
	if (r == 0)
		r = sink_text(sink, "' ;;\n");
	for (size_t i = 0; r == 0 && i < n_verbs; i++) {
		r = sink_printf(sink, "\t\t%s) words='", verbs[i]->name);
		if (r == 0)
			r = bash_options(sink, verbs[i]);
		if (r == 0)
			r = sink_text(
				sink,
				"'\n\t\t\t[[ $cur == -* ]] || words=$({ vfioprep resolve "
				"'*'; vfioprep completion sections; } 2>/dev/null) ;;\n");
	}
	return r < 0 ? r
	             : sink_text(sink,
	                         "\t\tesac ;;\n\tesac\n"
	                         "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- "
	                         "\"$cur\")\n"
	                         "\tCOMPREPLY=(\"${COMPREPLY[@]#$at}\")\n"
	                         "\t[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
	                         "\ttype __ltrim_colon_completions &>/dev/null && "
	                         "__ltrim_colon_completions \"$cur\"\n"
	                         "\treturn 0\n}\ncomplete -F _vfioprep vfioprep\n");
}

/* zsh */

static int zsh_option(const struct sink *sink, const struct option_row *row)
{
	int r = sink_printf(sink, "\t\t\t'--%s%s[%s]%s%s", row->name, row->arg ? "=" : "",
	                    row->help, row->arg ? ":" : "", row->arg ? row->arg : "");

	if (r == 0 && row->arg)
		r = sink_text(sink, ":(");
	if (r == 0 && row->arg)
		r = print_values(sink, row->arg);
	if (r == 0 && row->arg)
		r = sink_text(sink, ")");
	return r < 0 ? r : sink_text(sink, "' \\\n");
}

static int print_zsh(const struct sink *sink)
{
	int r = sink_text(sink, "#compdef vfioprep\n"
	                        "local -a commands=(\n");

	for (size_t i = 0; r == 0 && i < n_verbs; i++)
		r = sink_printf(sink, "\t'%s:%s'\n", verbs[i]->name, verbs[i]->summary);
	if (r == 0)
		r = sink_text(sink, ")\nlocal verb=${words[(R)(${(j:|:)commands%%:*})]}\n"
		                    "case $verb in\n");
	for (size_t i = 0; r == 0 && i < n_verbs; i++) {
		r = sink_printf(sink, "\t%s)\n\t\t_arguments \\\n", verbs[i]->name);
		for (size_t t = 0; verbs[i]->options[t]; t++)
			for (const struct option_row *row = verbs[i]->options[t];
			     r == 0 && row->name; row++)
				r = zsh_option(sink, row);
		if (r == 0)
			r = sink_text(sink,
			              "\t\t\t'*:device:($({ vfioprep resolve \"*\"; "
			              "vfioprep completion sections; } 2>/dev/null | sed "
			              "\"s/:/\\\\\\\\:/g\"))' ;;\n");
	}
	return r < 0 ? r : sink_text(sink, "\t*) _describe command commands ;;\nesac\n");
}

/* fish */

static int fish_option(const struct sink *sink, const struct verb *verb,
                       const struct option_row *row)
{
	int r = sink_printf(sink, "complete -c vfioprep");

	if (r == 0 && verb)
		r = sink_printf(sink, " -n '__fish_seen_subcommand_from %s'", verb->name);
	if (r == 0)
		r = sink_printf(sink, " -l %s -d '%s'", row->name, row->help);
	if (r == 0 && row->letter)
		r = sink_printf(sink, " -s %c", row->letter);
	if (r == 0 && row->arg)
		r = sink_text(sink, " -x -a '");
	if (r == 0 && row->arg)
		r = print_values(sink, row->arg);
	if (r == 0 && row->arg)
		r = sink_text(sink, "'");
	return r < 0 ? r : sink_text(sink, "\n");
}

static int print_fish(const struct sink *sink)
{
	int r = sink_text(sink, "complete -c vfioprep -f\n");

	for (size_t i = 0; r == 0 && i < n_verbs; i++)
		r = sink_printf(
			sink,
			"complete -c vfioprep -n __fish_use_subcommand -a %s -d '%s'\n"
			"complete -c vfioprep -n '__fish_seen_subcommand_from %s' -a "
			"'(begin; vfioprep resolve \"*\"; vfioprep completion sections; "
			"end 2>/dev/null)'\n",
			verbs[i]->name, verbs[i]->summary, verbs[i]->name);
	return r < 0 ? r : for_options(sink, fish_option);
}

static const struct {
	const char *name;
	int (*print)(const struct sink *sink);
} shells[] = {
	{ "bash", print_bash },
	{ "fish", print_fish },
	{ "zsh", print_zsh },
};

/* What @NAME may mean here; the scripts ask when somebody presses the key. */
static enum status print_sections(const struct settings *settings)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(root_close) struct root root = { .fd = -1 };
	struct config config = { .arena = arena };
	struct sink sink = output_sink();
	struct fault f = { 0 };
	enum status status;

	if (!arena) {
		(void)fault(&f, -ENOMEM, "out of memory");
		return speak_error(settings, STATUS_FAILED, "internal", &f);
	}
	if (root_open(settings->root, &root, &f) < 0)
		return speak_error(settings, STATUS_USAGE, "usage", &f);
	status = sections_read(settings, &root, &config);
	for (const struct section *s = config.sections; status == STATUS_DONE && s;
	     s = s->next)
		(void)sink_printf(&sink, "@%s\n", s->name);
	return status;
}

static enum status run(const struct settings *settings)
{
	struct sink sink = output_sink();
	struct fault f = { 0 };

	if (settings->n_args == 1 && strcmp(settings->args[0], "sections") == 0)
		return print_sections(settings);
	for (size_t i = 0;
	     settings->n_args == 1 && i < sizeof(shells) / sizeof(shells[0]); i++)
		if (strcmp(shells[i].name, settings->args[0]) == 0) {
			(void)shells[i].print(&sink);
			return STATUS_DONE;
		}
	(void)fault(&f, -EINVAL, "completion wants one of bash, fish and zsh");
	return speak_error(settings, STATUS_USAGE, "usage", &f);
}

static const struct option_row *const tables[] = { global_options, NULL };

const struct verb verb_completion = {
	.name = "completion",
	.args = "bash|fish|zsh|sections",
	.summary = "Print a completion script.",
	.options = tables,
	.run = run,
};
