/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables for people, by libsmartcols. */
#pragma once

#include "model/judgement.h"
#include "model/record.h"
#include "view/columns.h"
#include "view/sink.h"

/* One line a device; CHOSEN columns, the last one cut where the width ends. 0 or -errno.
 */
int table_devices(const struct sink *sink, const struct look *look,
                  const struct column *const *chosen, size_t n_chosen,
                  struct device *const *devices, size_t n);

/* Groups as a tree of their members; ALL: also the regions that nearly every group has.
 */
int table_groups(const struct sink *sink, const struct look *look,
                 const struct judgement *judgements, size_t n, bool all);

/* One line a transaction. */
int table_history(const struct sink *sink, const struct look *look,
                  struct record *const *records, size_t n);
