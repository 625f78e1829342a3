/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the history holds. */
#pragma once

#include "model/record.h"
#include "os/root.h"

/* A transaction's name: 20260102T030405Z- and 16 digits of hex. */
bool history_is_id(const char *text);

/* The names of all records, the newest first; -errno with a fault. No history: none. */
int scan_history(const struct root *root, struct arena *arena, const char *const **ret,
                 size_t *ret_n, struct fault *f);

/* One of them. -ENOENT; -errno with a fault. */
int scan_record(const struct root *root, struct arena *arena, const char *id,
                struct record **ret, struct fault *f);
