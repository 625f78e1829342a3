/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view/steps.h"

#include <stdbool.h>
#include <stdio.h>

#include "base/text.h"

static const char *or_none(const char *text)
{
	return text ? text : "none";
}

static void line_lease(const struct step *step, char *buffer, size_t size)
{
	(void)snprintf(buffer, size, "%s -> %s", or_none(step->before),
	               or_none(step->after));
}

static void line_load(const struct step *step, char *buffer, size_t size)
{
	(void)snprintf(buffer, size, "%s (module %s)",
	               step->after ? step->after : step->module, step->module);
}

static void line_unbind(const struct step *step, char *buffer, size_t size)
{
	(void)snprintf(buffer, size, "%s", step->before ? step->before : "its driver");
}

static void line_after(const struct step *step, char *buffer, size_t size)
{
	(void)snprintf(buffer, size, "%s", step->after ? step->after : "");
}

static void line_drawer(const struct step *step, char *buffer, size_t size)
{
	(void)snprintf(buffer, size, "%s: %s", step->path ? text_base(step->path) : "",
	               or_none(step->after));
}

static void line_id(const struct step *step, char *buffer, size_t size)
{
	(void)snprintf(buffer, size, "%s: %s", step->module,
	               step->after ? step->after : or_none(step->before));
}

static void line_probe(const struct step *step, char *buffer, size_t size)
{
	(void)snprintf(buffer, size, "%s", step->got ? step->got : "the kernel chooses");
}

static void line_node(const struct step *step, char *buffer, size_t size)
{
	const char *path = step->path ? step->path : step->got;

	(void)snprintf(buffer, size, "%s%s%s%s", path ? "/" : "",
	               path ? path : "if this kernel makes one",
	               step->after ? ", owner " : "", step->after ? step->after : "");
}

void step_line(const struct step *step, char *buffer, size_t size)
{
	static void (*const lines[])(const struct step *step, char *buffer,
	                             size_t size) = {
		[STEP_LEASE] = line_lease,    [STEP_LOAD] = line_load,
		[STEP_OVERRIDE] = line_lease, [STEP_UNBIND] = line_unbind,
		[STEP_BIND] = line_after,     [STEP_NEW_ID] = line_id,
		[STEP_REMOVE_ID] = line_id,   [STEP_PROBE] = line_probe,
		[STEP_NODE] = line_node,      [STEP_CDEV] = line_node,
		[STEP_SETTLE] = line_after,   [STEP_FRAMEBUFFER] = line_drawer,
	};
	char what[256];
	int n;

	lines[step->kind](step, what, sizeof(what));
	n = snprintf(buffer, size, "%-15s  %s", step_kind_text(step->kind), what);
	if (step->result != STEP_PLANNED && n > 0 && (size_t)n < size)
		(void)snprintf(buffer + n, size - (size_t)n, ": %s%s%s",
		               step_result_text(step->result), step->error ? ", " : "",
		               step->error ? step->error : "");
}

int steps_plan(const struct sink *sink, const struct plan *plan)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < plan->n_units; i++) {
		const struct unit *unit = &plan->units[i];

		r = sink_printf(sink, "%s\n", BDF_TEXT(unit->address));
		for (const struct step *step = unit->go.first; r == 0 && step;
		     step = step->next) {
			char line[512];

			step_line(step, line, sizeof(line));
			r = sink_printf(sink, "  %s\n", line);
		}
	}
	return r;
}

/* What the steps of one device came to. */
struct summary {
	const char *from, *to, *node, *owner;
	bool moved;
};

static struct summary summarise(const struct steps *steps)
{
	struct summary s = { 0 };

	for (const struct step *step = steps->first; step; step = step->next) {
		switch (step->kind) {
		case STEP_UNBIND:
			s.from = s.from ? s.from : step->before;
			s.moved = true;
			break;
		case STEP_BIND:
		case STEP_PROBE:
			s.to = step->got ? step->got : step->after;
			s.moved = true;
			break;
		case STEP_NODE:
			s.node = step->got ? step->got : step->path;
			s.owner = step->after;
			break;
		case STEP_LEASE:
		case STEP_LOAD:
		case STEP_OVERRIDE:
		case STEP_NEW_ID:
		case STEP_REMOVE_ID:
		case STEP_CDEV:
		case STEP_SETTLE:
		case STEP_FRAMEBUFFER:
			break;
		}
	}
	return s;
}

int steps_summary(const struct sink *sink, const struct plan *plan)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < plan->n_units; i++) {
		const struct unit *unit = &plan->units[i];
		struct summary s = summarise(&unit->go);

		r = sink_text(sink, BDF_TEXT(unit->address));
		if (r == 0 && s.moved)
			r = sink_printf(sink, "  %s -> %s", s.from ? s.from : "no driver",
			                s.to ? s.to : "no driver");
		if (r == 0 && s.node && !plan->leads_home)
			r = sink_printf(sink, "  /%s", s.node);
		if (r == 0 && s.node && s.owner && !plan->leads_home)
			r = sink_printf(sink, "  owner %s", s.owner);
		if (r == 0)
			r = sink_text(sink, "\n");
	}
	return r;
}
