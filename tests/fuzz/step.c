/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A step that can be read is written and read again as the same. */
#include "fuzz/fuzz.h"

#include "base/text.h"
#include "model/step.h"

static const char *rewrite(struct arena *arena, char *line)
{
	struct steps steps = { 0 };

	return step_read(arena, &steps, line) < 0 ? NULL : step_write(arena, steps.last);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(freep) char *line = fuzz_text(data, size);
	const char *first = rewrite(arena, line);

	if (first)
		HOLDS(text_equal(rewrite(arena, arena_text(arena, first)), first));
	return 0;
}
