/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/selector.h"

#include <errno.h>

struct term_kind {
	const char *name;
	unsigned facts;
	/* 0: it is of this kind; -EINVAL: it is not. */
	int (*parse)(const char *text, struct term *term);
	bool (*matches)(const struct term *term, const struct device *device);
};

static int parse_address(const char *text, struct term *term)
{
	return bdf_parse(text, &term->address);
}

static bool matches_address(const struct term *term, const struct device *device)
{
	return bdf_equal(term->address, device->address);
}

/* The first row that accepts a text reads it. */
static const struct term_kind kinds[] = {
	{ "address", 0, parse_address, matches_address },
};

static const struct term_kind *read_term(const char *text, struct term *term)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].parse(text, term) == 0)
			return &kinds[i];
	return NULL;
}

int selector_parse(struct arena *arena, const char *text, const struct selector **ret,
		   struct fault *f)
{
	struct selector *selector = arena_alloc(arena, sizeof(*selector));
	struct term *term = arena_alloc(arena, sizeof(*term));

	if (!selector || !term)
		return fault(f, -ENOMEM, "out of memory");

	term->kind = read_term(text, term);
	if (!term->kind) {
		(void)fault(f, -EINVAL, "'%s' is not a PCI address", text);
		return fault_remedy(f, "write [DOMAIN:]BUS:SLOT.FUNCTION in hex, "
				       "as in 0000:01:00.0 or 01:00.0");
	}
	selector->terms = term;
	selector->text = arena_text(arena, text);
	if (!selector->text)
		return fault(f, -ENOMEM, "out of memory");

	*ret = selector;
	return 0;
}

unsigned selector_facts(const struct selector *list)
{
	unsigned facts = 0;

	for (; list; list = list->next)
		for (const struct term *term = list->terms; term; term = term->and)
			facts |= term->kind->facts;
	return facts;
}

bool selector_matches(const struct selector *selector, const struct device *device)
{
	for (const struct term *term = selector->terms; term; term = term->and)
		if (!term->kind->matches(term, device))
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
