/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/selector.h"

#include <errno.h>
#include <string.h>

#include "model/section.h"

/* Longer than any that names something; keeps the errors that quote it readable. */
#define SELECTOR_MAX 256

static int add_term(struct arena *arena, const struct piece *piece, struct term ***end,
                    struct fault *f)
{
	struct term *term = arena_alloc(arena, sizeof(*term));
	int r;

	if (!term)
		return fault(f, -ENOMEM, "out of memory");
	r = term_parse(arena, piece, term, f);
	if (r < 0)
		return r;
	**end = term;
	*end = &term->and;
	return 0;
}

static int parse_terms(struct arena *arena, const char *text, struct term **ret,
                       struct fault *f)
{
	struct term **end = ret;
	struct piece piece = { .whole = text, .start = text };
	bool last = false;

	while (!last) {
		int r;

		piece.length = strcspn(piece.start, ",");
		last = piece.start[piece.length] == '\0';
		r = add_term(arena, &piece, &end, f);
		if (r < 0)
			return r;
		piece.start += piece.length + 1;
	}
	return 0;
}

int selector_parse(struct arena *arena, const char *text, const struct selector **ret,
                   struct fault *f)
{
	struct selector *selector = arena_alloc(arena, sizeof(*selector));
	int r;

	if (!selector)
		return fault(f, -ENOMEM, "out of memory");
	if (!*text) {
		(void)fault(f, -EINVAL, "an empty selector names nothing");
		return fault_remedy(f, "see SELECTORS in vfioprep(8)");
	}
	if (strlen(text) > SELECTOR_MAX)
		return fault(f, -EINVAL, "a selector of more than %d characters",
		             SELECTOR_MAX);
	selector->text = arena_text(arena, text);
	if (!selector->text)
		return fault(f, -ENOMEM, "out of memory");

	r = parse_terms(arena, selector->text, &selector->terms, f);
	if (r < 0)
		return r;

	*ret = selector;
	return 0;
}

bool selector_wants_config(const struct selector *list)
{
	for (; list; list = list->next)
		for (const struct term *term = list->terms; term; term = term->and)
			if (term->name)
				return true;
	return false;
}

/* The names of all sections, as they would be written. */
static void name_sections(const struct config *config, struct fault *f)
{
	const char *list = NULL;

	for (const struct section *s = config->sections; s; s = s->next)
		list = list ? arena_printf(config->arena, "%s, @%s", list, s->name)
		            : arena_printf(config->arena, "@%s", s->name);
	if (list)
		(void)fault_remedy(f, "use one of the sections there are: %s", list);
	else
		(void)fault_remedy(f, "write one; see vfioprep.conf(5)");
}

static int no_section(const struct term *term, const struct config *config,
                      struct fault *f)
{
	const char *list = NULL;

	for (const struct config_text *t = config->files; t; t = t->next)
		list = list ? arena_printf(config->arena, "/%s, %s", t->text, list)
		            : arena_printf(config->arena, "/%s", t->text);
	(void)fault(f, -EINVAL, "'@%s': there is no [device %s] in %s", term->name,
	            term->name, list ? list : "the configuration: no file was found");
	name_sections(config, f);
	return -EINVAL;
}

int selector_link(const struct selector *list, const struct config *config,
                  struct fault *f)
{
	for (; list; list = list->next)
		for (struct term *term = list->terms; term; term = term->and) {
			if (!term->name)
				continue;
			term->section = config_find(config, term->name);
			if (!term->section)
				return no_section(term, config, f);
		}
	return 0;
}

int selector_settle(const struct selector *list, struct arena *arena,
                    const struct host *host, struct fault *f)
{
	int r = 0;

	for (; r == 0 && list; list = list->next)
		for (struct term *term = list->terms; r == 0 && term; term = term->and)
			if (term->section)
				r = section_settle(term->section, arena, host, f);
	return r;
}

unsigned selector_facts(const struct selector *list)
{
	unsigned facts = 0;

	for (; list; list = list->next)
		for (const struct term *term = list->terms; term; term = term->and)
			facts |= term_facts(term);
	return facts;
}

bool selector_is_open(const struct selector *selector)
{
	for (const struct term *term = selector->terms; term; term = term->and)
		if (!term_is_open(term))
			return false;
	return true;
}

const char *selector_print(struct arena *arena, const struct selector *selector)
{
	const char *text = NULL;

	for (const struct term *term = selector->terms; term; term = term->and) {
		const char *next = term_print(arena, term);

		if (!next)
			return NULL;
		text = text ? arena_printf(arena, "%s,%s", text, next) : next;
		if (!text)
			return NULL;
	}
	return text;
}

enum answer selector_answer(const struct selector *selector, const struct device *device)
{
	enum answer answer = YES;

	for (const struct term *term = selector->terms; term; term = term->and) {
		enum answer one = term_matches(term, device);

		if (one == NO)
			return NO;
		if (one == UNSURE)
			answer = UNSURE;
	}
	return answer;
}

bool selector_matches(const struct selector *selector, const struct device *device)
{
	return selector_answer(selector, device) == YES;
}

bool selector_any(const struct selector *list, const struct device *device)
{
	if (!list)
		return true;
	for (; list; list = list->next)
		if (selector_matches(list, device))
			return true;
	return false;
}
