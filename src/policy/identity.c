/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is it the device that was recorded? What cannot be read now is no proof that it is. */
#include "policy/identity.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "model/capability.h"
#include "model/fact.h"
#include "model/section.h"
#include "policy/evidence.h"
#include "policy/predicates.h"

/* "52-54-00-ff-ff-00-00-01", as lspci shows what the function itself says. */
#define PCI_SERIAL_LENGTH 23

/* What is there now instead; the value NULL: it could not be read. */
struct seen {
	const char *attribute; /* of the device; NULL: where it is */
	const char *value;
};

/* Is what DEVICE has another one than what was RECORDED? */
typedef enum answer differ(const struct rule_case *c, const struct device *device,
                           const char *recorded, struct seen *ret);

/* id */

static enum answer differs_id(const struct rule_case *c, const struct device *device,
                              const char *recorded, struct seen *ret)
{
	bool is_long = strlen(recorded) > strlen("vvvv:dddd");

	ret->attribute = "device";
	if (device->vendor.known != KNOWN || device->device.known != KNOWN)
		return UNSURE;
	if (!is_long)
		ret->value = arena_printf(c->arena, "%04x:%04x", device->vendor.value,
		                          device->device.value);
	else if (device->subsystem_vendor.known == KNOWN &&
	         device->subsystem_device.known == KNOWN)
		ret->value = arena_printf(c->arena, "%04x:%04x:%04x:%04x",
		                          device->vendor.value, device->device.value,
		                          device->subsystem_vendor.value,
		                          device->subsystem_device.value);
	if (!ret->value)
		return UNSURE;
	return strcasecmp(recorded, ret->value) == 0 ? NO : YES;
}

/* serial */

static bool is_pci_serial(const char *text)
{
	if (strlen(text) != PCI_SERIAL_LENGTH)
		return false;
	for (size_t i = 0; text[i]; i++)
		if (i % 3 == 2 ? text[i] != '-'
		               : !strchr("0123456789abcdefABCDEF", text[i]))
			return false;
	return true;
}

static const char *pci_serial(struct arena *arena, uint64_t number)
{
	char text[PCI_SERIAL_LENGTH + 2];

	for (unsigned i = 0; i < 8; i++)
		(void)snprintf(text + (size_t)i * 3, 4, "%02x-",
		               (unsigned)(number >> (56 - 8 * i)) & 0xff);
	return arena_textn(arena, text, PCI_SERIAL_LENGTH);
}

static enum answer differs_pci_serial(const struct rule_case *c,
                                      const struct device *device, const char *recorded,
                                      struct seen *ret)
{
	const struct capabilities *capabilities = device->capabilities;

	ret->attribute = "config";
	ret->value = NULL;
	if (!capabilities)
		return UNSURE;
	if (capabilities->serial == KNOWN)
		ret->value = pci_serial(c->arena, capabilities->serial_number);
	else if (capabilities->serial == ABSENT)
		ret->value = "none";
	if (!ret->value)
		return UNSURE;
	return strcasecmp(recorded, ret->value) == 0 ? NO : YES;
}

/* What a driver tells is gone with the driver, what the function tells is not. */
static enum answer differs_serial(const struct rule_case *c, const struct device *device,
                                  const char *recorded, struct seen *ret)
{
	ret->attribute = "driver";
	for (const struct attachment *a = device->attachments; a; a = a->next) {
		if (a->kind != ATTACHED_SERIAL)
			continue;
		if (strcmp(a->name, recorded) == 0)
			return NO;
		ret->value = a->name;
	}
	if (is_pci_serial(recorded))
		return differs_pci_serial(c, device, recorded, ret);
	return ret->value ? YES : UNSURE;
}

/* mac */

static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (; *list; list += strspn(list, " ")) {
		size_t n = strcspn(list, " ");

		if (n == length && strncasecmp(list, word, n) == 0)
			return true;
		list += n;
	}
	return false;
}

static enum answer differs_mac(const struct rule_case *c, const struct device *device,
                               const char *recorded, struct seen *ret)
{
	(void)c;
	ret->attribute = "net";
	if (device->macs.known != KNOWN)
		return UNSURE;
	ret->value = device->macs.value;
	return has_word(ret->value, recorded) ? NO : YES;
}

/* path */

static const char *place_of(struct arena *arena, const struct device *device)
{
	const char *text = "";

	for (; device->parent; device = device->parent)
		text = arena_printf(arena, "/%02x.%x%s", device->address.slot,
		                    device->address.function, text);
	if (!device->parent_name || !text)
		return NULL;
	return arena_printf(arena, "%s/%02x:%02x.%x%s", device->parent_name,
	                    device->address.bus, device->address.slot,
	                    device->address.function, text);
}

