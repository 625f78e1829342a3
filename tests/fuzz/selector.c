/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a selector prints parses back and prints the same. */
#include "fuzz/fuzz.h"

#include "base/text.h"
#include "model/selector.h"

#define SELECTOR_MAX 256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(freep) char *text = fuzz_text(data, size);
	const struct selector *first, *second;
	struct fault f = { 0 };
	const char *printed;

	if (selector_parse(arena, text, &first, &f) < 0) {
		HOLDS(f.error && *f.text);
		return 0;
	}
	(void)selector_facts(first);
	printed = selector_print(arena, first);
	HOLDS(printed);
	/* With the domains that were left out it may become longer than is taken. */
	if (strlen(printed) > SELECTOR_MAX)
		return 0;
	HOLDS(selector_parse(arena, printed, &second, &f) == 0);
	HOLDS(text_equal(selector_print(arena, second), printed));
	HOLDS(selector_is_open(first) == selector_is_open(second));
	return 0;
}
