/* SPDX-License-Identifier: GPL-2.0-or-later */
/* limits.conf(5): how much memory a user may lock once it has logged in. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/account.h"

#define UNLIMITED UINT64_MAX

/* One line that is about locked memory, or that sets a user free of all limits. */
struct limit {
	const char *path; /* of the file */
	const char *domain, *type;
	uint64_t bytes;   /* or UNLIMITED */
	bool is_exempt;   /* "USER -": no limit of any file is set */
	const char *line; /* for people */
	const struct limit *next;
};

/* Takes such lines out of the text of a file. END is where the list goes on. 0 or
 * -ENOMEM. */
int limits_read(struct arena *arena, const char *path, const char *text,
                const struct limit ***end);

/* What somebody may lock, and the line that says so; NULL: none does. */
struct allowance {
	uint64_t bytes; /* or UNLIMITED */
	const struct limit *by;
	bool is_whole; /* lines set both limits: what it comes with does not count */
};

/*
 * What ACCOUNT may lock by these lines, in the order in which they are read, as
 * pam_limits(8) works it out: the soft limit, which is what the kernel asks for. It comes
 * with the limits SOFT and HARD. Root is asked for nothing: it may lock everything
 * anyway.
 */
struct allowance limits_memlock(const struct limit *first, const struct account *account,
                                uint64_t soft, uint64_t hard);
