/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "cmd/act.h"
#include "cmd/verb.h"
#include "model/device.h"

static int set_driver(struct settings *s, const char *value, struct fault *f)
{
	if (!driver_is_vfio(value)) {
		(void)fault(f, -EINVAL, "'%s' is no VFIO driver", value);
		return fault_remedy(
			f, "use vfio-pci or one of its variants, or leave --driver out");
	}
	s->driver = value;
	return 0;
}

static int set_owner(struct settings *s, const char *value, struct fault *f)
{
	(void)f;
	s->owner = value;
	return 0;
}

static int set_method(struct settings *s, const char *value, struct fault *f)
{
	if (strcmp(value, "new_id") == 0)
		s->new_id = true;
	else if (strcmp(value, "override") != 0)
		return fault(f, -EINVAL, "--method is override or new_id, not '%s'",
		             value);
	return 0;
}

static const struct option_row options[] = {
	{ "driver", 0, "DRIVER", "a VFIO driver (default: the best variant)",
	  set_driver },
	{ "owner", 0, "USER[:GROUP]", "who may open the nodes, mode 0600", set_owner },
	{ "method", 0, "override|new_id", "how the driver is told (default override)",
	  set_method },
	{ NULL, 0, NULL, NULL, NULL },
};

static const struct option_row *const tables[] = { options, acting_options,
	                                           global_options, NULL };

static enum status run(const struct settings *settings)
{
	return act(settings, "bind", GOAL_BIND);
}

const struct verb verb_bind = {
	.name = "bind",
	.args = "SELECTOR...",
	.summary = "Hand devices to vfio-pci or the VFIO driver that fits best.",
	.options = tables,
	.run = run,
};
