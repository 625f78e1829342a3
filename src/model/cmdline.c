/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/cmdline.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

/* As the kernel's own table of characters has it: 0xa0 is a blank there. */
static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (unsigned char)c == 0xa0;
}

static const char *skip_blanks(const char *text)
{
	while (is_blank(*text))
		text++;
	return text;
}

/* Behind the word that starts at TEXT. A quote anywhere turns quoting over. */
static const char *word_end(const char *text)
{
	bool quoted = false;

	for (; *text && (quoted || !is_blank(*text)); text++)
		if (*text == '"')
			quoted = !quoted;
	return text;
}

static void use_underscores(char *name)
{
	for (; *name; name++)
		if (*name == '-')
			*name = '_';
}

/* > 0: it is the -- behind which all words are for init. */
static int fill(struct arena *arena, const char *start, const char *end,
                struct token *token)
{
	bool quoted = *start == '"';
	char *name, *value;

	token->text = arena_textn(arena, start, (size_t)(end - start));
	start += quoted ? 1 : 0;
	name = arena_textn(arena, start, (size_t)(end - start));
	if (!token->text || !name)
		return -ENOMEM;
	end = name + strlen(name);
	if (quoted && end > name && end[-1] == '"')
		name[end - name - 1] = '\0';
	/* A word that begins with = has no name, and therefore no value. */
	value = *name ? strchr(name + 1, '=') : NULL;
	if (value) {
		*value++ = '\0';
		if (*value == '"') {
			size_t length = strlen(++value);

			if (!quoted && length && value[length - 1] == '"')
				value[length - 1] = '\0';
		}
	}
	if (!value && strcmp(name, "--") == 0)
		return 1;
	use_underscores(name);
	token->name = name;
	token->value = value;
	return 0;
}

static size_t count_words(const char *text)
{
	size_t n = 0;

	for (text = skip_blanks(text); *text; text = skip_blanks(word_end(text)))
		n++;
	return n;
}

int cmdline_parse(struct arena *arena, const char *text, struct cmdline *ret)
{
	size_t room = count_words(text), n = 0;
	struct token *tokens = arena_array(arena, room + 1, sizeof(*tokens));

	if (!tokens)
		return -ENOMEM;
	for (text = skip_blanks(text); *text; text = skip_blanks(text)) {
		const char *end = word_end(text);
		int r = fill(arena, text, end, &tokens[n]);

		if (r < 0)
			return r;
		if (r > 0)
			break;
		n++;
		text = end;
	}
	*ret = (struct cmdline){ tokens, n };
	return 0;
}

const struct token *cmdline_last(const struct cmdline *cmdline, const char *name,
                                 size_t before)
{
	for (size_t i = before < cmdline->n ? before : cmdline->n; i > 0; i--)
		if (text_equal(cmdline->tokens[i - 1].name, name))
			return &cmdline->tokens[i - 1];
	return NULL;
}

bool cmdline_has(const struct cmdline *cmdline, const char *name, const char *value)
{
	for (size_t i = 0; i < cmdline->n; i++)
		if (text_equal(cmdline->tokens[i].name, name) &&
		    text_equal(cmdline->tokens[i].value, value))
			return true;
	return false;
}

const char *cmdline_part(struct arena *arena, const char **rest)
{
	const char *start = *rest;
	size_t length;
	char *part;

	while (start && *start == ',')
		start++;
	if (!start || !*start) {
		*rest = NULL;
		return NULL;
	}
	length = strcspn(start, ",");
	part = arena_textn(arena, start, length);
	if (part)
		*rest = start + length;
	return part;
}

enum answer cmdline_boolean(const char *value)
{
	if (!value[0])
		return UNSURE;
	if (strchr("yY1tT", value[0]))
		return YES;
	if (strchr("nN0fF", value[0]))
		return NO;
	if ((value[0] != 'o' && value[0] != 'O') || !value[1])
		return UNSURE;
	if (strchr("nN", value[1]))
		return YES;
	return strchr("fF", value[1]) ? NO : UNSURE;
}
