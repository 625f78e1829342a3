/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/options.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

#include "base/text.h"
#include "policy/rule.h"

#define SECONDS_MAX 86400

static int set_root(struct settings *s, const char *value, struct fault *f)
{
	(void)f;
	s->root = value;
	return 0;
}

static int set_config(struct settings *s, const char *value, struct fault *f)
{
	if (!*value)
		return fault(f, -EINVAL, "--config wants a directory");
	s->config = value;
	return 0;
}

static int set_json(struct settings *s, const char *value, struct fault *f)
{
	(void)value, (void)f;
	s->json = true;
	return 0;
}

static int set_colour(struct settings *s, const char *value, struct fault *f)
{
	static const char *const words[] = { "auto", "always", "never" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], value) == 0) {
			s->colour = (enum colour)i;
			return 0;
		}
	return fault(f, -EINVAL, "--color is auto, always or never, not '%s'", value);
}

static int set_ascii(struct settings *s, const char *value, struct fault *f)
{
	(void)value, (void)f;
	s->ascii = true;
	return 0;
}

static int set_quiet(struct settings *s, const char *value, struct fault *f)
{
	(void)value, (void)f;
	s->quiet = true;
	return 0;
}

static int set_verbose(struct settings *s, const char *value, struct fault *f)
{
	(void)value, (void)f;
	s->verbose = true;
	return 0;
}

static int set_help(struct settings *s, const char *value, struct fault *f)
{
	(void)value, (void)f;
	s->help = true;
	return 0;
}

static int set_version(struct settings *s, const char *value, struct fault *f)
{
	(void)value, (void)f;
	s->version = true;
	return 0;
}

static int set_group(struct settings *s, const char *value, struct fault *f)
{
	(void)value, (void)f;
	s->whole_group = true;
	return 0;
}

static int set_dry_run(struct settings *s, const char *value, struct fault *f)
{
	(void)value, (void)f;
	s->dry_run = true;
	return 0;
}

static int set_seconds(const char *name, const char *value, unsigned least, unsigned *ret,
                       struct fault *f)
{
	uint32_t seconds;

	if (text_decimal(value, strlen(value), SECONDS_MAX, &seconds) < 0 ||
	    seconds < least)
		return fault(f, -EINVAL, "--%s wants seconds from %u to %u, not '%s'",
		             name, least, SECONDS_MAX, value);
	*ret = seconds;
	return 0;
}

static int set_timeout(struct settings *s, const char *value, struct fault *f)
{
	return set_seconds("timeout", value, 1, &s->timeout, f);
}

static int set_wait(struct settings *s, const char *value, struct fault *f)
{
	return set_seconds("wait", value, 0, &s->wait, f);
}

static int add_override(struct settings *s, const char *value, struct fault *f)
{
	const struct rule *rule = rule_find(value);

	if (!rule || rule->weight != REFUSES) {
		(void)fault(f, -EINVAL, "there is no rule '%s'", value);
		return fault_remedy(f, "see vfioprep-rules(7) for their names");
	}
	if (s->n_overrides == OVERRIDES_MAX)
		return fault(f, -EINVAL, "--override stands there more than %d times",
		             OVERRIDES_MAX);
	s->overrides[s->n_overrides++] = value;
	return 0;
}

const struct option_row global_options[] = {
	{ "root", 0, "DIR", "look at that tree, touch nothing live", set_root },
	{ "config", 0, "DIR", "read the configuration there", set_config },
	{ "json", 0, NULL, "print one JSON object", set_json },
	{ "color", 0, "auto|always|never", "when to use colour", set_colour },
	{ "ascii", 0, NULL, "draw trees with plain characters", set_ascii },
	{ "quiet", 'q', NULL, "print errors only", set_quiet },
	{ "verbose", 'v', NULL, "say each step", set_verbose },
	{ "version", 'V', NULL, "print the version and exit", set_version },
	{ "help", 'h', NULL, "print this help and exit", set_help },
	{ NULL, 0, NULL, NULL, NULL },
};

const struct option_row acting_options[] = {
	{ "group", 'g', NULL, "all endpoints of the IOMMU groups too", set_group },
	{ "dry-run", 'n', NULL, "print the plan, do nothing", set_dry_run },
	{ "override", 0, "RULE", "set a safety rule aside (may be repeated)",
	  add_override },
	{ "timeout", 0, "SECONDS", "for each device (default 20)", set_timeout },
	{ "wait", 0, "SECONDS", "for another vfioprep (default 20)", set_wait },
	{ NULL, 0, NULL, NULL, NULL },
};

