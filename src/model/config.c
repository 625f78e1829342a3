/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/config.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "model/device.h"

#define VFS_MAX   65535
#define COUNT_MAX 65535

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS  "0123456789"

/* Which sections a key may stand in. */
enum kind { KIND_DEVICE = 1, KIND_MAIN = 2 };

struct key;

/* What a row's function gets: the value, and where it goes. */
struct place {
	struct arena *arena;
	struct section *section;
	const struct key *key;
	const char *value;
	unsigned line;
};

struct key {
	unsigned kinds; /* of enum kind */
	const char *name;
	const char *allowed;
	/* 0, -EINVAL (without a fault: it is no value of this key), -ENOMEM. */
	int (*parse)(const struct place *place, struct fault *f);
	size_t offset; /* in the section, for the functions that serve several keys */
	bool (*is_valid)(const char *value);
	const char *const *words; /* in the order of their enum */
	bool repeats;
};

static void *member(const struct place *place)
{
	return (char *)place->section + place->key->offset;
}

static int parse_text(const struct place *place, struct fault *f)
{
	const char **text = member(place);

	(void)f;
	if (!*place->value || !place->key->is_valid(place->value))
		return -EINVAL;
	*text = arena_text(place->arena, place->value);
	return *text ? 0 : -ENOMEM;
}

static int parse_word(const struct place *place, struct fault *f)
{
	unsigned *word = member(place); /* our enums have no negative values */

	(void)f;
	for (unsigned i = 0; place->key->words[i]; i++)
		if (*place->value && strcmp(place->key->words[i], place->value) == 0) {
			*word = i;
			return 0;
		}
	return -EINVAL;
}

static int parse_count(const struct place *place, struct fault *f)
{
	uint32_t number;

	if (parse_word(place, f) == 0)
		return 0;
	if (text_decimal(place->value, strlen(place->value), COUNT_MAX, &number) < 0 ||
	    number == 0)
		return -EINVAL;
	place->section->count = COUNT_NUMBER;
	place->section->number = number;
	return 0;
}

static int parse_vfs(const struct place *place, struct fault *f)
{
	uint32_t vfs;

	(void)f;
	if (text_decimal(place->value, strlen(place->value), VFS_MAX, &vfs) < 0 ||
	    vfs == 0)
		return -EINVAL;
	place->section->vfs = vfs;
	return 0;
}

static int parse_driver(const struct place *place, struct fault *f)
{
	if (strcmp(place->value, "auto") == 0)
		return 0;
	return parse_text(place, f);
}

/* Of [vfioprep] a later file may say no owner: so where it stands is kept with it. */
static int parse_owner(const struct place *place, struct fault *f)
{
	struct section *section = place->section;

	section->owner_at = arena_printf(place->arena, "/%s:%u", section->file,
	                                 place->line);
	return section->owner_at ? parse_text(place, f) : -ENOMEM;
}

static int parse_override(const struct place *place, struct fault *f)
{
	struct config_text *override = arena_alloc(place->arena, sizeof(*override));

	(void)f;
	if (!*place->value || !place->key->is_valid(place->value))
		return -EINVAL;
	if (!override)
		return -ENOMEM;
	override->text = arena_text(place->arena, place->value);
	override->line = place->line;
	override->next = place->section->overrides;
	place->section->overrides = override;
	return override->text ? 0 : -ENOMEM;
}

/* Sections that mean each other would never come to an end. */
static int refuse_sections(const struct selector *selector, struct fault *f)
{
	for (const struct term *term = selector->terms; term; term = term->and)
		if (term->name)
			return fault(f, -EINVAL, "'%s' names a section inside a section",
			             selector->text);
	return 0;
}

static int parse_match(const struct place *place, struct fault *f)
{
	const struct selector *selector;
	struct selector *joined;
	int r = selector_parse(place->arena, place->value, &selector, f);

	if (r == 0)
		r = refuse_sections(selector, f);
	if (r < 0)
		return r;
	joined = arena_alloc(place->arena, sizeof(*joined));
	if (!joined)
		return -ENOMEM;
	*joined = *selector;
	joined->next = place->section->match;
	place->section->match = joined;
	return 0;
}

