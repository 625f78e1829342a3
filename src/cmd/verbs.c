/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/verb.h"

/* clang-format off */
const struct verb *const verbs[] = {
	&verb_list,
	&verb_groups,
	&verb_show,
	&verb_check,
	&verb_resolve,
	&verb_history,
	&verb_bind,
	&verb_release,
	&verb_undo,
};
/* clang-format on */

const size_t n_verbs = sizeof(verbs) / sizeof(verbs[0]);
