/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/selector.h"

#include <errno.h>
#include <string.h>

/* Longer than any that names something; keeps the errors that quote it readable. */
#define SELECTOR_MAX 256

static int add_term(struct arena *arena, const struct piece *piece,
                    const struct term ***end, struct fault *f)
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

static int parse_terms(struct arena *arena, const char *text, const struct term **ret,
                       struct fault *f)
{
	const struct term **end = ret;
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

bool selector_matches(const struct selector *selector, const struct device *device)
{
	for (const struct term *term = selector->terms; term; term = term->and)
		if (term_matches(term, device) != YES)
			return false;
	return true;
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