/* Lines were checked for control characters when they were read. */
static bool is_text(const char *value)
{
	return *value != '\0';
}

/* VENDOR:DEVICE[:SUBVENDOR:SUBDEVICE], no wildcards: it is one device's identity. */
static bool is_id(const char *value)
{
	size_t length = strlen(value);
	uint32_t id;

	if (length != 9 && length != 19)
		return false;
	for (size_t i = 0; i < length; i += 5)
		if (text_hex(value + i, 4, 0xffff, &id) < 0 ||
		    (value[i + 4] != ':' && i + 4 != length))
			return false;
	return true;
}

static bool is_mac(const char *value)
{
	uint32_t byte;

	if (strlen(value) != 17)
		return false;
	for (size_t i = 0; i < 17; i += 3)
		if (text_hex(value + i, 2, 0xff, &byte) < 0 ||
		    (value[i + 2] != ':' && i + 2 != 17))
			return false;
	return true;
}

/* "pci0000:00/00:01.0/00.0": the root bus, and the functions from there on. */
static bool is_path(const char *value)
{
	return text_starts(value, "pci") &&
	       strspn(value + 3, DIGITS "abcdef:./") == strlen(value + 3) &&
	       strchr(value, '/') && value[strlen(value) - 1] != '/';
}

static bool is_owner(const char *value)
{
	const char *colon = strchr(value, ':');

	if (strpbrk(value, " \t"))
		return false;
	return !colon || (colon != value && colon[1] && !strchr(colon + 1, ':'));
}

static bool is_rule(const char *value)
{
	return strchr(value, '.') &&
	       strspn(value, "abcdefghijklmnopqrstuvwxyz-.") == strlen(value);
}

static const char *const counts[] = { "all", "one", "at-least-one", NULL };
/* That nothing is picked is said by leaving it out. */
static const char *const picks[] = { "", "first", "lowest-numa-distance", NULL };
static const char *const moves[] = { "refuse", "follow", NULL };
static const char *const extents[] = { "whole", "only", NULL };
static const char *const yes_no[] = { "yes", "no", NULL };
static const char *const missing[] = { "fail", "ignore", NULL };
static const char *const confirms[] = { "boot", "manual", NULL };

#define AT(member) offsetof(struct section, member)

/* In the order of vfioprep.conf(5): what acts today, then what later commands read. */
/* clang-format off */
static const struct key keys[] = {
	{ KIND_DEVICE, "match", "a selector, without @NAME; see vfioprep(8)",
	  parse_match, 0, NULL, NULL, true },
	{ KIND_DEVICE, "count", "all, one, at-least-one or a number from 1",
	  parse_count, AT(count), NULL, counts, false },
	{ KIND_DEVICE, "pick", "first or lowest-numa-distance",
	  parse_word, AT(pick), NULL, picks, false },
	{ KIND_DEVICE, "id", "VENDOR:DEVICE or VENDOR:DEVICE:SUBVENDOR:SUBDEVICE",
	  parse_text, AT(id), is_id, NULL, false },
	{ KIND_DEVICE, "path", "the root bus and the functions below, as in pci0000:00/00:01.0",
	  parse_text, AT(path), is_path, NULL, false },
	{ KIND_DEVICE, "serial", "the serial number",
	  parse_text, AT(serial), is_text, NULL, false },
	{ KIND_DEVICE, "mac", "six pairs of hex digits with colons",
	  parse_text, AT(mac), is_mac, NULL, false },
	{ KIND_DEVICE, "on-move", "refuse or follow",
	  parse_word, AT(on_move), NULL, moves, false },
	{ KIND_DEVICE, "if-missing", "fail or ignore",
	  parse_word, AT(if_missing), NULL, missing, false },
	{ KIND_DEVICE, "group", "whole or only",
	  parse_word, AT(group), NULL, extents, false },
	{ KIND_DEVICE, "driver", "auto, vfio-pci or one of its variants",
	  parse_driver, AT(driver), driver_is_vfio, NULL, false },
	{ KIND_DEVICE, "override", "a rule of vfioprep-rules(7)",
	  parse_override, 0, is_rule, NULL, true },
	{ KIND_DEVICE | KIND_MAIN, "owner", "USER or USER:GROUP",
	  parse_owner, AT(owner), is_owner, NULL, false },
	{ KIND_DEVICE, "vfs", "a number from 1 to 65535",
	  parse_vfs, 0, NULL, NULL, false },
	{ KIND_DEVICE, "vm", "the name of the guest",
	  parse_text, AT(vm), is_text, NULL, false },
	{ KIND_DEVICE, "at-boot", "yes or no",
	  parse_word, AT(at_boot), NULL, yes_no, false },
	{ KIND_DEVICE, "confirm", "boot or manual",
	  parse_word, AT(confirm), NULL, confirms, false },
};
/* clang-format on */

