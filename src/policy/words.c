/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/words.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

#define DROP WORD_DROP

static int add(struct words *words, struct arena *arena, const struct word *word)
{
	struct word *grown = arena_grow(arena, words->words, words->n, sizeof(*grown),
	                                &words->room);

	if (!grown)
		return -ENOMEM;
	grown[words->n++] = *word;
	words->words = grown;
	return 0;
}

/* The name as it was written: the one of the token has _ for -. */
static const char *text_of(struct arena *arena, const struct token *token,
                           const char *part)
{
	const char *start = token->text + (token->text[0] == '"');

	if (!part || !token->value)
		return arena_text(arena, token->text);
	return arena_printf(arena, "%.*s=%s", (int)strcspn(start, "="), start, part);
}

static enum answer in_scope(const struct cmdline_case *c, enum option_scope scope)
{
	switch (scope) {
	case ON_ALL:
		return YES;
	case ON_X86:
		return c->x86;
	case ON_INTEL:
		return c->x86 == NO ? NO : c->intel;
	case ON_AMD:
		return c->x86 == NO ? NO : c->amd;
	}
	return UNSURE;
}

static const char *out_of_scope(enum option_scope scope)
{
	switch (scope) {
	case ON_ALL:
		break;
	case ON_X86:
		return "only kernels for x86 have it";
	case ON_INTEL:
		return "this machine has no Intel IOMMU";
	case ON_AMD:
		return "this machine has no AMD IOMMU";
	}
	return NULL;
}

static bool option_missing(const struct cmdline_case *c, const struct boot_option *p)
{
	return p->needs && c->booted->config_known == KNOWN &&
	       c->booted->config[p->config] == CONFIG_NO;
}

/* What a choice means is only so where its parameter counts at all. */
static void place(const struct hearing *hearing, struct word *word)
{
	const struct boot_option *p = hearing->option;
	enum answer answer = in_scope(hearing->c, p->scope);

	if (word->class == WORD_OF_OTHERS)
		return;
	if (answer == NO || option_missing(hearing->c, p)) {
		word->class = WORD_INEFFECTIVE;
		word->status = FINDING_INFO;
		word->turns = SWITCH_NONE;
		word->remedy = DROP;
		word->why = answer == NO ? out_of_scope(p->scope)
		                         : arena_printf(hearing->c->arena,
		                                        "this kernel is built without %s",
		                                        config_name(p->config));
	} else if (answer == UNSURE && word->class == WORD_EFFECTIVE) {
		word->class = WORD_UNDECIDED;
	}
	/* What could not be told neither fails nor is well. */
	if (word->class == WORD_UNDECIDED && word->status != FINDING_WARN)
		word->status = FINDING_UNKNOWN;
}

int hearing_say(struct hearing *hearing, const char *text, const struct choice *choice)
{
	struct word word = {
		.token = hearing->token,
		.text = text_of(hearing->c->arena, hearing->token, text),
		.class = choice->class,
		.status = choice->status,
		.why = choice->why,
		.remedy = choice->remedy,
		.turns = choice->turns,
		.on = choice->on,
	};

	place(hearing, &word);
	if (word.class == WORD_OF_OTHERS)
		return 0;
	if (!word.text || (word.class == WORD_INEFFECTIVE && !word.why))
		return -ENOMEM;
	return add(hearing->words, hearing->c->arena, &word);
}

/* A parameter of one of vfio's modules, and none that we know. */
static bool is_of_vfio(const char *name)
{
	static const char *const modules[] = { "vfio.", "vfio_pci.", "vfio_pci_core.",
		                               "vfio_iommu_type1.", "iommufd." };

	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		if (text_starts(name, modules[i]))
			return true;
	return false;
}

static int judge_stranger(struct hearing *hearing)
{
	const struct boot_option *near = boot_option_near(hearing->token->name);
	struct choice choice = { .status = FINDING_WARN };

	if (near) {
		choice.class = WORD_MISSPELT;
		choice.why = arena_printf(hearing->c->arena,
		                          "the kernel does not know it; %s is near",
		                          near->name);
		choice.remedy = near->shunned ? DROP
		                              : arena_printf(hearing->c->arena,
		                                             "write %s if that is meant",
		                                             near->name);
	} else if (is_of_vfio(hearing->token->name)) {
		choice.class = WORD_UNKNOWN;
		choice.why = "the module has no such parameter that we know of";
		choice.remedy = "look at modinfo -p of the module";
	} else {
		return 0;
	}
	return choice.why && choice.remedy ? hearing_say(hearing, NULL, &choice)
	                                   : -ENOMEM;
}