/* Without buses, whose numbers are given anew whenever a card is added. */
static const char *without_buses(struct arena *arena, const char *path)
{
	char *copy = arena_text(arena, path), *rest = copy, *part;
	const char *text = copy ? strsep(&rest, "/") : NULL;

	while (text && rest && (part = strsep(&rest, "/"))) {
		const char *colon = strrchr(part, ':');

		text = arena_printf(arena, "%s/%s", text, colon ? colon + 1 : part);
	}
	return text;
}

static enum answer differs_path(const struct rule_case *c, const struct device *device,
                                const char *recorded, struct seen *ret)
{
	const char *here = place_of(c->arena, device);
	const char *now = here ? without_buses(c->arena, here) : NULL;
	const char *then = without_buses(c->arena, recorded);

	ret->value = here;
	if (!now || !then)
		return UNSURE;
	return strcmp(now, then) == 0 ? NO : YES;
}

#define ASK_ITS_DRIVER                                                                \
	"give it to its own driver first, which tells that, or take the line out of " \
	"the section"

/* What says most comes first. */
static const struct trait {
	const char *key;
	size_t offset;  /* of what was recorded, in the section */
	unsigned facts; /* beyond those of the rule */
	differ *differs;
	const char *remedy, *remedy_unread; /* NULL: that of the rule */
} traits[] = {
	{ "id", offsetof(struct section, id), 0, differs_id, NULL, NULL },
	{ "serial", offsetof(struct section, serial), FACT_ATTACHED | FACT_CONFIG,
	  differs_serial, NULL, ASK_ITS_DRIVER },
	{ "mac", offsetof(struct section, mac), FACT_MACS, differs_mac, NULL,
	  ASK_ITS_DRIVER },
	{ "path", offsetof(struct section, path), 0, differs_path,
	  "write down where it sits now, or say on-move = follow", NULL },
};

#define N_TRAITS (sizeof(traits) / sizeof(traits[0]))

/* NULL: nothing is on record, or it may change. */
static const char *recorded(const struct section *section, const struct trait *trait)
{
	if (trait->differs == differs_path && section->on_move == ON_MOVE_FOLLOW)
		return NULL;
	return *(const char *const *)((const char *)section + trait->offset);
}

unsigned identity_facts(const struct selector *list)
{
	unsigned facts = 0;

	for (; list; list = list->next)
		for (const struct term *t = list->terms; t; t = t->and)
			for (size_t i = 0; t->section && i < N_TRAITS; i++)
				if (recorded(t->section, &traits[i]))
					facts |= traits[i].facts;
	return facts;
}

struct comparison {
	const struct rule_case *c;
	const struct device *device;
	struct finding *draft;
	enum answer answer;
};

static void tell_now(const struct comparison *comparison, const struct seen *seen)
{
	const struct rule_case *c = comparison->c;
	const char *address = BDF_TEXT(comparison->device->address);

	if (seen->attribute)
		device_evidence(c, comparison->device, comparison->draft, seen->attribute,
		                seen->value);
	else
		evidence(c, comparison->draft,
		         arena_printf(c->arena, "sys/bus/pci/devices/%s", address),
		         seen->value);
}

static void tell(const struct comparison *comparison, const struct section *section,
                 const struct trait *trait, const struct seen *seen)
{
	const struct rule_case *c = comparison->c;
	struct finding *draft = comparison->draft;
	const char *text = recorded(section, trait);

	tell_now(comparison, seen);
	evidence(c, draft, section->file,
	         arena_printf(c->arena, "%s = %s", trait->key, text));
	if (seen->value ? trait->remedy : trait->remedy_unread)
		draft->remedy = seen->value ? trait->remedy : trait->remedy_unread;
	if (seen->value)
		draft->summary =
			arena_printf(c->arena,
		                     "[device %s] has %s %s on record, and this is %s",
		                     section->name, trait->key, text, seen->value);
}

/* The first difference is told; if there is none, what could not be compared. */
static int compare(void *context, const struct section *section)
{
	struct comparison *comparison = context;

	for (size_t i = 0; i < N_TRAITS && comparison->answer != YES; i++) {
		const char *text = recorded(section, &traits[i]);
		struct seen seen = { 0 };
		enum answer answer;

		if (!text)
			continue;
		answer = traits[i].differs(comparison->c, comparison->device, text,
		                           &seen);
		if (answer == NO)
			continue;
		if (answer == UNSURE)
			seen.value = NULL;
		comparison->answer = answer;
		tell(comparison, section, &traits[i], &seen);
	}
	return 0;
}

enum answer is_another(const struct rule_case *c, const struct device *device,
                       struct finding *draft)
{
	struct comparison comparison = { c, device, draft, NO };

	(void)sections_of(c->request->selectors, device, compare, &comparison);
	return comparison.answer;
}
