/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of limits.conf(5): each that is taken is taken again by itself, and whatever they
 * say, somebody may lock something. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "base/text.h"
#include "model/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct account_group groups[] = { { "kvm", 36 } };
	static const struct account account = { "a", 1000, 36, groups, 1 };
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(freep) char *text = fuzz_text(data, size);
	const struct limit *first = NULL, **end = &first;
	struct allowance allowance;

	HOLDS(limits_read(arena, "a", text, &end) == 0);
	for (const struct limit *l = first; l; l = l->next) {
		const struct limit *again = NULL, **rest = &again;

		HOLDS(l->domain[0] && strlen(l->line) <= size);
		HOLDS(limits_read(arena, "a", l->line, &rest) == 0);
		HOLDS(again && !again->next && again->bytes == l->bytes &&
		      again->is_exempt == l->is_exempt);
	}
	allowance = limits_memlock(first, &account, 8192, 8192);
	HOLDS(allowance.by || allowance.bytes == 8192);
	return 0;
}
