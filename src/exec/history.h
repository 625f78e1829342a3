/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps records; a device may move without one, so a failure is only told. */
#pragma once

#include "model/record.h"
#include "os/root.h"

/* Older ones are forgotten. */
#define HISTORY_MAX 100

/* Writes the record anew. 0 or -errno with a fault. */
int history_write(const struct root *root, struct arena *arena,
                  const struct record *record, struct fault *f);

/* Removes it, as if it had never been. */
void history_remove(const struct root *root, const char *id);

/* Forgets what is more than HISTORY_MAX; NAMES are all of them, the newest first. */
void history_prune(const struct root *root, const char *const *names, size_t n);
