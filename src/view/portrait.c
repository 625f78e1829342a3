/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "view/portrait.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "base/utf8.h"
#include "model/classes.h"
#include "model/lease.h"

#define LINE_MAX_TEXT 1024

/* Two blanks, the label, a blank. */
#define LABEL_WIDTH 12

/* Broken at blanks where the width ends; what follows stands below what went before. */
static int print_fact(const struct sink *sink, const struct look *look, const char *label,
                      const char *text)
{
	size_t room = look->width > LABEL_WIDTH + 20 ? look->width - LABEL_WIDTH
	                                             : SIZE_MAX;
	_cleanup_(freep) char *shown = malloc(UTF8_SHOWN_SIZE(strlen(text)));
	int r = shown ? 0 : -ENOMEM;

	if (shown)
		utf8_show(text, shown);
	text = shown;
	while (r == 0 && *text) {
		size_t end = strlen(text);

		if (end > room)
			for (end = room; end && text[end] != ' '; end--)
				;
		if (!end)
			end = strcspn(text, " ");
		r = sink_printf(sink, "  %-9s %.*s\n", label, (int)end, text);
		text += end + (text[end] == ' ');
		label = "";
	}
	return r;
}

static const char *or_else(const struct text *text, const char *absent)
{
	switch (text->known) {
	case KNOWN:
		return text->value;
	case ABSENT:
		return absent;
	case UNKNOWN:
	case NOT_ASKED:
		break;
	}
	return "unknown";
}

/* Each fact writes its line's text, or nothing where there is nothing to say. */

static void say_ids(const struct portrait *p, char *buffer, size_t size)
{
	const struct device *d = p->device;
	char subsystem[32] = "";

	if (d->vendor.known != KNOWN || d->device.known != KNOWN)
		return;
	if (d->subsystem_vendor.known == KNOWN && d->subsystem_device.known == KNOWN)
		(void)snprintf(subsystem, sizeof(subsystem), ", subsystem %04x:%04x",
		               d->subsystem_vendor.value, d->subsystem_device.value);
	(void)snprintf(buffer, size, "%04x:%04x%s, revision %02x", d->vendor.value,
	               d->device.value, subsystem,
	               d->revision.known == KNOWN ? d->revision.value : 0);
}

static void say_class(const struct portrait *p, char *buffer, size_t size)
{
	const struct device *d = p->device;
	const char *word;

	if (d->class.known != KNOWN)
		return;
	word = class_word(device_base_class(d));
	(void)snprintf(buffer, size, "%s (%06x)%s%s", word ? word : "other",
	               d->class.value, d->class_name.known == KNOWN ? ", " : "",
	               d->class_name.known == KNOWN ? d->class_name.value : "");
}

static void say_driver(const struct portrait *p, char *buffer, size_t size)
{
	const struct device *d = p->device;

	(void)snprintf(buffer, size, "%s", or_else(&d->driver, "none"));
	if (d->driver_module.known == KNOWN &&
	    !text_equal(d->driver_module.value, buffer))
		(void)snprintf(buffer, size, "%s (module %s)",
		               or_else(&d->driver, "none"), d->driver_module.value);
}

static void say_override(const struct portrait *p, char *buffer, size_t size)
{
	if (p->device->driver_override.known != ABSENT)
		(void)snprintf(buffer, size, "%s",
		               or_else(&p->device->driver_override, ""));
}

static void say_native(const struct portrait *p, char *buffer, size_t size)
{
	(void)snprintf(buffer, size, "%s", or_else(&p->device->native_modules, "none"));
	if (!*buffer)
		(void)snprintf(buffer, size, "none");
}

static void say_vfio(const struct portrait *p, char *buffer, size_t size)
{
	const struct text *module = &p->device->vfio_module;

	if (module->known == KNOWN)
		(void)snprintf(buffer, size, "%s",
		               strcmp(module->value, "vfio_pci") == 0 ? "vfio-pci"
		                                                      : module->value);
}

/* ", with A, B, C": the word is said once. */
static int join(char *buffer, size_t size, const char **word, const char *name)
{
	int n = snprintf(buffer, size, "%s %s", *word, name);

	*word = ",";
	return n;
}

