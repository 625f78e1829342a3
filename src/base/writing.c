/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/writing.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Room for SIZE bytes more, or NULL. */
static char *reserve(struct writing *writing, size_t size)
{
	size_t room = writing->room ? writing->room : 1024;
	char *grown;

	while (room - writing->used < size)
		room *= 2;
	if (room > writing->room) {
		grown = writing->failed ? NULL : realloc(writing->text, room);
		if (!grown) {
			writing->failed = true;
			return NULL;
		}
		writing->text = grown;
		writing->room = room;
	}
	return writing->text + writing->used;
}

static void append(struct writing *writing, const char *characters, size_t n)
{
	char *end = reserve(writing, n);

	if (!end)
		return;
	memcpy(end, characters, n);
	writing->used += n;
}

void writing_add(struct writing *writing, const char *text)
{
	append(writing, text, strlen(text));
}

void writing_add_escaped(struct writing *writing, const char *text)
{
	/* An escape has up to four characters, and the text its NUL. */
	size_t size = strlen(text) * 4 + 1;
	char *end = reserve(writing, size);

	if (end && text_escape(text, end, size) == 0)
		writing->used += strlen(end);
}

const char *writing_keep(const struct writing *writing, struct arena *arena)
{
	if (writing->failed)
		return NULL;
	return arena_textn(arena, writing->text ? writing->text : "", writing->used);
}

void writing_free(struct writing *writing)
{
	free(writing->text);
}
