/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/noderule.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"

/* NAME, blanks, an operator and a quoted value; the value in VALUE. NULL: no more. */
static const char *next_term(const char *text, const char **name, size_t *length,
                             const char **value, size_t *value_length, bool *is_match)
{
	const char *end;

	text += strspn(text, " \t,");
	*name = text;
	*length = strcspn(text, " \t=!+-:,");
	text += *length;
	text += strspn(text, " \t");
	*is_match = text_starts(text, "==") || text_starts(text, "!=");
	text += strspn(text, "=!+-:");
	text += strspn(text, " \t");
	if (*text == 'e' || *text == 'i')
		text++;
	if (*text != '"')
		return NULL;
	end = strchr(text + 1, '"');
	if (!end)
		return NULL;
	*value = text + 1;
	*value_length = (size_t)(end - text - 1);
	return end + 1;
}

static bool is_word(const char *text, size_t length, const char *word)
{
	return length == strlen(word) && strncmp(text, word, length) == 0;
}

/* SUBSYSTEM=="vfio" has the groups, "vfio-dev" the devices; /dev/iommu is one of "misc",
 * as is /dev/vfio/vfio. */
static bool is_about_vfio(const char *name, size_t length, const char *value, size_t n)
{
	if (is_word(name, length, "SUBSYSTEM") || is_word(name, length, "SUBSYSTEMS"))
		return is_word(value, n, "vfio") || is_word(value, n, "vfio-dev");
	return is_word(name, length, "KERNEL") &&
	       (is_word(value, n, "iommu") || (n > 5 && text_starts(value, "vfio/") &&
	                                       !is_word(value, n, "vfio/vfio")));
}

static bool sets_access(const char *name, size_t length)
{
	return is_word(name, length, "MODE") || is_word(name, length, "GROUP") ||
	       is_word(name, length, "OWNER");
}

static bool counts(const char *rule)
{
	const char *name, *value;
	size_t length, n;
	bool is_match, is_about = false, sets = false;

	if (*rule == '#')
		return false;
	while (rule && *rule) {
		rule = next_term(rule, &name, &length, &value, &n, &is_match);
		if (!rule)
			break;
		if (is_match && is_word(name, length, "KERNEL") &&
		    is_word(value, n, "vfio"))
			return false;
		is_about = is_about ||
		           (is_match && is_about_vfio(name, length, value, n));
		sets = sets || (!is_match && sets_access(name, length));
	}
	return is_about && sets;
}

static int add(struct arena *arena, const char *path, const char *rule,
               const struct node_rule **list)
{
	struct node_rule *one = arena_alloc(arena, sizeof(*one));

	if (!one)
		return -ENOMEM;
	*one = (struct node_rule){ path, rule, *list };
	*list = one;
	return 0;
}

int node_rules_read(struct arena *arena, const char *path, const char *text,
                    const struct node_rule **list)
{
	char *copy = arena_text(arena, text);
	int r = copy ? 0 : -ENOMEM;

	while (r == 0 && *copy) {
		size_t length = text_join(copy);
		bool is_last = !copy[length];
		char *rule = copy + strspn(copy, " \t");

		copy[length] = '\0';
		if (counts(rule))
			r = add(arena, path, text_trim(rule), list);
		copy += length + (is_last ? 0 : 1);
	}
	return r;
}