static void say_group(const struct portrait *p, char *buffer, size_t size)
{
	const struct iommu_group *group = p->group ? p->group->group : NULL;
	const char *word;
	int used;

	if (!group) {
		(void)snprintf(buffer, size, "%s",
		               p->device->group_id.known == ABSENT ? "none" : "unknown");
		return;
	}
	used = snprintf(buffer, size, "%u", group->id);
	word = ", with";
	for (const struct device *d = group->first; d && used < (int)size;
	     d = d->next_in_group)
		if (d != p->device)
			used += join(buffer + used, size - (size_t)used, &word,
			             BDF_TEXT(d->address));
	for (const struct member *m = group->others; m && used < (int)size; m = m->next)
		used += join(buffer + used, size - (size_t)used, &word, m->name);
}

static void say_viable(const struct portrait *p, char *buffer, size_t size)
{
	const struct judgement *j = p->group;

	if (!j)
		return;
	if (j->viable == YES)
		(void)snprintf(buffer, size, "yes");
	else if (j->viable == UNSURE)
		(void)snprintf(buffer, size, "unknown");
	else if (j->n_blockers)
		(void)snprintf(buffer, size, "no, %s has the driver %s",
		               BDF_TEXT(j->blockers[0]->address),
		               j->blockers[0]->driver.value);
	else
		(void)snprintf(buffer, size, "no%s%s",
		               j->other_blocker ? ", held by " : "",
		               j->other_blocker ? j->other_blocker : "");
}

static void say_reason(const struct portrait *p, char *buffer, size_t size)
{
	if (p->group && p->group->reason)
		(void)snprintf(buffer, size, "%s", p->group->reason);
}

static void say_node(const struct node *node, char *buffer, size_t size)
{
	if (node->path)
		(void)snprintf(buffer, size, "/%s, owner %u:%u, mode %04o", node->path,
		               node->uid, node->gid, node->mode);
}

static void say_group_node(const struct portrait *p, char *buffer, size_t size)
{
	say_node(&p->device->vfio.group_node, buffer, size);
}

static void say_cdev(const struct portrait *p, char *buffer, size_t size)
{
	say_node(&p->device->vfio.cdev, buffer, size);
}

/* Many processes may have it open, and all are told: a line each. */
static int print_holders(const struct sink *sink, const struct look *look,
                         const struct portrait *p)
{
	const char *label = "open in";
	int r = 0;

	for (const struct holder *h = p->device->holders.first; r == 0 && h;
	     h = h->next) {
		char text[LINE_MAX_TEXT];

		if (h->certainty == HARDLY)
			continue;
		(void)snprintf(text, sizeof(text), "%d (%s)%s %s%s", (int)h->pid,
		               h->command, h->certainty == CERTAIN ? "" : " perhaps",
		               h->target, h->is_mapped ? ", mapped" : "");
		r = print_fact(sink, look, label, text);
		label = "";
	}
	return r;
}

/* Those who only have it open stand there already. */
static int print_users(const struct sink *sink, const struct look *look,
                       const struct portrait *p)
{
	const char *label = "used by";
	int r = 0;

	for (const struct user *u = p->device->users; r == 0 && u; u = u->next) {
		char text[LINE_MAX_TEXT];

		if (u->use == USE_DRIVER || u->use == USE_OPEN || u->use == USE_VFIO)
			continue;
		(void)snprintf(text, sizeof(text), "%s %s%s%s", u->kind, u->name,
		               u->detail ? " on " : "", u->detail ? u->detail : "");
		r = print_fact(sink, look, label, text);
		label = "";
	}
	return r;
}

static void say_attached(const struct portrait *p, char *buffer, size_t size)
{
	int used = 0;

	for (const struct attachment *a = p->device->attachments; a && used < (int)size;
	     a = a->next)
		used += snprintf(buffer + used, size - (size_t)used, "%s%s %s",
		                 used ? ", " : "", attachment_kind_text(a->kind),
		                 a->name);
}

