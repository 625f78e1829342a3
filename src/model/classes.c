/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/classes.h"

#include <errno.h>

#include "base/text.h"

/* clang-format off */
static const char *const words[] = {
	[0x01] = "storage",     [0x02] = "network",       [CLASS_DISPLAY] = "display",
	[0x04] = "multimedia",  [0x05] = "memory",        [CLASS_BRIDGE] = "bridge",
	[0x07] = "communication", [0x08] = "system",      [0x09] = "input",
	[0x0a] = "docking",     [0x0b] = "processor",     [0x0c] = "serial",
	[0x0d] = "wireless",    [0x0e] = "intelligent",   [0x0f] = "satellite",
	[0x10] = "crypto",      [0x11] = "signal",        [0x12] = "accelerator",
};
/* clang-format on */

#define N_WORDS (sizeof(words) / sizeof(words[0]))

const char *class_word(unsigned base_class)
{
	return base_class < N_WORDS ? words[base_class] : NULL;
}

int class_parse(const char *word, uint32_t *ret)
{
	for (uint32_t i = 0; i < N_WORDS; i++)
		if (words[i] && text_equal(words[i], word)) {
			*ret = i;
			return 0;
		}
	return -EINVAL;
}
