/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "cmd/act.h"
#include "cmd/verb.h"

static int set_to(struct settings *s, const char *value, struct fault *f)
{
	if (strcmp(value, "native") == 0)
		s->goal = GOAL_NATIVE;
	else if (strcmp(value, "none") == 0)
		s->goal = GOAL_NONE;
	else
		return fault(f, -EINVAL, "--to is native or none, not '%s'", value);
	return 0;
}

static const struct option_row options[] = {
	{ "to", 0, "native|none", "default: the driver it had", set_to },
	{ NULL, 0, NULL, NULL, NULL },
};

static const struct option_row *const tables[] = { options, acting_options,
	                                           global_options, NULL };

static enum status run(const struct settings *settings)
{
	return act(settings, "release", settings->goal);
}

const struct verb verb_release = {
	.name = "release",
	.args = "SELECTOR...",
	.summary = "Give devices back to the driver they had.",
	.options = tables,
	.run = run,
};
