/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/clock.h"

#include <limits.h>
#include <time.h>

deadline_ms clock_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (deadline_ms)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

deadline_ms clock_in(unsigned seconds)
{
	return clock_now() + (deadline_ms)seconds * 1000;
}

int clock_left(deadline_ms deadline)
{
	deadline_ms left = deadline - clock_now();

	if (left < 0)
		return 0;
	return left > INT_MAX ? INT_MAX : (int)left;
}
