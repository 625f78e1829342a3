/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/service.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define BLANKS     " \t\r"
#define CAPABILITY "CAP_IPC_LOCK"

struct service service_new(const char *name)
{
	return (struct service){ .name = name,
		                 .limit = { .known = ABSENT },
		                 .bounding = { true, true },
		                 .ambient = { true, false } };
}

struct span span_of(const char *text)
{
	struct span span = { .known = KNOWN };
	const char *colon = strchr(text, ':');
	char soft[64];

	if (text_format(soft, sizeof(soft), "%.*s",
	                (int)(colon ? (size_t)(colon - text) : strlen(text)), text) < 0)
		return (struct span){ .known = UNKNOWN };
	if (text_equal(soft, "infinity"))
		span.soft = UNLIMITED;
	else if (text_bytes(soft, &span.soft) < 0)
		span.known = UNKNOWN;
	span.hard = span.soft;
	if (colon && text_equal(colon + 1, "infinity"))
		span.hard = UNLIMITED;
	else if (colon && text_bytes(colon + 1, &span.hard) < 0)
		span.known = UNKNOWN;
	return span;
}

static bool is_yes(const char *value)
{
	static const char *const words[] = { "1", "yes", "y", "true", "t", "on" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(value, words[i]) == 0)
			return true;
	return false;
}

static bool is_no(const char *value)
{
	static const char *const words[] = { "0", "no", "n", "false", "f", "off", "" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(value, words[i]) == 0)
			return true;
	return false;
}

static bool names_capability(const char *list)
{
	const size_t length = strlen(CAPABILITY);

	while (*list) {
		size_t n = strcspn(list, BLANKS);

		if (n == length && strncasecmp(list, CAPABILITY, n) == 0)
			return true;
		list += n;
		list += strspn(list, BLANKS);
	}
	return false;
}

/* As systemd merges such lines: an empty list, or the first one, is the set; what comes
 * later is added, or with ~ taken away (config_parse_capability_set() of systemd). */
static void merge(struct capability_bit *bit, const char *value)
{
	const bool inverts = *value == '~';
	const char *list = value + inverts;
	bool is_named;

	list += strspn(list, BLANKS);
	is_named = names_capability(list);
	if (!*list || bit->is_untouched)
		*bit = (struct capability_bit){ false, is_named != inverts };
	else if (is_named)
		bit->is_in = !inverts;
}

static void take_limit(struct service *service, const struct unit_line *line,
                       const char *value)
{
	struct span span = span_of(value);

	/* What is no number, and a soft limit above the hard one, systemd passes over; of
	 * numbers it takes more forms than we do. */
	if (span.known == KNOWN ? span.soft > span.hard : !isdigit(*value))
		return;
	service->limit = span;
	service->limit_by = *line;
}

static void take_user(struct service *service, const struct unit_line *line,
                      const char *value)
{
	service->has_user = *value && !text_equal(value, "root") &&
	                    !text_equal(value, "0");
	service->user_by = *line;
}

static void take_dynamic(struct service *service, const struct unit_line *line,
                         const char *value)
{
	service->is_dynamic = is_yes(value);
	if (service->is_dynamic)
		service->user_by = *line;
}

/* Besides yes and no it has words for kinds of yes. */
static void take_confined(struct service *service, const struct unit_line *line,
                          const char *value)
{
	(void)line;
	service->is_confined = !is_no(value);
}

static void take_bounding(struct service *service, const struct unit_line *line,
                          const char *value)
{
	(void)line;
	merge(&service->bounding, value);
}

static void take_ambient(struct service *service, const struct unit_line *line,
                         const char *value)
{
	(void)line;
	merge(&service->ambient, value);
}

static const struct {
	const char *name;
	void (*heed)(struct service *service, const struct unit_line *line,
	             const char *value);
} keys[] = {
	{ "AmbientCapabilities", take_ambient },
	{ "CapabilityBoundingSet", take_bounding },
	{ "DynamicUser", take_dynamic },
	{ "LimitMEMLOCK", take_limit },
	{ "PrivateUsers", take_confined },
	{ "User", take_user },
};

static int read_line(struct arena *arena, const char *path, char *line,
                     struct service *service)
{
	char *equals = strchr(line, '='), *value;
	struct unit_line counts = { .path = path };

	if (!equals)
		return 0;
	value = equals + 1 + strspn(equals + 1, BLANKS);
	*equals = '\0';
	(void)text_trim(line);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (!text_equal(line, keys[i].name))
			continue;
		counts.text = arena_printf(arena, "%s=%s", line, value);
		if (!counts.text)
			return -ENOMEM;
		keys[i].heed(service, &counts, value);
	}
	return 0;
}

int service_read(struct arena *arena, const char *path, const char *text,
                 struct service *service)
{
	char *copy = arena_text(arena, text);
	bool is_service = false;
	int r = copy ? 0 : -ENOMEM;

	while (r == 0 && *copy) {
		size_t length = text_join(copy);
		bool is_last = !copy[length];
		char *line = copy + strspn(copy, BLANKS);

		copy[length] = '\0';
		copy += length + !is_last;
		(void)text_trim(line);
		if (*line == '[')
			is_service = text_equal(line, "[Service]");
		else if (is_service && *line != '#' && *line != ';')
			r = read_line(arena, path, line, service);
	}
	return r;
}

bool service_locks_all(const struct service *service)
{
	const bool is_root = !service->has_user && !service->is_dynamic;

	return service->bounding.is_in && !service->is_confined &&
	       (is_root || service->ambient.is_in);
}

bool service_template(const char *name, char *ret, size_t size)
{
	const char *at = strchr(name, '@'), *type = strrchr(name, '.');

	return at && type && type > at + 1 &&
	       text_format(ret, size, "%.*s%s", (int)(at - name) + 1, name, type) == 0;
}

bool service_prefix(const char *name, char *ret, size_t size)
{
	size_t length = strcspn(name, "@"), last;
	const char *rest = name + length;

	if (!*rest) {
		rest = strrchr(name, '.');
		length = rest ? (size_t)(rest - name) : 0;
	}
	/* A dash at the end is what the last cut left. */
	last = length && name[length - 1] == '-' ? length - 1 : length;
	while (last && name[last - 1] != '-')
		last--;
	return last && rest &&
	       text_format(ret, size, "%.*s%s", (int)last, name, rest) == 0;
}
