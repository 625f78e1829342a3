/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/shells.h"

#include <string.h>

#include "base/text.h"
#include "cmd/verb.h"
#include "policy/rule.h"
#include "view/columns.h"

/* What may stand for a value or an operand: words of ours, or what a shell finds out. */
struct kind {
	const char *arg;
	int (*print)(const struct sink *sink);
	const char *bash, *fish, *zsh;
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
	const char *blank = "";
	int r = 0;

	for (size_t i = 0; r == 0 && i < n_columns; i++) {
		if (!columns[i].title)
			continue;
		r = sink_printf(sink, "%s%s", blank, columns[i].title);
		blank = " ";
	}
	return r;
}

#define FOUND(command) "{local -a found=(${(f)\"$(" command ")\"}); compadd -a found}"
#define DEVICES        "vfioprep resolve \\*; vfioprep completion sections"
#define TRANSACTIONS   "vfioprep completion transactions 2>/dev/null"

static const struct kind kinds[] = {
	{ "RULE", print_rules, NULL, NULL, NULL },
	{ "COLUMNS", print_titles, NULL, NULL, NULL },
	{ "DIR", NULL, "compgen -d -- \"$cur\"", "(__fish_complete_directories)",
	  "_files -/" },
	{ "USER", NULL, "compgen -u -- \"$cur\"", "(__fish_complete_users)", "_users" },
	{ "USER[:GROUP]", NULL, "compgen -u -- \"$cur\"", "(__fish_complete_users)",
	  "_users" },
};

/* By what the usage of a command says. */
static const struct kind operands[] = {
	{ "SELECTOR", NULL, "{ " DEVICES "; } 2>/dev/null",
	  "(begin; " DEVICES "; end 2>/dev/null)",
	  FOUND("{ " DEVICES "; } 2>/dev/null") },
	{ "TRANSACTION", NULL, TRANSACTIONS, "(" TRANSACTIONS ")", FOUND(TRANSACTIONS) },
};

static const struct kind *kind_of(const char *arg)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].arg, arg) == 0)
			return &kinds[i];
	return NULL;
}

static const struct kind *operand_of(const struct verb *verb)
{
	for (size_t i = 0; i < sizeof(operands) / sizeof(operands[0]); i++)
		if (strstr(verb->args, operands[i].arg))
			return &operands[i];
	return NULL;
}

/* TEXT with these characters escaped. */
static int print_escaped(const struct sink *sink, const char *text, const char *special)
{
	int r = 0;

	for (const char *c = text; r == 0 && *c; c++)
		r = sink_printf(sink, "%s%c", strchr(special, *c) ? "\\" : "", *c);
	return r;
}

/* The words of a value; a kind with | in it lists them itself. */
static int print_words(const struct sink *sink, const char *arg)
{
	const struct kind *kind = kind_of(arg);
	int r = 0;

	if (kind && kind->print)
		return kind->print(sink);
	if (!strchr(arg, '|'))
		return 0;
	for (const char *c = arg; r == 0 && *c; c++)
		r = sink_printf(sink, "%c", *c == '|' ? ' ' : *c);
	return r;
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
	const struct kind *kind;
	int r;

	(void)verb;
	if (!row->arg)
		return 0;
	kind = kind_of(row->arg);
	if (kind && kind->bash)
		return sink_printf(sink, "\t--%s) words=$(%s) ;;\n", row->name,
		                   kind->bash);
	r = sink_printf(sink, "\t--%s) words='", row->name);
	if (r == 0)
		r = print_words(sink, row->arg);
	return r < 0 ? r : sink_text(sink, "' ;;\n");
}

static int bash_options(const struct sink *sink, const struct option_row *row)
{
	int r = 0;

	for (; r == 0 && row->name; row++)
		r = sink_printf(sink, " --%s%s", row->name, row->arg ? "=" : "");
	return r;
}

static int bash_verb(const struct sink *sink, const struct verb *verb)
{
	const struct kind *operand = operand_of(verb);
	int r = sink_printf(sink, "\t\t%s) words='", verb->name);

	for (size_t t = 0; r == 0 && verb->options[t]; t++)
		r = bash_options(sink, verb->options[t]);
	if (r == 0)
		r = sink_text(sink, "'");
	if (r == 0 && operand)
		r = sink_printf(sink, "\n\t\t\t[[ $cur == -* ]] || words=$(%s)",
		                operand->bash);
	return r < 0 ? r : sink_text(sink, " ;;\n");
}

int shells_bash(const struct sink *sink)
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
	if (r == 0)
		r = bash_options(sink, global_options);
	if (r == 0)
		r = sink_text(sink, "' ;;\n");
	for (size_t i = 0; r == 0 && i < n_verbs; i++)
		r = bash_verb(sink, verbs[i]);
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

