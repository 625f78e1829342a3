/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/lease.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"

#define HEADING "vfioprep lease 1"

static const char *const states[] = {
	[LEASE_TAKING] = "taking",
	[LEASE_HELD] = "held",
	[LEASE_RETURNING] = "returning",
	[LEASE_STUCK] = "stuck",
};

#define N_STATES (sizeof(states) / sizeof(states[0]))

/* Members that are plain text, in the order they are written; absent ones have no line.
 */
static const struct {
	const char *key;
	size_t offset;
	bool needed;
	bool moving; /* not in a lease that is held */
} texts[] = {
	{ "owner", offsetof(struct lease, owner), true, false },
	{ "user", offsetof(struct lease, user), false, false },
	{ "since", offsetof(struct lease, since), true, false },
	{ "boot-id", offsetof(struct lease, boot_id), true, false },
	{ "transaction", offsetof(struct lease, transaction), true, false },
	{ "driver", offsetof(struct lease, driver), false, false },
	{ "driver-override", offsetof(struct lease, driver_override), false, false },
	{ "mover", offsetof(struct lease, mover), false, true },
	{ "last", offsetof(struct lease, last), false, true },
	{ "was", offsetof(struct lease, was), false, true },
	{ "will", offsetof(struct lease, will), false, true },
	{ "beside", offsetof(struct lease, beside), false, true },
};

#define N_TEXTS (sizeof(texts) / sizeof(texts[0]))

static const char **member(struct lease *lease, size_t i)
{
	return (const char **)(void *)((char *)lease + texts[i].offset);
}

const char *lease_state_text(enum lease_state state)
{
	return states[state];
}

static void write_steps(struct writing *writing, const char *key,
                        const struct steps *steps)
{
	for (const struct step *step = steps->first; step; step = step->next) {
		writing_add(writing, key);
		writing_add(writing, "\t");
		step_add_to(writing, step);
		writing_add(writing, "\n");
	}
}

static void write_text(struct writing *writing, const char *key, const char *value)
{
	writing_add(writing, key);
	writing_add(writing, "\t");
	writing_add_escaped(writing, value);
	writing_add(writing, "\n");
}

const char *lease_write(struct arena *arena, const struct lease *lease,
                        enum lease_state state)
{
	_cleanup_(writing_free) struct writing writing = { 0 };
	struct lease copy = *lease;

	writing_add(&writing, HEADING "\n");
	write_text(&writing, "address", BDF_TEXT(lease->address));
	write_text(&writing, "state", states[state]);
	for (size_t i = 0; i < N_TEXTS; i++) {
		const char *value = *member(&copy, i);

		if (value && !(texts[i].moving && state == LEASE_HELD))
			write_text(&writing, texts[i].key, value);
	}
	write_steps(&writing, "forth", &lease->forth);
	write_steps(&writing, "back", &lease->back);
	return writing_keep(&writing, arena);
}

const char *lease_write_alone(struct arena *arena, const struct lease *lease,
                              enum lease_state moving, enum lease_state state)
{
	struct lease alone = *lease;

	alone.mover = alone.last = NULL;
	if (moving == LEASE_TAKING)
		alone.will = NULL;
	return lease_write(arena, &alone, state);
}

bool lease_next_beside(const char **rest, struct bdf *ret)
{
	char word[32];
	size_t length;

	if (!*rest)
		return false;
	*rest += strspn(*rest, " ");
	length = strcspn(*rest, " ");
	if (!length || text_format(word, sizeof(word), "%.*s", (int)length, *rest) < 0 ||
	    bdf_parse_kernel(word, ret) < 0)
		return false;
	*rest += length;
	return true;
}

static int read_state(struct lease *lease, const char *value)
{
	for (size_t i = 0; i < N_STATES; i++)
		if (text_equal(states[i], value)) {
			lease->state = (enum lease_state)i;
			return 0;
		}
	return -EINVAL;
}

static int read_text(struct arena *arena, struct lease *lease, const char *key,
                     char *value)
{
	for (size_t i = 0; i < N_TEXTS; i++) {
		if (!text_equal(texts[i].key, key))
			continue;
		if (*member(lease, i) || text_unescape(value) < 0)
			return -EINVAL;
		*member(lease, i) = arena_text(arena, value);
		return *member(lease, i) ? 0 : -ENOMEM;
	}
	return -EINVAL;
}

static int read_line(struct arena *arena, struct lease *lease, char *line)
{
	const char *key = strsep(&line, "\t");

	if (!line)
		return -EINVAL;
	if (strcmp(key, "forth") == 0)
		return step_read(arena, &lease->forth, line);
	if (strcmp(key, "back") == 0)
		return step_read(arena, &lease->back, line);
	if (strcmp(key, "address") == 0)
		return bdf_parse_kernel(line, &lease->address);
	if (strcmp(key, "state") == 0)
		return read_state(lease, line);
	return read_text(arena, lease, key, line);
}

static int check_whole(struct lease *lease, struct fault *f)
{
	const char *rest = lease->beside;
	struct bdf address;

	for (size_t i = 0; i < N_TEXTS; i++)
		if (texts[i].needed && !*member(lease, i))
			return fault(f, -EINVAL, "no line '%s'", texts[i].key);
	if (!lease->back.first)
		return fault(f, -EINVAL, "no line 'back'");
	while (lease_next_beside(&rest, &address))
		;
	return rest && *rest ? fault(f, -EINVAL, "line 'beside' has no address") : 0;
}

int lease_read(struct arena *arena, char *text, struct lease **ret, struct fault *f)
{
	struct lease *lease = arena_alloc(arena, sizeof(*lease));
	const char *heading = strsep(&text, "\n");
	char *line;
	unsigned number = 1;
	int r;

	if (!lease)
		return fault(f, -ENOMEM, "out of memory");
	if (!text_equal(heading, HEADING))
		return fault(f, -EINVAL, "line 1 is not '%s'", HEADING);
	while ((line = strsep(&text, "\n")) && text) {
		number++;
		r = read_line(arena, lease, line);
		if (r < 0)
			return fault_errno(f, r, "line %u", number);
	}
	if (line && *line)
		return fault(f, -EINVAL, "line %u is cut off", number + 1);
	r = check_whole(lease, f);
	if (r < 0)
		return r;

	*ret = lease;
	return 0;
}
