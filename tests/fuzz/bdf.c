/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An address that parses has one spelling, which parses to the same. */
#include "fuzz/fuzz.h"

#include "model/bdf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) char *text = fuzz_text(data, size);
	struct bdf first, second;
	char spelled[BDF_TEXT_MAX];
	bool is_kernels = bdf_parse_kernel(text, &second) == 0;

	if (bdf_parse(text, &first) < 0) {
		HOLDS(!is_kernels);
		return 0;
	}
	HOLDS(first.slot < 32 && first.function < 8);
	HOLDS(bdf_parse_kernel(bdf_text(first, spelled), &second) == 0);
	HOLDS(bdf_equal(first, second));
	HOLDS(is_kernels == (strcmp(text, spelled) == 0));
	return 0;
}