static void say_lease(const struct portrait *p, char *buffer, size_t size)
{
	const struct lease *lease = p->device->lease;

	if (lease)
		(void)snprintf(buffer, size, "%s, by %s since %s, driver before: %s",
		               lease_state_text(lease->state), lease->owner, lease->since,
		               lease->driver ? lease->driver : "none");
}

static void say_pf(const struct portrait *p, char *buffer, size_t size)
{
	if (p->device->physfn.known == KNOWN)
		(void)snprintf(buffer, size, "virtual function of %s",
		               p->device->physfn.value);
	else if (p->device->vf_count.known == KNOWN && p->device->vf_count.value)
		(void)snprintf(buffer, size, "%u virtual functions",
		               p->device->vf_count.value);
}

static void say_reset(const struct portrait *p, char *buffer, size_t size)
{
	(void)snprintf(buffer, size, "%s", or_else(&p->device->reset_methods, "none"));
}

static void say_place(const struct portrait *p, char *buffer, size_t size)
{
	const struct device *d = p->device;
	int used = snprintf(buffer, size, "below %s",
	                    d->parent_name ? d->parent_name : "the root of the machine");

	if (d->numa_node.known == KNOWN && used < (int)size)
		(void)snprintf(buffer + used, size - (size_t)used, ", NUMA node %u",
		               d->numa_node.value);
}

static void say_display(const struct portrait *p, char *buffer, size_t size)
{
	if (p->device->boot_vga.known == KNOWN && p->device->boot_vga.value)
		(void)snprintf(buffer, size, "the machine booted on it");
}

/* Most wanted first. */
static const struct {
	const char *label;
	void (*say)(const struct portrait *p, char *buffer, size_t size);
	/* Instead, for a list. */
	int (*print)(const struct sink *sink, const struct look *look,
	             const struct portrait *p);
} facts[] = {
	{ "driver", say_driver, NULL },     { "override", say_override, NULL },
	{ "lease", say_lease, NULL },       { "group", say_group, NULL },
	{ "viable", say_viable, NULL },     { "why", say_reason, NULL },
	{ "node", say_group_node, NULL },   { "cdev", say_cdev, NULL },
	{ "open in", NULL, print_holders }, { "used by", NULL, print_users },
	{ "attached", say_attached, NULL }, { "display", say_display, NULL },
	{ "sr-iov", say_pf, NULL },         { "ids", say_ids, NULL },
	{ "class", say_class, NULL },       { "native", say_native, NULL },
	{ "vfio", say_vfio, NULL },         { "reset", say_reset, NULL },
	{ "place", say_place, NULL },
};

static int print_head(const struct sink *sink, const struct device *device)
{
	bool vendor = device->vendor_name.known == KNOWN;
	bool model = device->device_name.known == KNOWN;
	int r = sink_text(sink, BDF_TEXT(device->address));

	if (r == 0 && vendor)
		r = sink_text(sink, "  ");
	if (r == 0 && vendor)
		r = sink_shown(sink, device->vendor_name.value);
	if (r == 0 && model)
		r = sink_text(sink, " ");
	if (r == 0 && model)
		r = sink_shown(sink, device->device_name.value);
	return r == 0 ? sink_text(sink, "\n") : r;
}

static int print_unknown(const struct sink *sink, const struct look *look,
                         const struct unknown *unknown)
{
	char text[LINE_MAX_TEXT];

	(void)snprintf(text, sizeof(text), "%s: %s%s%s", unknown->member, unknown->error,
	               unknown->path ? ", /" : "", unknown->path ? unknown->path : "");
	return print_fact(sink, look, "unknown", text);
}

int print_portrait(const struct sink *sink, const struct look *look,
                   const struct portrait *portrait)
{
	int r = print_head(sink, portrait->device);

	for (size_t i = 0; r == 0 && i < sizeof(facts) / sizeof(facts[0]); i++) {
		char text[LINE_MAX_TEXT] = "";

		if (facts[i].print) {
			r = facts[i].print(sink, look, portrait);
			continue;
		}
		facts[i].say(portrait, text, sizeof(text));
		r = print_fact(sink, look, facts[i].label, text);
	}
	for (const struct unknown *u = portrait->device->unknown; r == 0 && u;
	     u = u->next)
		r = print_unknown(sink, look, u);
	return r;
}
