/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups of chosen devices with what policy/ makes of them. */
#pragma once

#include "cmd/reading.h"
#include "model/judgement.h"

/*
 * Reads the groups of what is chosen, with FACTS of their members, and judges each once,
 * in the order of their ids. The array is the reading's arena's.
 */
enum status judge_chosen(struct reading *reading, unsigned facts, struct judgement **ret,
                         size_t *ret_n);
