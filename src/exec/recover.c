/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exec/recover.h"

#include <errno.h>

int recover_unit(struct kernel *kernel, struct arena *arena, const struct unit *unit,
                 const struct exec_options *options, struct fault *f)
{
	struct unit alone = *unit;
	struct plan plan = {
		.arena = arena, .units = &alone, .n_units = 1, .leads_home = true
	};
	struct exec_options undisturbed = *options;
	enum exec_outcome outcome;

	/* There is nothing to fall back to: going home is the fallback. */
	alone.home = (struct steps){ 0 };
	undisturbed.interrupted = NULL;
	outcome = exec_run(kernel, &plan, &undisturbed, f);
	return outcome == EXEC_DONE || outcome == EXEC_UNCHANGED ? 0 : f->error;
}
