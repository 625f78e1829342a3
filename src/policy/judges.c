/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/judges.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

#define DROP WORD_DROP

/* clang-format off */
static const struct choice no_value = {
	"", WORD_INEFFECTIVE, FINDING_WARN, SWITCH_NONE, false, false,
	"it has no value: the kernel takes no notice of it", DROP };
static const struct choice no_option = {
	"", WORD_UNKNOWN, FINDING_WARN, SWITCH_NONE, false, false,
	"the kernel knows no such option of it", "look it up in the kernel's documentation" };
static const struct choice no_boolean = {
	"", WORD_INEFFECTIVE, FINDING_WARN, SWITCH_NONE, false, false,
	"it is neither a yes nor a no: the kernel refuses it", "write 1 or 0" };
static const struct choice unread = {
	"", WORD_INEFFECTIVE, FINDING_WARN, SWITCH_NONE, false, false,
	"the kernel reads no further in the list than usedac", "write usedac last" };
static const struct choice good = {
	"", WORD_EFFECTIVE, FINDING_OK, SWITCH_NONE, false, false, NULL, NULL };
static const struct choice others = {
	"", WORD_OF_OTHERS, FINDING_OK, SWITCH_NONE, false, false, NULL, NULL };
/* clang-format on */

static bool matches(const char *part, const struct choice *choice)
{
	if (strcmp(choice->text, "0") == 0)
		return part[0] >= '0' && part[0] <= '9';
	return text_starts(part, choice->text);
}

static const struct choice *choose(const struct boot_option *option, const char *part)
{
	for (size_t i = 0; i < option->n_choices; i++)
		if (matches(part, &option->choices[i]))
			return &option->choices[i];
	return &no_option;
}

int judge_list(struct hearing *hearing)
{
	const char *rest = hearing->token->value, *part;
	bool ended = false;

	if (!rest || !*rest)
		return hearing_say(hearing, NULL, &no_value);
	while ((part = cmdline_part(hearing->c->arena, &rest))) {
		const struct choice *choice = choose(hearing->option, part);
		int r = hearing_say(hearing, part, ended ? &unread : choice);

		if (r < 0)
			return r;
		ended = ended || choice->last;
	}
	return rest ? -ENOMEM : 0;
}

int judge_boolean(struct hearing *hearing)
{
	const char *value = hearing->token->value;
	/* kernel/params.c: a module's switch without value is a yes. */
	enum answer answer = value ? cmdline_boolean(value) : YES;

	if (answer == UNSURE)
		return hearing_say(hearing, NULL, &no_boolean);
	return hearing_say(hearing, NULL,
	                   &hearing->option->choices[answer == YES ? 0 : 1]);
}

int judge_flag(struct hearing *hearing)
{
	return hearing_say(hearing, NULL, &hearing->option->choices[0]);
}

int judge_any(struct hearing *hearing)
{
	return hearing_say(hearing, NULL, &good);
}

/* Says WHY of a part of the value (NULL: of all of it). */
static int say(struct hearing *hearing, const char *part, enum word_class class,
               const char *why, const char *remedy)
{
	struct choice choice = { "",    class, FINDING_WARN, SWITCH_NONE,
		                 false, false, why,          remedy };

	return why ? hearing_say(hearing, part, &choice) : -ENOMEM;
}

/* drivers/vfio/pci/vfio_pci.c: sscanf() of numbers in hex between colons, two at least.
 */
bool is_vfio_id(const char *part)
{
	unsigned fields = 0;

	for (;; part++) {
		size_t digits = strspn(part, "0123456789abcdefABCDEF");

		if (digits == 0 || digits > 8)
			return false;
		part += digits;
		if (++fields > 6)
			return false;
		if (!*part)
			return fields >= 2;
		if (*part != ':')
			return false;
	}
}

/* Behind a comma that ends the value a blank was put: the rest is a word of its own. */
static bool was_cut(const struct hearing *hearing)
{
	const struct cmdline *line = hearing->c->cmdline;
	const struct token *next = hearing->token + 1;
	const char *value = hearing->token->value;
	size_t length = strlen(value);

	return length && value[length - 1] == ',' && next < line->tokens + line->n &&
	       !next->value && is_vfio_id(next->text);
}

/* static char ids[1024] of the module; a longer value is refused as a whole. */
#define IDS_MAX 1023

