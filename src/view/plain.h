/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside view/: the table that needs no library. libsmartcols measures each character of
 * each cell by the locale, twice, which on a machine of 500 functions takes longer than
 * to read them. Where all of it is printable ASCII and nothing is to be cut or coloured,
 * counting bytes gives the same table.
 */
#pragma once

#include "view/columns.h"
#include "view/sink.h"

/* Positive answer: a cell holds something else, and nothing was printed. */
#define PLAIN_NOT 1

/* As table_devices(), without any look. 0, PLAIN_NOT or -errno. */
int plain_devices(const struct sink *sink, const struct column *const *chosen,
                  size_t n_chosen, struct device *const *devices, size_t n);
