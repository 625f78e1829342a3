/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A configuration file is read whole, or refused with a line that it has; what was read
 * writes down to a file that reads the same (no blank before what may be a ;).
 */
#include "fuzz/fuzz.h"

#include <errno.h>

#include "base/text.h"
#include "model/section.h"
#include "scan/inifile.h"

#define FILE_NAME "etc/c.conf"

static unsigned count_lines(const char *text)
{
	unsigned n = 1;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* "/etc/c.conf:LINE: CAUSE", and a line of the file. */
static void check_fault(const struct fault *f, const char *text)
{
	const char *prefix = "/" FILE_NAME ":", *number = f->text + strlen(prefix);
	size_t digits = strspn(number, "0123456789");
	uint32_t line;

	HOLDS(f->error == -EINVAL && text_starts(f->text, prefix));
	HOLDS(text_decimal(number, digits, UINT32_MAX, &line) == 0);
	HOLDS(line >= 1 && line <= count_lines(text));
	HOLDS(text_starts(number + digits, ": ") && *f->remedy);
}

static const char *write_section(struct arena *arena, const struct section *section)
{
	const char *text = "";

	for (const struct selector *s = section->match; s; s = s->next)
		text = arena_printf(arena, "match=%s\n%s", s->text, text);
	if (section->serial)
		text = arena_printf(arena, "%sserial=%s\n", text, section->serial);
	if (section->count == COUNT_NUMBER)
		text = arena_printf(arena, "%scount = %u\n", text, section->number);
	return arena_printf(arena, "[device %s]\n%s", section->name, text);
}

static const char *write_all(struct arena *arena, const struct config *config)
{
	const char *text = "";

	for (const struct section *s = config->sections; s; s = s->next)
		text = arena_printf(arena, "%s%s", text, write_section(arena, s));
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	_cleanup_(freep) char *text = fuzz_text(data, size);
	struct config first = { .arena = arena }, second = { .arena = arena };
	struct fault f = { 0 };
	const char *written;

	if (inifile_read(&first, FILE_NAME, text, &f) < 0 ||
	    config_finish(&first, &f) < 0) {
		check_fault(&f, text);
		return 0;
	}
	for (const struct section *s = first.sections; s; s = s->next) {
		HOLDS(config_find(&first, s->name) == s && s->match);
		(void)section_facts(s);
	}
	written = write_all(arena, &first);
	HOLDS(inifile_read(&second, FILE_NAME, written, &f) == 0);
	HOLDS(text_equal(write_all(arena, &second), written));
	return 0;
}