#define N_KEYS (sizeof(keys) / sizeof(keys[0]))

_Static_assert(N_KEYS <= CONFIG_KEYS_MAX, "each row has its place in struct section");

bool config_is_name(const char *text, size_t length)
{
	return length > 0 && length <= CONFIG_NAME_MAX && *text != '.' &&
	       strspn(text, LETTERS DIGITS "-_.") >= length;
}

int config_fault(const char *file, unsigned line, const char *cause, struct fault *f)
{
	return fault(f, -EINVAL, "/%s:%u: %s", file, line, cause);
}

/* A cause made for this line; no memory for it is a fault of its own. */
static int line_fault(const struct config_entry *entry, struct fault *f,
                      const char *cause)
{
	if (!cause)
		return fault(f, -ENOMEM, "out of memory");
	return config_fault(entry->file, entry->line, cause, f);
}

struct section *config_find(const struct config *config, const char *name)
{
	for (struct section *s = config->sections; s; s = s->next)
		if (strcmp(s->name, name) == 0)
			return s;
	return NULL;
}

static int start(struct section *section, const struct config *config,
                 const struct config_entry *entry, struct fault *f)
{
	section->file = arena_text(config->arena, entry->file);
	section->line = entry->line;
	memset(section->lines, 0, sizeof(section->lines));
	return section->file ? 0 : fault(f, -ENOMEM, "out of memory");
}

static int refuse_twice(const struct config *config, const struct config_entry *entry,
                        const struct section *first, struct fault *f)
{
	(void)line_fault(entry, f,
	                 arena_printf(config->arena, "[%s] stands already in /%s:%u",
	                              entry->section, first->file, first->line));
	return fault_remedy(f, "put all of it into one place, or rename one of the two");
}

static int open_device(struct config *config, const struct config_entry *entry,
                       const char *name, struct fault *f)
{
	const struct section *other = config_find(config, name);
	struct section **end = &config->sections;
	struct section *section;

	if (other)
		return refuse_twice(config, entry, other, f);
	section = arena_alloc(config->arena, sizeof(*section));
	if (!section)
		return fault(f, -ENOMEM, "out of memory");
	section->name = arena_text(config->arena, name);
	if (!section->name)
		return fault(f, -ENOMEM, "out of memory");
	while (*end)
		end = &(*end)->next;
	*end = section;
	return start(section, config, entry, f);
}

static const char device_prefix[] = "device ";

/* NULL: it is no section of a device. */
static const char *name_of(const char *section)
{
	if (!text_starts(section, device_prefix))
		return NULL;
	section += strlen(device_prefix);
	return config_is_name(section, strlen(section)) ? section : NULL;
}

