/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

int library_open(const char *soname, const struct library_symbol *symbols, size_t n,
                 void *table)
{
	/* Lazily: few of its functions are called, and those of its libraries rarely. */
	void *library = dlopen(soname, RTLD_LAZY | RTLD_LOCAL);

	if (!library)
		return -ELIBACC;
	for (size_t i = 0; i < n; i++) {
		void *address = dlsym(library, symbols[i].name);

		if (!address)
			return -ELIBACC;
		memcpy((char *)table + symbols[i].offset, &address, sizeof(address));
	}
	return 0;
}
