/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Everything known of a device, for people: one line a fact, what is not there left out.
 */
#pragma once

#include "model/judgement.h"
#include "view/sink.h"

int print_portrait(const struct sink *sink, const struct look *look,
                   const struct portrait *portrait);