int judge_ids(struct hearing *hearing)
{
	const char *rest = hearing->token->value, *part;

	if (!rest || !*rest)
		return hearing_say(hearing, NULL, &no_value);
	if (strlen(rest) > IDS_MAX)
		return say(hearing, NULL, WORD_INEFFECTIVE,
		           "it is longer than the 1023 characters that vfio-pci takes",
		           "write fewer ids");
	if (was_cut(hearing))
		return say(
			hearing, NULL, WORD_INEFFECTIVE,
			"a blank cuts the list: vfio-pci does not get what is behind it",
			"write the list without blanks");
	while ((part = cmdline_part(hearing->c->arena, &rest))) {
		int r = is_vfio_id(part) ? hearing_say(hearing, part, &good)
		                         : say(hearing, part, WORD_INEFFECTIVE,
		                               "it is no id: vfio-pci passes it over",
		                               "write vendor:device, in hex");

		if (r < 0)
			return r;
	}
	return rest ? -ENOMEM : 0;
}

static bool names_both(const struct hearing *hearing, const char *id)
{
	const struct token *other = cmdline_last(hearing->c->cmdline, "vfio_pci.ids",
	                                         hearing->c->cmdline->n);
	const char *found = other && other->value ? strstr(other->value, id) : NULL;
	size_t length = strlen(id);

	return found && (found == other->value || found[-1] == ',') &&
	       (!found[length] || found[length] == ',');
}

int judge_stub_ids(struct hearing *hearing)
{
	const char *rest = hearing->token->value, *part;

	if (!rest || !*rest)
		return hearing_say(hearing, NULL, &no_value);
	while ((part = cmdline_part(hearing->c->arena, &rest))) {
		int r = names_both(hearing, part)
		                ? say(hearing, part, WORD_CONTRADICTORY,
		                      "vfio-pci.ids= names it too: chance decides", DROP)
		                : say(hearing, part, WORD_OBSOLETE,
		                      "vfio-pci does without pci-stub", DROP);

		if (r < 0)
			return r;
	}
	return rest ? -ENOMEM : 0;
}

static const char *const vfio_modules[] = { "vfio", "vfio_pci", "vfio_pci_core",
	                                    "vfio_iommu_type1", "iommufd" };

static bool is_vfio_module(const char *name)
{
	for (size_t i = 0; i < sizeof(vfio_modules) / sizeof(vfio_modules[0]); i++)
		if (module_is(name, vfio_modules[i]))
			return true;
	return false;
}

int judge_blacklist(struct hearing *hearing)
{
	const char *rest = hearing->token->value, *part;

	while ((part = cmdline_part(hearing->c->arena, &rest))) {
		int r;

		if (builtin_has(hearing->c->booted, part) == YES)
			r = say(hearing, part, WORD_INEFFECTIVE,
			        "it is built into the kernel, where no blacklist reaches",
			        DROP);
		else if (is_vfio_module(part))
			r = say(hearing, part, WORD_CONTRADICTORY,
			        "it keeps out what hands devices to guests", DROP);
		else
			r = hearing_say(hearing, part, &others);
		if (r < 0)
			return r;
	}
	return rest ? -ENOMEM : 0;
}

int judge_preload(struct hearing *hearing)
{
	const char *rest = hearing->token->value, *part;
	unsigned version = hearing->c->booted->version;

	while ((part = cmdline_part(hearing->c->arena, &rest))) {
		bool gone = module_is(part, "vfio_virqfd");
		int r;

		/* Linux 6.2 made it a part of vfio itself. */
		if (gone && version >= KERNEL_VERSION(6, 2))
			r = say(hearing, part, WORD_OBSOLETE,
			        "there is no such module since Linux 6.2", DROP);
		else
			r = hearing_say(hearing, part,
			                gone || is_vfio_module(part) ? &good : &others);
		if (r < 0)
			return r;
	}
	return rest ? -ENOMEM : 0;
}

int judge_kill_switch(struct hearing *hearing)
{
	/* clang-format off */
	static const struct choice off = {
		"", WORD_EFFECTIVE, FINDING_WARN, SWITCH_NONE, false, false,
		"vfioprep itself does nothing of its own accord in this boot", DROP };
	/* clang-format on */

	if (text_equal(hearing->token->value, "off"))
		return hearing_say(hearing, NULL, &off);
	return hearing_say(hearing, NULL, &no_option);
}
