/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/inifile.h"

#include <errno.h>
#include <ini.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

#define BLANKS "\t "

/* Where the reading stands; inih asks for line after line. */
struct lines {
	struct config *config;
	const char *file;
	const char *rest; /* what was not read yet; NULL: nothing */
	unsigned number;  /* of the line that was read last */
	bool is_open;     /* that line must turn out to be KEY = VALUE */
	int error;        /* of the first line that is wrong */
	struct fault *fault;
};

static void refuse(struct lines *lines, const char *cause, const char *remedy)
{
	lines->error = config_fault(lines->file, lines->number, cause, lines->fault);
	(void)fault_remedy(lines->fault, "%s", remedy);
}

static bool has_control(const char *line)
{
	for (; *line; line++)
		if (((unsigned char)*line < ' ' && *line != '\t') || *line == '\x7f')
			return true;
	return false;
}

/* Is the character one that begins a comment? inih knows both. */
static bool is_comment(char c)
{
	return c == ';' || c == '#';
}

/*
 * inih tells of a section only with its first key, so an empty one, or one that stands
 * there twice, would go unnoticed.
 */
static void open_section(struct lines *lines, const char *line)
{
	const char *end = strchr(line, ']'), *behind;
	char name[INIFILE_LINE_MAX + 1];
	struct config_entry entry = { .section = name,
		                      .file = lines->file,
		                      .line = lines->number };

	if (!end) {
		refuse(lines, "the section has no ]", "write it as [device NAME]");
		return;
	}
	behind = end + 1 + strspn(end + 1, BLANKS);
	if (*behind && !is_comment(*behind)) {
		refuse(lines, "something stands behind the section",
		       "begin a new line, or a comment with ;");
		return;
	}
	/* What is no longer than a line fits. */
	(void)text_format(name, sizeof(name), "%.*s", (int)(end - line - 1), line + 1);
	lines->error = config_open(lines->config, &entry, lines->fault);
}

/* Indentation is dropped: to inih it would mean that the line before goes on. */
static void check_line(struct lines *lines, char *line)
{
	size_t indent = strspn(line, BLANKS);

	if (has_control(line) || !utf8_is_valid(line)) {
		refuse(lines, "the line holds a character that is no text",
		       "write it as plain UTF-8 with Unix line ends");
		return;
	}
	memmove(line, line + indent, strlen(line + indent) + 1);
	lines->is_open = *line && !is_comment(*line) && *line != '[';
	if (*line == '[')
		open_section(lines, line);
}

/* As fgets(): inih's next line, at most SIZE bytes of it; NULL ends the reading. */
static char *next_line(char *buffer, int size, void *stream)
{
	struct lines *lines = stream;
	size_t length;

	if (lines->is_open)
		refuse(lines, "it is neither a section nor KEY = VALUE",
		       "begin a comment with ; or #, and say each key in one line");
	if (lines->error || !lines->rest)
		return NULL;
	lines->number++;
	length = strcspn(lines->rest, "\n");
	if (length > INIFILE_LINE_MAX || length >= (size_t)size) {
		refuse(lines, "the line is longer than 199 bytes",
		       "part it: several lines match mean or");
		return NULL;
	}
	memcpy(buffer, lines->rest, length);
	buffer[length] = '\0';
	lines->rest = lines->rest[length] ? lines->rest + length + 1 : NULL;
	check_line(lines, buffer);
	return lines->error ? NULL : buffer;
}

/* inih's answer to a line KEY = VALUE; 0 is an error to it. */
static int take_entry(void *user, const char *section, const char *key, const char *value)
{
	struct lines *lines = user;
	struct config_entry entry = { .section = *section ? section : NULL,
		                      .key = key,
		                      .value = value,
		                      .file = lines->file,
		                      .line = lines->number };

	/* A library that allows keys without a value asks too. */
	if (!value)
		return 0;
	lines->is_open = false;
	lines->error = config_set(lines->config, &entry, lines->fault);
	return lines->error == 0;
}

int inifile_read(struct config *config, const char *file, const char *text,
                 struct fault *f)
{
	struct lines lines = { .config = config, .file = file, .rest = text, .fault = f };
	int r = ini_parse_stream(next_line, &lines, take_entry, &lines);

	if (lines.error)
		return lines.error;
	/* Negative: its memory. A line that it alone refuses is not known to be. */
	if (r < 0)
		return fault(f, -ENOMEM, "out of memory");
	return r ? config_fault(file, (unsigned)r, "the line is not understood", f) : 0;
}
