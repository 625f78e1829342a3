/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Deadlines: absolute points on CLOCK_MONOTONIC, in milliseconds, passed down and never
 * reset. */
#pragma once

#include <stdint.h>

typedef int64_t deadline_ms;

/* Now on CLOCK_MONOTONIC. */
deadline_ms clock_now(void);

/* The point SECONDS from now. */
deadline_ms clock_in(unsigned seconds);

/* Milliseconds left for poll(): 0 when the deadline has passed, never negative. */
int clock_left(deadline_ms deadline);