/* What follows an option: ":name:how", where a colon of the name would end it. */
static int zsh_value(const struct sink *sink, const char *arg)
{
	const struct kind *kind = kind_of(arg);
	int r = sink_text(sink, ":");

	if (r == 0)
		r = print_escaped(sink, arg, ":");
	if (r == 0 && kind && kind->zsh)
		return sink_printf(sink, ":%s", kind->zsh);
	if (r == 0 && strcmp(arg, "COLUMNS") == 0)
		r = sink_text(sink, ":_values -s , column ");
	else if (r == 0)
		r = sink_text(sink, ":(");
	if (r == 0)
		r = print_words(sink, arg);
	return r < 0 || strcmp(arg, "COLUMNS") == 0 ? r : sink_text(sink, ")");
}

static int zsh_spelling(const struct sink *sink, const struct option_row *row,
                        const char *spelling)
{
	int r = sink_printf(sink, "\t\t\t'%s[", spelling);

	if (r == 0)
		r = print_escaped(sink, row->help, "[]:");
	if (r == 0)
		r = sink_text(sink, "]");
	if (r == 0 && row->arg)
		r = zsh_value(sink, row->arg);
	return r < 0 ? r : sink_text(sink, "' \\\n");
}

static int zsh_options(const struct sink *sink, const struct option_row *row)
{
	int r = 0;

	for (; r == 0 && row->name; row++) {
		char spelling[64];

		(void)text_format(spelling, sizeof(spelling), "*--%s%s", row->name,
		                  row->arg ? "=" : "");
		r = zsh_spelling(sink, row, spelling);
		if (r < 0 || !row->letter)
			continue;
		(void)text_format(spelling, sizeof(spelling), "*-%c%s", row->letter,
		                  row->arg ? "+" : "");
		r = zsh_spelling(sink, row, spelling);
	}
	return r;
}

static int zsh_verb(const struct sink *sink, const struct verb *verb)
{
	const struct kind *operand = operand_of(verb);
	int r = sink_printf(sink, "\t%s)\n\t\t_arguments \\\n", verb->name);

	for (size_t t = 0; r == 0 && verb->options[t]; t++)
		r = zsh_options(sink, verb->options[t]);
	/* The command is a word too, wherever it stands. */
	if (r == 0)
		r = sink_printf(sink, "\t\t\t'1:command:(%s)'", verb->name);
	if (r == 0 && operand)
		r = sink_printf(sink, " \\\n\t\t\t'*:%s:%s'", operand->arg, operand->zsh);
	return r < 0 ? r : sink_text(sink, " ;;\n");
}

int shells_zsh(const struct sink *sink)
{
	int r = sink_text(sink, "#compdef vfioprep\n"
	                        "local -a commands=(\n");

	for (size_t i = 0; r == 0 && i < n_verbs; i++)
		r = sink_printf(sink, "\t'%s:%s'\n", verbs[i]->name, verbs[i]->summary);
	if (r == 0)
		r = sink_text(sink, ")\nlocal verb= word\n"
		                    "for word in \"${(@)words[2,CURRENT-1]}\"; do\n"
		                    "\t(( commands[(I)${(b)word}:*] )) || continue\n"
		                    "\tverb=$word\n\tbreak\ndone\ncase $verb in\n");
	for (size_t i = 0; r == 0 && i < n_verbs; i++)
		r = zsh_verb(sink, verbs[i]);
	if (r == 0)
		r = sink_text(sink, "\t*)\n\t\t_arguments \\\n");
	if (r == 0)
		r = zsh_options(sink, global_options);
	return r < 0 ? r
	             : sink_text(sink,
	                         "\t\t\t'1:command:{_describe command commands}' ;;\n"
	                         "esac\n");
}

/* fish */

static int fish_option(const struct sink *sink, const struct verb *verb,
                       const struct option_row *row)
{
	const struct kind *kind = row->arg ? kind_of(row->arg) : NULL;
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
		r = kind && kind->fish ? sink_text(sink, kind->fish)
		                       : print_words(sink, row->arg);
	if (r == 0 && row->arg)
		r = sink_text(sink, "'");
	return r < 0 ? r : sink_text(sink, "\n");
}

static int fish_verb(const struct sink *sink, const struct verb *verb)
{
	const struct kind *operand = operand_of(verb);
	int r = sink_printf(
		sink, "complete -c vfioprep -n __fish_use_subcommand -a %s -d '%s'\n",
		verb->name, verb->summary);

	if (r < 0 || !operand)
		return r;
	return sink_printf(sink,
	                   "complete -c vfioprep -n '__fish_seen_subcommand_from %s' -a "
	                   "'%s'\n",
	                   verb->name, operand->fish);
}

int shells_fish(const struct sink *sink)
{
	int r = sink_text(sink, "complete -c vfioprep -f\n");

	for (size_t i = 0; r == 0 && i < n_verbs; i++)
		r = fish_verb(sink, verbs[i]);
	return r < 0 ? r : for_options(sink, fish_option);
}
