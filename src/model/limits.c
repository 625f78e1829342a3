/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/limits.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/text.h"

#define BLANKS " \t"

/* "-1", "-", "unlimited", "infinity", or KiB: digits in front count, the rest does not.
 */
static bool read_value(const char *text, uint64_t *ret)
{
	uint64_t value = 0;

	if (text_equal(text, "-") || text_equal(text, "unlimited") ||
	    text_equal(text, "infinity") || (text[0] == '-' && isdigit(text[1]))) {
		*ret = UNLIMITED;
		return true;
	}
	if (!isdigit(*text))
		return false;
	for (; isdigit(*text); text++) {
		if (value > UNLIMITED / 1024 / 10)
			break;
		value = value * 10 + (uint64_t)(*text - '0');
	}
	*ret = isdigit(*text) || value >= UNLIMITED / 1024 ? UNLIMITED : value * 1024;
	return true;
}

static void lower(char *text)
{
	for (; text && *text; text++)
		*text = (char)tolower((unsigned char)*text);
}

static char *next_field(char **rest)
{
	char *field;

	*rest += strspn(*rest, BLANKS);
	if (!**rest)
		return NULL;
	field = *rest;
	*rest += strcspn(*rest, BLANKS);
	if (**rest)
		*(*rest)++ = '\0';
	return field;
}

/* A line is cut up in place. True: it is one that counts. */
static bool read_line(char *line, struct limit *ret)
{
	char *domain = next_field(&line), *type = next_field(&line);
	char *item = next_field(&line), *value = line + strspn(line, BLANKS);

	(void)text_trim(value);
	if (!type)
		return false;
	lower(type);
	*ret = (struct limit){ .domain = domain, .type = type };
	if (!item) {
		ret->is_exempt = type[0] == '-';
		return ret->is_exempt;
	}
	lower(item);
	lower(value);
	return text_equal(item, "memlock") && read_value(value, &ret->bytes);
}

static int keep(struct arena *arena, const struct limit *limit, const struct limit ***end)
{
	struct limit *kept = arena_alloc(arena, sizeof(*kept));

	if (!kept)
		return -ENOMEM;
	*kept = *limit;
	kept->domain = arena_text(arena, limit->domain);
	kept->type = arena_text(arena, limit->type);
	kept->path = arena_text(arena, limit->path);
	if (!kept->domain || !kept->type || !kept->path || !kept->line)
		return -ENOMEM;
	**end = kept;
	*end = &kept->next;
	return 0;
}

int limits_read(struct arena *arena, const char *path, const char *text,
                const struct limit ***end)
{
	int r = 0;

	while (r == 0 && *text) {
		size_t length = strcspn(text, "\n");
		char *line = arena_printf(arena, "%.*s", (int)length, text);
		const char *said;
		struct limit limit;

		if (!line)
			return -ENOMEM;
		text += length + (text[length] == '\n');
		line[strcspn(line, "#")] = '\0';
		line = text_trim(line + strspn(line, BLANKS));
		said = arena_text(arena, line);
		if (!read_line(line, &limit))
			continue;
		limit.path = path;
		limit.line = said;
		r = keep(arena, &limit, end);
	}
	return r;
}

/* The nearer the line names the user, the more it counts; of two as near the later. */
enum nearness { BY_USER, BY_GROUP, BY_DEFAULT, BY_NOTHING };

static bool is_in_group(const struct account *account, const char *name)
{
	for (size_t i = 0; i < account->n_groups; i++)
		if (text_equal(account->groups[i].name, name))
			return true;
	return false;
}

static bool has_gid(const struct account *account, gid_t gid)
{
	for (size_t i = 0; i < account->n_groups; i++)
		if (account->groups[i].gid == gid)
			return true;
	return account->gid == gid;
}

struct range {
	bool is_one;
	uint32_t least, most;
};

/* ":500", "500:", "500:1000". False: it is none. */
static bool read_range(const char *text, struct range *ret)
{
	const char *colon = strchr(text, ':');
	size_t before = colon ? (size_t)(colon - text) : 0;

	*ret = (struct range){ !before, 0, UINT32_MAX };
	if (!colon || (!before && !colon[1]))
		return false;
	if (before && text_decimal(text, before, UINT32_MAX, &ret->least) < 0)
		return false;
	if (colon[1] &&
	    text_decimal(colon + 1, strlen(colon + 1), UINT32_MAX, &ret->most) < 0)
		return false;
	if (ret->is_one)
		ret->least = ret->most;
	return true;
}

static bool is_within(const struct range *range, uint32_t id)
{
	return id >= range->least && id <= range->most;
}

/* Of groups a range means the user's own one, a single number any that it is in. */
static bool means_group(const char *domain, const struct account *account)
{
	struct range range;

	if (!strchr(domain, ':'))
		return is_in_group(account, domain);
	if (!read_range(domain, &range))
		return false;
	return range.is_one ? has_gid(account, range.least)
	                    : is_within(&range, account->gid);
}

static enum nearness nearness_of(const struct limit *limit, const struct account *account)
{
	struct range range;

	if (text_equal(limit->domain, account->name))
		return BY_USER;
	if (limit->domain[0] == '@')
		return means_group(limit->domain + 1, account) ? BY_GROUP : BY_NOTHING;
	if (read_range(limit->domain, &range) && is_within(&range, account->uid))
		return BY_USER;
	return text_equal(limit->domain, "*") && !limit->is_exempt ? BY_DEFAULT
	                                                           : BY_NOTHING;
}

/* One of the two limits, with the line it is of. */
struct bound {
	enum nearness nearness;
	struct allowance allowance;
};

static void set(struct bound *bound, enum nearness nearness, const struct limit *limit)
{
	if (bound->nearness >= nearness)
		*bound = (struct bound){ nearness, { limit->bytes, limit, false } };
}

struct allowance limits_memlock(const struct limit *first, const struct account *account,
                                uint64_t soft, uint64_t hard)
{
	struct bound lower = { BY_NOTHING, { soft, NULL, false } };
	struct bound upper = { BY_NOTHING, { hard, NULL, false } };

	for (const struct limit *l = first; l; l = l->next) {
		enum nearness nearness = nearness_of(l, account);

		if (nearness == BY_NOTHING)
			continue;
		if (l->is_exempt)
			return (struct allowance){ soft, NULL, false };
		if (text_equal(l->type, "soft") || text_equal(l->type, "-"))
			set(&lower, nearness, l);
		if (text_equal(l->type, "hard") || text_equal(l->type, "-"))
			set(&upper, nearness, l);
	}
	lower.allowance.is_whole = lower.nearness != BY_NOTHING &&
	                           upper.nearness != BY_NOTHING;
	upper.allowance.is_whole = lower.allowance.is_whole;
	return lower.allowance.bytes > upper.allowance.bytes ? upper.allowance
	                                                     : lower.allowance;
}
