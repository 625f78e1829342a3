/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/step.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

#define DEVICE_PATH "sys/bus/pci/devices/%s/%s"

static const char *lease_path(struct arena *arena, const struct step *step)
{
	return arena_printf(arena, "run/vfioprep/leases/%s", BDF_TEXT(step->subject));
}

static const char *load_path(struct arena *arena, const struct step *step)
{
	/* Native modules are loaded without knowing what their drivers are called. */
	if (!step->after)
		return arena_printf(arena, "sys/module/%s", step->module);
	return arena_printf(arena, "sys/bus/pci/drivers/%s", step->after);
}

static const char *override_path(struct arena *arena, const struct step *step)
{
	return arena_printf(arena, DEVICE_PATH, BDF_TEXT(step->subject),
	                    "driver_override");
}

static const char *unbind_path(struct arena *arena, const struct step *step)
{
	return arena_printf(arena, DEVICE_PATH, BDF_TEXT(step->subject), "driver/unbind");
}

static const char *bind_path(struct arena *arena, const struct step *step)
{
	return arena_printf(arena, "sys/bus/pci/drivers/%s/bind", step->after);
}

static const char *probe_path(struct arena *arena, const struct step *step)
{
	(void)step;
	return arena_text(arena, "sys/bus/pci/drivers_probe");
}

static const char *new_id_path(struct arena *arena, const struct step *step)
{
	return arena_printf(arena, "sys/bus/pci/drivers/%s/new_id", step->module);
}

static const char *remove_id_path(struct arena *arena, const struct step *step)
{
	return arena_printf(arena, "sys/bus/pci/drivers/%s/remove_id", step->module);
}

static const char *given_path(struct arena *arena, const struct step *step)
{
	return step->path ? arena_text(arena, step->path) : NULL;
}

/* The words are part of the lease format and of JSON schema 1. */
static const struct {
	const char *text;
	const char *(*path)(struct arena *arena, const struct step *step);
} kinds[] = {
	[STEP_LEASE] = { "lease", lease_path },
	[STEP_LOAD] = { "load-driver", load_path },
	[STEP_OVERRIDE] = { "driver-override", override_path },
	[STEP_UNBIND] = { "unbind", unbind_path },
	[STEP_BIND] = { "bind", bind_path },
	[STEP_NEW_ID] = { "new-id", new_id_path },
	[STEP_REMOVE_ID] = { "remove-id", remove_id_path },
	[STEP_PROBE] = { "probe", probe_path },
	[STEP_NODE] = { "group-node", given_path },
	[STEP_CDEV] = { "cdev", given_path },
	[STEP_SETTLE] = { "settle", given_path },
	[STEP_FRAMEBUFFER] = { "framebuffer", given_path },
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

const char *step_kind_text(enum step_kind kind)
{
	return kinds[kind].text;
}

const char *step_result_text(enum step_result result)
{
	static const char *const texts[] = {
		[STEP_PLANNED] = "planned", [STEP_DONE] = "done",
		[STEP_SKIPPED] = "skipped", [STEP_FAILED] = "failed",
		[STEP_UNDONE] = "undone",
	};

	return texts[result];
}

struct step *steps_add(struct arena *arena, struct steps *steps, const struct step *step)
{
	struct step *copy = arena_alloc(arena, sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *step;
	copy->next = NULL;
	copy->path = kinds[step->kind].path(arena, step);
	if (!copy->path && (step->path || kinds[step->kind].path != given_path))
		return NULL;

	if (steps->last)
		steps->last->next = copy;
	else
		steps->first = copy;
	steps->last = copy;
	return copy;
}

/* A missing text is written as a field that no text can look like: an escape of its own.
 */
#define NOTHING "\\0"

void step_add_to(struct writing *writing, const struct step *step)
{
	const char *const texts[] = { step->path, step->before, step->after, step->keep,
		                      step->module };

	writing_add(writing, kinds[step->kind].text);
	writing_add(writing, "\t");
	writing_add(writing, BDF_TEXT(step->subject));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		writing_add(writing, "\t");
		if (texts[i])
			writing_add_escaped(writing, texts[i]);
		else
			writing_add(writing, NOTHING);
	}
}

const char *step_write(struct arena *arena, const struct step *step)
{
	_cleanup_(writing_free) struct writing writing = { 0 };

	step_add_to(&writing, step);
	return writing_keep(&writing, arena);
}

static int read_field(struct arena *arena, char **rest, const char **ret)
{
	char *text = strsep(rest, "\t");

	if (!text)
		return -EINVAL;
	if (strcmp(text, NOTHING) == 0)
		return 0;
	if (text_unescape(text) < 0)
		return -EINVAL;
	*ret = arena_text(arena, text);
	return *ret ? 0 : -ENOMEM;
}

int step_read(struct arena *arena, struct steps *steps, char *line)
{
	struct step step = { 0 };
	const char **const texts[] = { &step.path, &step.before, &step.after, &step.keep,
		                       &step.module };
	const char *kind = strsep(&line, "\t"), *subject = strsep(&line, "\t");
	size_t found = 0;
	int r;

	while (found < N_KINDS && !text_equal(kinds[found].text, kind))
		found++;
	if (found == N_KINDS || !subject || bdf_parse_kernel(subject, &step.subject) < 0)
		return -EINVAL;
	step.kind = (enum step_kind)found;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		r = read_field(arena, &line, texts[i]);
		if (r < 0)
			return r;
	}
	if (line)
		return -EINVAL;
	return steps_add(arena, steps, &step) ? 0 : -ENOMEM;
}