static int judge(const struct cmdline_case *c, const struct token *token,
                 struct words *words)
{
	static const struct boot_option stranger = { .scope = ON_ALL };
	struct hearing hearing = { c, boot_option_find(token->name), token, words };

	if (hearing.option)
		return hearing.option->judge(&hearing);
	hearing.option = &stranger;
	return judge_stranger(&hearing);
}

static bool counts(const struct word *word)
{
	return word->class == WORD_EFFECTIVE || word->class == WORD_UNDECIDED ||
	       word->class == WORD_OBSOLETE;
}

static int contradict(struct arena *arena, struct word *word, const struct word *by)
{
	word->class = WORD_CONTRADICTORY;
	word->status = FINDING_WARN;
	word->why = arena_printf(arena, "%s overrules it", by->text);
	word->remedy = "keep the one that is meant";
	word->turns = SWITCH_NONE;
	return word->why ? 0 : -ENOMEM;
}

/* Of words that turn one thing on and off the last counts; iommu=off counts always. */
static bool overrules(const struct word *later, const struct word *word, bool is_later)
{
	if (!counts(later) || later->turns == SWITCH_NONE)
		return false;
	if (later->turns == SWITCH_IOMMU && !later->on)
		return (word->turns == SWITCH_INTEL || word->turns == SWITCH_AMD) &&
		       word->on;
	return is_later && later->turns == word->turns && later->on != word->on;
}

static bool same_parameter(const struct word *a, const struct word *b)
{
	return text_equal(a->token->name, b->token->name);
}

/* May it stand several times, each time for something else? */
static bool may_repeat(const struct word *word)
{
	return text_equal(word->token->name, "hugepagesz");
}

static bool is_repeated(const struct word *word, const struct word *earlier)
{
	return !may_repeat(word) && same_parameter(word, earlier) &&
	       text_equal(strchr(word->text, '='), strchr(earlier->text, '='));
}

static void repeat(struct word *word)
{
	word->class = WORD_DUPLICATE;
	word->status = FINDING_INFO;
	word->why = "it stands there more than once";
	word->remedy = "once is enough";
	word->turns = SWITCH_NONE;
}

/* The value of another token for the same parameter, of which only the last counts. */
static bool is_replaced(const struct word *word, const struct word *later)
{
	const struct boot_option *p = boot_option_find(word->token->name);

	return p && p->single && same_parameter(word, later) &&
	       word->token != later->token &&
	       !text_equal(word->token->value, later->token->value);
}

static int compare(struct arena *arena, struct words *words, size_t i)
{
	struct word *word = &words->words[i];

	for (size_t j = 0; j < i; j++)
		if (counts(word) && counts(&words->words[j]) &&
		    is_repeated(word, &words->words[j])) {
			repeat(word);
			return 0;
		}
	for (size_t j = 0; j < words->n; j++) {
		const struct word *other = &words->words[j];

		if (j == i || !counts(word))
			continue;
		if (overrules(other, word, j > i) || (j > i && is_replaced(word, other)))
			return contradict(arena, word, other);
	}
	return 0;
}

int words_judge(const struct cmdline_case *c, struct words *ret)
{
	struct words words = { 0 };

	for (size_t i = 0; i < c->cmdline->n; i++) {
		int r = judge(c, &c->cmdline->tokens[i], &words);

		if (r < 0)
			return r;
	}
	for (size_t i = 0; i < words.n; i++) {
		int r = compare(c->arena, &words, i);

		if (r < 0)
			return r;
	}
	*ret = words;
	return 0;
}

const struct word *words_off(const struct words *words, enum boot_switch which)
{
	for (size_t i = 0; i < words->n; i++) {
		const struct word *word = &words->words[i];

		if (counts(word) && word->turns == which && !word->on)
			return word;
	}
	return NULL;
}

const char *word_class_text(enum word_class class)
{
	switch (class) {
	case WORD_OF_OTHERS:
		return "of others";
	case WORD_EFFECTIVE:
		return "effective";
	case WORD_UNDECIDED:
		return "undecided";
	case WORD_INEFFECTIVE:
		return "ineffective";
	case WORD_UNKNOWN:
		return "unknown";
	case WORD_CONTRADICTORY:
		return "contradictory";
	case WORD_DUPLICATE:
		return "duplicate";
	case WORD_OBSOLETE:
		return "obsolete";
	case WORD_MISSPELT:
		return "misspelt";
	}
	return "undecided";
}
