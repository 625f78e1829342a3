/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A lease that can be read is written and read again as the same. */
#include "fuzz/fuzz.h"

#include "base/text.h"
#include "model/lease.h"

static const char *rewrite(struct arena *arena, char *text)
{
	struct fault f = { 0 };
	struct lease *lease;

	if (lease_read(arena, text, &lease, &f) < 0) {
		HOLDS(f.error && *f.text);
		return NULL;
	}
	return lease_write(arena, lease, lease->state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(freep) char *text = fuzz_text(data, size);
	const char *first = rewrite(arena, text);

	if (first)
		HOLDS(text_equal(rewrite(arena, arena_text(arena, first)), first));
	return 0;
}