/* More options than all tables together have. */
#define OPTIONS_MAX 64

struct table {
	const struct option_row *rows[OPTIONS_MAX];
	struct option longs[OPTIONS_MAX + 1];
	char letters[2 * OPTIONS_MAX + 3];
	size_t n;
};

/* Values of long options start above every letter; a letter leads to the same row. */
#define FIRST_VALUE 256

static void add_rows(struct table *table, const struct option_row *row)
{
	for (; row->name && table->n < OPTIONS_MAX; row++) {
		size_t end = strlen(table->letters);

		table->longs[table->n] = (struct option){
			row->name,
			row->arg ? required_argument : no_argument,
			NULL,
			FIRST_VALUE + (int)table->n,
		};
		if (row->letter) {
			table->letters[end++] = row->letter;
			if (row->arg)
				table->letters[end++] = ':';
		}
		table->rows[table->n++] = row;
	}
}

static const struct option_row *find_row(const struct table *table, int value)
{
	if (value >= FIRST_VALUE)
		return table->rows[value - FIRST_VALUE];
	for (size_t i = 0; i < table->n; i++)
		if (table->rows[i]->letter == value)
			return table->rows[i];
	return NULL;
}

static int bad_option(int c, char **argv, struct fault *f)
{
	const char *word = argv[optind - 1];

	if (c == ':')
		(void)fault(f, -EINVAL, "'%s' wants a value", word);
	else if (optopt && optopt < FIRST_VALUE)
		(void)fault(f, -EINVAL, "there is no option '-%c'", optopt);
	else if (optopt)
		(void)fault(f, -EINVAL, "'%s' takes no value", word);
	else
		(void)fault(f, -EINVAL, "there is no option '%s', or it is cut too short",
		            word);
	return fault_remedy(f, "see --help for the options of each command");
}

/* FIRST: '+' to stop at the first word that is no option, ':' to tell missing values. */
static int parse(const char *first, const struct option_row *const *tables, int argc,
                 char **argv, struct settings *s, struct fault *f)
{
	struct table table = { 0 };
	int c, r;

	(void)text_format(table.letters, sizeof(table.letters), "%s", first);
	for (; *tables; tables++)
		add_rows(&table, *tables);
	opterr = 0;
	optind = 0;
	while ((c = getopt_long(argc, argv, table.letters, table.longs, NULL)) != -1) {
		const struct option_row *row = c == '?' || c == ':' ? NULL
		                                                    : find_row(&table, c);

		if (!row)
			return bad_option(c, argv, f);
		r = row->apply(s, optarg, f);
		if (r < 0)
			return r;
	}
	return 0;
}

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < n_verbs; i++)
		if (strcmp(verbs[i]->name, name) == 0)
			return verbs[i];
	return strcmp(name, verb_completion.name) == 0 ? &verb_completion : NULL;
}

/* An error may come before --json is read; whoever asked for JSON gets it all the same.
 */
static bool wants_json(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--json") == 0)
			return true;
	return false;
}

int options_parse(int argc, char **argv, struct settings *ret,
                  const struct verb **ret_verb, struct fault *f)
{
	static const struct option_row *const global[] = { global_options, NULL };
	struct settings s = { .timeout = 20, .wait = 20, .goal = GOAL_RESTORE };
	const struct verb *verb;
	int r;

	*ret_verb = NULL;
	s.json = wants_json(argc, argv);
	s.words = argv;
	s.n_words = (size_t)argc;
	r = parse("+:", global, argc, argv, &s, f);
	*ret = s;
	if (r < 0 || optind == argc)
		return r;
	verb = find_verb(argv[optind]);
	if (!verb) {
		(void)fault(f, -EINVAL, "there is no command '%s'", argv[optind]);
		return fault_remedy(f, "see vfioprep --help for the commands");
	}
	argc -= optind;
	argv += optind;
	r = parse(":", verb->options, argc, argv, &s, f);
	s.args = argv + optind;
	s.n_args = (size_t)(argc - optind);
	*ret = s;
	*ret_verb = verb;
	return r;
}
