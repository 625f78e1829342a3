/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a section of the configuration has on record of its device, to know it again. */
#pragma once

#include "model/selector.h"

/* Facts beyond the rule's own that the sections named in LIST are compared with. */
unsigned identity_facts(const struct selector *list);
