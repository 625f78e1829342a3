/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/refusal.h"

#include <errno.h>
#include <string.h>

#include "model/selector.h"
#include "test.h"

void refuse_each(const struct refusal *rows, size_t n, refused_reader *read)
{
	for (size_t i = 0; i < n; i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct fault f = { 0 };

		NOTE("row %zu: '%s'", i, rows[i].text);
		CHECK_INT(read(arena, arena_text(arena, rows[i].text), &f), -EINVAL);
		NOTE("row %zu: '%s': %s", i, rows[i].text, f.text);
		CHECK(strstr(f.text, rows[i].says ? rows[i].says : rows[i].text));
	}
}

int refused_selector(struct arena *arena, char *text, struct fault *f)
{
	const struct selector *selector = NULL;
	int r = selector_parse(arena, text, &selector, f);

	CHECK(r == 0 || !selector);
	return r;
}
