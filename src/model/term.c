/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/term.h"

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "model/classes.h"
#include "model/fact.h"
#include "model/pattern.h"
#include "model/section.h"

struct term_kind {
	const char
		*key; /* what stands before '='; NULL: the term has a form of its own */
	unsigned facts;
	int (*parse)(struct arena *arena, const struct piece *value, struct term *term,
	             struct fault *f);
	enum answer (*matches)(const struct term *term, const struct device *device);
	const char *(*print)(struct arena *arena, const struct term *term);
	enum attachment_kind attachment;
};

static const char *lower(struct arena *arena, const struct piece *piece)
{
	char *text = arena_textn(arena, piece->start, piece->length);

	for (char *c = text; c && *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return text;
}

static enum answer match_pattern(const char *pattern, const char *text)
{
	/* Most are no patterns, and fnmatch() makes wide characters of both first. */
	if (pattern && !strpbrk(pattern, "*?[\\"))
		return strcmp(pattern, text) == 0 ? YES : NO;
	return !pattern || fnmatch(pattern, text, 0) == 0 ? YES : NO;
}

/* [DOMAIN:]BUS:SLOT.FUNCTION with wildcards in each part */

static enum answer match_address(const struct term *term, const struct device *device)
{
	char texts[TERM_FIELDS][16];

	*text_put_hex(texts[0], device->address.domain, 4) = '\0';
	*text_put_hex(texts[1], device->address.bus, 2) = '\0';
	*text_put_hex(texts[2], device->address.slot, 2) = '\0';
	*text_put_hex(texts[3], device->address.function, 1) = '\0';
	for (size_t i = 0; i < TERM_FIELDS; i++)
		if (match_pattern(term->fields[i], texts[i]) == NO)
			return NO;
	return YES;
}

static const char *print_address(struct arena *arena, const struct term *term)
{
	/* A slot is all its functions; without a point it cannot have a domain either. */
	if (!term->fields[3])
		return arena_printf(arena, "%s:%s", term->fields[1], term->fields[2]);
	return arena_printf(arena, "%s:%s:%s.%s", term->fields[0], term->fields[1],
	                    term->fields[2], term->fields[3]);
}

/* VENDOR:DEVICE[:SUBVENDOR[:SUBDEVICE]] with wildcards */

static enum answer match_ids(const struct term *term, const struct device *device)
{
	const struct number *ids[TERM_FIELDS] = { &device->vendor, &device->device,
		                                  &device->subsystem_vendor,
		                                  &device->subsystem_device };
	enum answer answer = YES;

	for (size_t i = 0; i < TERM_FIELDS; i++) {
		char text[8];

		if (!term->fields[i])
			continue;
		if (ids[i]->known == ABSENT)
			return NO;
		if (ids[i]->known != KNOWN) {
			answer = UNSURE;
			continue;
		}
		(void)snprintf(text, sizeof(text), "%04x", ids[i]->value);
		if (match_pattern(term->fields[i], text) == NO)
			return NO;
	}
	return answer;
}

static const char *print_ids(struct arena *arena, const struct term *term)
{
	const char *text = term->fields[0];

	for (size_t i = 1; text && i < TERM_FIELDS && term->fields[i]; i++)
		text = arena_printf(arena, "%s:%s", text, term->fields[i]);
	return text;
}

/* "*" */

static enum answer match_all(const struct term *term, const struct device *device)
{
	(void)term, (void)device;
	return YES;
}

static const char *print_all(struct arena *arena, const struct term *term)
{
	(void)term;
	return arena_text(arena, "*");
}

/* class=WORD, class=CC, class=CCSS, class=CCSSPP */

static int parse_class(struct arena *arena, const struct piece *value, struct term *term,
                       struct fault *f)
{
	const char *word = lower(arena, value);

	if (!word)
		return fault(f, -ENOMEM, "out of memory");
	term->digits = 2;
	if (class_parse(word, &term->number) == 0)
		return 0;
	term->digits = (unsigned)value->length;
	if ((term->digits == 2 || term->digits == 4 || term->digits == 6) &&
	    text_hex(value->start, value->length, 0xffffff, &term->number) == 0)
		return 0;
	return piece_fault(
		value, f, "is no class: a word such as network, or 2, 4 or 6 hex digits");
}

static enum answer match_class(const struct term *term, const struct device *device)
{
	if (device->class.known != KNOWN)
		return UNSURE;
	return device->class.value >> (24 - 4 * term->digits) == term->number ? YES : NO;
}

static const char *print_class(struct arena *arena, const struct term *term)
{
	const char *word = term->digits == 2 ? class_word(term->number) : NULL;

	if (word)
		return arena_printf(arena, "class=%s", word);
	return arena_printf(arena, "class=%0*x", (int)term->digits, term->number);
}

/* group=N, numa=N */

static int parse_number(struct arena *arena, const struct piece *value, struct term *term,
                        struct fault *f)
{
	(void)arena;
	if (text_decimal(value->start, value->length, UINT32_MAX, &term->number) < 0)
		return piece_fault(value, f, "is no decimal number");
	return 0;
}

static enum answer match_number(const struct number *number, uint32_t wanted)
{
	switch (number->known) {
	case ABSENT:
		return NO;
	case KNOWN:
		return number->value == wanted ? YES : NO;
	case UNKNOWN:
	case NOT_ASKED:
		break;
	}
	return UNSURE;
}

static enum answer match_group(const struct term *term, const struct device *device)
{
	return match_number(&device->group_id, term->number);
}

static enum answer match_numa(const struct term *term, const struct device *device)
{
	return match_number(&device->numa_node, term->number);
}

static const char *print_number(struct arena *arena, const struct term *term)
{
	return arena_printf(arena, "%s=%u", term->kind->key, term->number);
}

/* driver=NAME and the names of what hangs on a device, with wildcards */

static int parse_name(struct arena *arena, const struct piece *value, struct term *term,
                      struct fault *f)
{
	int r = pattern_check(value, NULL, f);

	if (r < 0)
		return r;
	term->fields[0] = arena_textn(arena, value->start, value->length);
	return term->fields[0] ? 0 : fault(f, -ENOMEM, "out of memory");
}

static enum answer match_driver(const struct term *term, const struct device *device)
{
	switch (device->driver.known) {
	case ABSENT:
		return NO;
	case KNOWN:
		return match_pattern(term->fields[0], device->driver.value);
	case UNKNOWN:
	case NOT_ASKED:
		break;
	}
	return UNSURE;
}

static enum answer match_attachment(const struct term *term, const struct device *device)
{
	for (const struct attachment *a = device->attachments; a; a = a->next)
		if (a->kind == term->kind->attachment &&
		    match_pattern(term->fields[0], a->name) == YES)
			return YES;
	return device->attachments_known == KNOWN ? NO : UNSURE;
}

static const char *print_name(struct arena *arena, const struct term *term)
{
	return arena_printf(arena, "%s=%s", term->kind->key, term->fields[0]);
}

/* usb=VENDOR:PRODUCT */

static int parse_usb(struct arena *arena, const struct piece *value, struct term *term,
                     struct fault *f)
{
	int r = pattern_ids(arena, value, 2, term, f);

	if (r < 0)
		return r;
	if (!term->fields[1])
		return piece_fault(value, f, "is no pair VENDOR:PRODUCT");
	term->fields[0] = arena_printf(arena, "%s:%s", term->fields[0], term->fields[1]);
	term->fields[1] = NULL;
	return term->fields[0] ? 0 : fault(f, -ENOMEM, "out of memory");
}

/* vf-of=ADDRESS */

static int parse_vf(struct arena *arena, const struct piece *value, struct term *term,
                    struct fault *f)
{
	char text[64];
	struct bdf address;

	if (value->length >= sizeof(text) ||
	    text_format(text, sizeof(text), "%.*s", (int)value->length, value->start) <
	            0 ||
	    bdf_parse(text, &address) < 0)
		return piece_fault(value, f, "is no address of a physical function");
	term->fields[0] = arena_text(arena, BDF_TEXT(address));
	return term->fields[0] ? 0 : fault(f, -ENOMEM, "out of memory");
}

static enum answer match_vf(const struct term *term, const struct device *device)
{
	switch (device->physfn.known) {
	case ABSENT:
		return NO;
	case KNOWN:
		return text_equal(term->fields[0], device->physfn.value) ? YES : NO;
	case UNKNOWN:
	case NOT_ASKED:
		break;
	}
	return UNSURE;
}

/* @NAME */

static int parse_section(struct arena *arena, const struct piece *piece,
                         struct term *term, struct fault *f)
{
	const struct piece name = { piece->whole, piece->start + 1, piece->length - 1 };

	if (!config_is_name(name.start, name.length))
		return piece_fault(&name, f,
		                   "is no name of a section: letters, digits, '-', '_' "
		                   "and '.', no point in front");
	term->name = arena_textn(arena, name.start, name.length);
	return term->name ? 0 : fault(f, -ENOMEM, "out of memory");
}

static enum answer match_section(const struct term *term, const struct device *device)
{
	return term->section ? section_has(term->section, device) : UNSURE;
}

static const char *print_section(struct arena *arena, const struct term *term)
{
	return arena_printf(arena, "@%s", term->name);
}

/* clang-format off */
static const struct term_kind kind_address = {
	NULL, 0, pattern_address, match_address, print_address, 0 };
static const struct term_kind kind_slot = {
	NULL, 0, pattern_slot, match_address, print_address, 0 };
static const struct term_kind kind_ids = {
	NULL, FACT_IDS, pattern_any_ids, match_ids, print_ids, 0 };
static const struct term_kind kind_all = {
	NULL, 0, NULL, match_all, print_all, 0 };
static const struct term_kind kind_section = {
	NULL, 0, parse_section, match_section, print_section, 0 };

/* By key. */
static const struct term_kind keyed[] = {
	{ "block", FACT_ATTACHED, parse_name, match_attachment, print_name, ATTACHED_BLOCK },
	{ "class", FACT_IDS, parse_class, match_class, print_class, 0 },
	{ "driver", FACT_DRIVER, parse_name, match_driver, print_name, 0 },
	{ "drm", FACT_ATTACHED, parse_name, match_attachment, print_name, ATTACHED_DRM },
	{ "group", FACT_GROUP, parse_number, match_group, print_number, 0 },
	{ "iface", FACT_ATTACHED, parse_name, match_attachment, print_name, ATTACHED_NET },
	{ "numa", FACT_PLACE, parse_number, match_numa, print_number, 0 },
	{ "serial", FACT_ATTACHED, parse_name, match_attachment, print_name, ATTACHED_SERIAL },
	{ "slot", FACT_ATTACHED, parse_name, match_attachment, print_name, ATTACHED_SLOT },
	{ "usb", FACT_ATTACHED, parse_usb, match_attachment, print_name, ATTACHED_USB },
	{ "usb-port", FACT_ATTACHED, parse_name, match_attachment, print_name, ATTACHED_USB_PORT },
	{ "vf-of", FACT_SRIOV, parse_vf, match_vf, print_name, 0 },
};
/* clang-format on */

#define N_KEYED (sizeof(keyed) / sizeof(keyed[0]))

int piece_fault(const struct piece *piece, struct fault *f, const char *cause)
{
	if (!piece->length)
		return fault(f, -EINVAL,
		             "'%s': character %zu: there is nothing, which %s",
		             piece->whole, (size_t)(piece->start - piece->whole) + 1,
		             cause);
	return fault(f, -EINVAL, "'%s': character %zu: '%.*s' %s", piece->whole,
	             (size_t)(piece->start - piece->whole) + 1, (int)piece->length,
	             piece->start, cause);
}

static int parse_keyed(struct arena *arena, const struct piece *piece, size_t equals,
                       struct term *term, struct fault *f)
{
	struct piece key = *piece, value = *piece;

	key.length = equals;
	value.start += equals + 1;
	value.length -= equals + 1;
	for (size_t i = 0; i < N_KEYED; i++) {
		if (strlen(keyed[i].key) != key.length ||
		    memcmp(keyed[i].key, key.start, key.length) != 0)
			continue;
		term->kind = &keyed[i];
		if (!value.length)
			return piece_fault(&value, f, "is no value");
		return keyed[i].parse(arena, &value, term, f);
	}
	(void)piece_fault(&key, f, "is no key");
	return fault_remedy(
		f, "use one of block, class, driver, drm, group, iface, numa, serial, "
		   "slot, usb, usb-port, vf-of");
}

/* With a point it is an address; two fields of two characters are a slot; else ids. */
static int parse_bare(struct arena *arena, const struct piece *piece, struct term *term,
                      struct fault *f)
{
	if (piece->length == 1 && *piece->start == '*') {
		term->kind = &kind_all;
		return 0;
	}
	if (*piece->start == '@')
		term->kind = &kind_section;
	else if (memchr(piece->start, '.', piece->length))
		term->kind = &kind_address;
	else if (pattern_looks_like_slot(piece))
		term->kind = &kind_slot;
	else
		term->kind = &kind_ids;
	return term->kind->parse(arena, piece, term, f);
}

int term_parse(struct arena *arena, const struct piece *piece, struct term *ret,
               struct fault *f)
{
	struct piece rest = *piece;
	const char *equals;

	if (rest.length && *rest.start == '!') {
		ret->negated = true;
		rest.start++;
		rest.length--;
	}
	if (!rest.length) {
		(void)piece_fault(&rest, f, "is no condition");
		return fault_remedy(f, "see SELECTORS in vfioprep(8)");
	}
	equals = memchr(rest.start, '=', rest.length);
	if (equals && *rest.start != '@')
		return parse_keyed(arena, &rest, (size_t)(equals - rest.start), ret, f);
	return parse_bare(arena, &rest, ret, f);
}

unsigned term_facts(const struct term *term)
{
	bool subsystem = term->kind == &kind_ids && term->fields[2];

	return term->kind->facts | (subsystem ? FACT_DETAIL : 0) |
	       (term->section ? section_facts(term->section) : 0);
}

enum answer term_matches(const struct term *term, const struct device *device)
{
	static const enum answer opposite[] = {
		[NO] = YES, [YES] = NO, [UNSURE] = UNSURE
	};
	enum answer answer = term->kind->matches(term, device);

	return term->negated ? opposite[answer] : answer;
}

static bool has_domain_zero(const struct term *term)
{
	return (term->kind == &kind_address || term->kind == &kind_slot) &&
	       text_equal(term->fields[0], "0000");
}

bool term_is_open(const struct term *term)
{
	if (term->negated || term->kind == &kind_all)
		return true;
	/* Most machines have no domain but 0: it closes nothing. */
	for (size_t i = has_domain_zero(term) ? 1 : 0; i < TERM_FIELDS; i++)
		if (term->fields[i] &&
		    strspn(term->fields[i], "*?") != strlen(term->fields[i]))
			return false;
	return term->kind == &kind_address || term->kind == &kind_slot ||
	       term->kind == &kind_ids;
}

const char *term_print(struct arena *arena, const struct term *term)
{
	const char *text = term->kind->print(arena, term);

	return text && term->negated ? arena_printf(arena, "!%s", text) : text;
}
