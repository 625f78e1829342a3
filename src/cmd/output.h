/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Standard output: where results go, how wide it is, and whether they arrived. */
#pragma once

#include <stdbool.h>

#include "cmd/settings.h"
#include "view/sink.h"

struct sink output_sink(void);

/* Width and colour of the terminal, as far as the settings leave them open. */
struct look output_look(const struct settings *settings);

/* Writes out what is buffered: 0, or -errno of this or any write before (-EPIPE,
 * -ENOSPC). */
int output_finish(void);

/* Is standard error a terminal, where somebody watches? */
bool output_is_watched(void);
