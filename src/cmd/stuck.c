/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/stuck.h"

#include "base/text.h"
#include "scan/holders.h"

/* As many lines of a kernel stack as say what is waited for. */
#define STACK_MAX 4096

static void add_stack(struct session *s, struct finding *finding, pid_t writer)
{
	char path[64], stack[STACK_MAX];

	if (text_format(path, sizeof(path), "proc/%d/stack", (int)writer) < 0 ||
	    root_read(&s->root, path, stack, sizeof(stack)) < 0)
		return;
	/* One line of evidence: the innermost function that is not the scheduler's. */
	for (char *c = stack; *c; c++)
		if (*c == '\n')
			*c = ' ';
	(void)finding_evidence(s->arena, finding, arena_text(s->arena, path),
	                       arena_text(s->arena, stack));
}

static const char *summarise(struct session *s, const struct holder *holders)
{
	const char *text = "the kernel waits until nobody has it open";

	for (const struct holder *h = holders; text && h; h = h->next)
		text = arena_printf(s->arena, "%s%s %d (%s)", text,
		                    h == holders ? "; open in process" : ",", (int)h->pid,
		                    h->command);
	return text;
}

static const struct holder *find_holders(struct session *s, const struct device *device)
{
	const struct holder *holders = NULL;

	(void)scan_holders(s->scan, device, &holders);
	return holders;
}

static void explain(struct session *s, const struct device *device, pid_t writer)
{
	const struct holder *holders = find_holders(s, device);
	struct finding finding = {
		.id = "device.busy",
		.status = FINDING_FAIL,
		.subject = arena_text(s->arena, BDF_TEXT(device->address)),
		.summary = summarise(s, holders),
		.remedy = "end the process that holds the device",
	};

	add_stack(s, &finding, writer);
	for (const struct holder *h = holders; h; h = h->next)
		(void)finding_evidence(s->arena, &finding, h->path, h->target);
	if (finding.summary)
		(void)findings_add(&s->findings, &finding);
}

void stuck_explain(struct session *s)
{
	for (size_t i = 0; i < s->choice.n; i++) {
		pid_t writer;

		if (scan_writer(&s->root, s->choice.devices[i]->address, &writer) == 0)
			explain(s, s->choice.devices[i], writer);
	}
}
