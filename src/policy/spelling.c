/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far one name is from another: left out, put in, changed, or swapped with its
 * neighbour counts one. */
#include <string.h>

#include "policy/boot_options.h"

/* Longer names are no neighbours of ours. */
#define NAME_MAX_LENGTH 48

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static bool swapped(const char *a, const char *b, size_t i, size_t j)
{
	return i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
	       lower(a[i - 2]) == lower(b[j - 1]);
}

unsigned spelling_distance(const char *a, const char *b, unsigned limit)
{
	size_t n = strlen(a), m = strlen(b);
	unsigned rows[3][NAME_MAX_LENGTH + 1] = { 0 };

	if (n > NAME_MAX_LENGTH || m > NAME_MAX_LENGTH || n > m + limit || m > n + limit)
		return limit + 1;
	for (size_t j = 0; j <= m; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= n; i++) {
		unsigned *now = rows[i % 3], *before = rows[(i + 2) % 3];

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= m; j++) {
			unsigned cost = lower(a[i - 1]) != lower(b[j - 1]);

			now[j] = least(least(before[j], now[j - 1]) + 1,
			               before[j - 1] + cost);
			if (swapped(a, b, i, j))
				now[j] = least(now[j], rows[(i + 1) % 3][j - 2] + 1);
		}
	}
	return least(rows[n % 3][m], limit + 1);
}
