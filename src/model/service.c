/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/service.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define BLANKS     " \t\r"
#define TYPE       ".service"
#define CAPABILITY "CAP_IPC_LOCK"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

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

static const char *const yes[] = { "1", "yes", "y", "true", "t", "on", NULL };
static const char *const no[] = { "0", "no", "n", "false", "f", "off", NULL };

static bool is_one_of(const char *value, const char *const *words)
{
	while (*words && strcasecmp(value, *words) != 0)
		words++;
	return *words;
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

/* What is neither yes nor no, systemd passes over, here and below. */
static void take_dynamic(struct service *service, const struct unit_line *line,
                         const char *value)
{
	if (is_one_of(value, no))
		service->is_dynamic = false;
	if (!is_one_of(value, yes))
		return;
	service->is_dynamic = true;
	service->user_by = *line;
}

/* Besides yes and no it has words for kinds of yes. */
static void take_confined(struct service *service, const struct unit_line *line,
                          const char *value)
{
	static const char *const kinds[] = { "self", "identity", "full", "managed" };

	(void)line;
	if (is_one_of(value, no))
		service->is_confined = false;
	if (is_one_of(value, yes))
		service->is_confined = true;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (text_equal(value, kinds[i]))
			service->is_confined = true;
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

/* The text of a file that is still to be read. */
struct rest {
	char *text;
	bool is_marked; /* a byte order mark was seen */
};

/* The length of the line at the start of TEXT, and where the next begins: line ends are
 * those of systemd, a lone CR too. */
static size_t cut_line(char *text, char **next)
{
	const size_t length = strcspn(text, "\r\n");
	char *end = text + length;

	*next = end;
	if (*end)
		*next += end[1] && end[1] != *end && strchr("\r\n", end[1]) ? 2 : 1;
	return length;
}

static bool is_comment(const char *line)
{
	line += strspn(line, BLANKS);
	return *line == '#' || *line == ';';
}

/* Does it end with a backslash that no other one takes its meaning from? */
static bool is_continued(const char *piece)
{
	bool is_escaped = false;

	for (; *piece; piece++)
		is_escaped = !is_escaped && *piece == '\\';
	return is_escaped;
}

/*
 * The next line, put together in place; NULL: there is no more. A comment neither
 * continues nor ends a line: systemd.syntax(7).
 */
static char *next_line(struct rest *rest)
{
	char *line = rest->text;
	size_t used = 0;
	bool goes_on = *line;

	if (!goes_on)
		return NULL;
	while (goes_on && *rest->text) {
		char *next, *piece = rest->text;
		size_t length = cut_line(piece, &next);

		rest->text = next;
		if (is_comment(piece))
			continue;
		if (!rest->is_marked && text_starts(piece, BYTE_ORDER_MARK)) {
			rest->is_marked = true;
			piece += strlen(BYTE_ORDER_MARK);
			length -= strlen(BYTE_ORDER_MARK);
		}
		memmove(line + used, piece, length);
		used += length;
		line[used] = '\0';
		goes_on = is_continued(line + used - length);
		if (goes_on)
			line[used - 1] = ' ';
	}
	line[used] = '\0';
	return line;
}

int service_read(struct arena *arena, const char *path, const char *text,
                 struct service *service)
{
	struct rest rest = { .text = arena_text(arena, text) };
	bool is_service = false;
	char *line;
	int r = rest.text ? 0 : -ENOMEM;

	while (r == 0 && (line = next_line(&rest))) {
		line += strspn(line, BLANKS);
		(void)text_trim(line);
		if (*line == '[')
			is_service = text_equal(line, "[Service]");
		else if (is_service && !is_comment(line))
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

bool service_is_name(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789:-_.\\@";
	const size_t length = strlen(name);

	return text_ends(name, TYPE) && length < SERVICE_NAME_BYTES && *name != '@' &&
	       *name != '.' && strspn(name, allowed) == length;
}

bool service_is_template(const char *name)
{
	const char *at = strchr(name, '@');

	return at && text_equal(at + 1, TYPE);
}

bool service_instance(const char *template, const char *other, char *ret, size_t size)
{
	return service_is_template(template) && service_template(other, NULL, 0) &&
	       text_format(ret, size, "%.*s%s", (int)(strchr(template, '@') - template),
	                   template, strchr(other, '@')) == 0;
}

bool service_template(const char *name, char *ret, size_t size)
{
	const char *at = strchr(name, '@'), *type = strrchr(name, '.');

	if (!at || !type || type <= at + 1)
		return false;
	return !ret ||
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
	/* One at the very start parts nothing. */
	return last > 1 && rest &&
	       text_format(ret, size, "%.*s%s", (int)last, name, rest) == 0;
}
