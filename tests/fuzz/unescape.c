/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an escaped text says is escaped and said again. */
#include "fuzz/fuzz.h"

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) char *text = fuzz_text(data, size);
	_cleanup_(freep) char *escaped = malloc(4 * size + 1);
	_cleanup_(freep) char *back = malloc(4 * size + 1);

	HOLDS(escaped && back);
	if (text_unescape(text) < 0)
		return 0;
	HOLDS(strlen(text) <= size);
	HOLDS(text_escape(text, escaped, 4 * size + 1) == 0);
	memcpy(back, escaped, strlen(escaped) + 1);
	HOLDS(text_unescape(back) == 0);
	HOLDS(strcmp(back, text) == 0);
	return 0;
}
