/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The history, for programs; for people see table_history(). */
#pragma once

#include "model/record.h"
#include "view/sink.h"

int render_history(const struct sink *sink, struct record *const *records, size_t n);