int config_open(struct config *config, const struct config_entry *entry, struct fault *f)
{
	const char *name = name_of(entry->section);

	if (name)
		return open_device(config, entry, name, f);
	if (strcmp(entry->section, "vfioprep") == 0) {
		if (config->main.file && strcmp(config->main.file, entry->file) == 0)
			return refuse_twice(config, entry, &config->main, f);
		return start(&config->main, config, entry, f);
	}
	(void)line_fault(entry, f,
	                 arena_printf(config->arena, "there is no section [%s]",
	                              entry->section));
	return fault_remedy(f,
	                    "use [vfioprep], or [device NAME] with up to %d letters, "
	                    "digits, '-', '_' and '.', no point in front",
	                    CONFIG_NAME_MAX);
}

static const struct key *find_key(unsigned kind, const char *name)
{
	for (size_t i = 0; i < N_KEYS; i++)
		if (keys[i].kinds & kind && strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

unsigned config_line(const struct section *section, const char *key)
{
	const struct key *row = find_key(KIND_DEVICE | KIND_MAIN, key);

	return row ? section->lines[row - keys] : 0;
}

/* The keys of that kind of section, with commas. */
static const char *name_keys(struct arena *arena, unsigned kind)
{
	const char *list = NULL;

	for (size_t i = 0; i < N_KEYS; i++)
		if (keys[i].kinds & kind)
			list = list ? arena_printf(arena, "%s, %s", list, keys[i].name)
			            : arena_text(arena, keys[i].name);
	return list ? list : "";
}

static int refuse_key(const struct config *config, const struct config_entry *entry,
                      unsigned kind, struct fault *f)
{
	(void)line_fault(entry, f,
	                 arena_printf(config->arena, "there is no key '%s' in [%s]",
	                              entry->key, entry->section));
	return fault_remedy(f, "use one of %s", name_keys(config->arena, kind));
}

/* CAUSE says more than that it is no value, where it is filled. */
static int refuse_value(const struct config *config, const struct config_entry *entry,
                        const struct key *key, const struct fault *cause, struct fault *f)
{
	const char *text = cause->text;

	if (!*entry->value)
		text = arena_printf(config->arena, "%s has no value", key->name);
	else if (!cause->error)
		text = arena_printf(config->arena, "'%s' is no value of %s", entry->value,
		                    key->name);
	(void)line_fault(entry, f, text);
	if (*entry->value && cause->remedy[0])
		return fault_remedy(f, "%s", cause->remedy);
	return fault_remedy(f, "%s is %s", key->name, key->allowed);
}

static int refuse_again(const struct config *config, const struct config_entry *entry,
                        unsigned line, struct fault *f)
{
	(void)line_fault(entry, f,
	                 arena_printf(config->arena,
	                              "%s stands already in line %u of this section",
	                              entry->key, line));
	return fault_remedy(f, "keep one of the two");
}

int config_set(struct config *config, const struct config_entry *entry, struct fault *f)
{
	const char *name = entry->section ? name_of(entry->section) : NULL;
	struct section *section = name ? config_find(config, name) : &config->main;
	unsigned kind = name ? KIND_DEVICE : KIND_MAIN;
	struct place place = { config->arena, section, NULL, entry->value, entry->line };
	struct fault cause = { 0 };
	unsigned *line;
	int r;

	if (!entry->section || !section) {
		(void)line_fault(entry, f, "it stands before any section");
		return fault_remedy(f, "begin with [vfioprep] or [device NAME]");
	}
	place.key = find_key(kind, entry->key);
	if (!place.key)
		return refuse_key(config, entry, kind, f);
	line = &section->lines[place.key - keys];
	if (*line && !place.key->repeats)
		return refuse_again(config, entry, *line, f);
	r = place.key->parse(&place, &cause);
	if (r == -ENOMEM)
		return fault(f, r, "out of memory");
	if (r < 0)
		return refuse_value(config, entry, place.key, &cause, f);
	*line = entry->line;
	return 0;
}

int config_finish(const struct config *config, struct fault *f)
{
	for (const struct section *s = config->sections; s; s = s->next)
		if (!s->match) {
			(void)config_fault(s->file, s->line, "the section has no match",
			                   f);
			return fault_remedy(
				f, "say which devices are meant, as in match = 01:00.0");
		}
	return 0;
}
