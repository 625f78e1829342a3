/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of a configuration file: what each becomes, and which one is blamed. */
#include "scan/inifile.h"

#include <errno.h>
#include <string.h>

#include "test.h"

#define FILE_NAME "etc/c.conf"
#define TEN       "0123456789"
#define HUNDRED   TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static int read_lines(struct config *config, struct arena *arena, const char *text,
                      struct fault *f)
{
	*config = (struct config){ .arena = arena };
	return inifile_read(config, FILE_NAME, text, f);
}

static void reads_sections_and_keys(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const struct section *gpu, *nic;
	struct config config;

	CHECK_INT(read_lines(&config, arena,
	                     "# a comment\n"
	                     "\n"
	                     "[vfioprep] ; whose\n"
	                     "owner = root:kvm ; of the nodes\n"
	                     "[device gpu]\n"
	                     "  ; indented, and so are keys\n"
	                     "\tmatch = 10de:2684,class=display\n"
	                     "    match=01:00.1\n"
	                     "count:one\n"
	                     "serial = a # b;c\n"
	                     "[device nic]#x\n"
	                     "match = iface=eth0",
	                     NULL),
	          0);
	CHECK_TEXT(config.main.owner, "root:kvm");
	gpu = config_find(&config, "gpu");
	nic = config_find(&config, "nic");
	CHECK(gpu && nic && gpu->next == nic && !nic->next);
	CHECK_INT(gpu->line, 5);
	CHECK_INT(nic->line, 11);
	CHECK_TEXT(gpu->file, FILE_NAME);
	CHECK_TEXT(gpu->match->text, "01:00.1");
	CHECK_TEXT(gpu->match->next->text, "10de:2684,class=display");
	CHECK_INT(gpu->count, COUNT_ONE);
	CHECK_TEXT(gpu->serial, "a # b;c");
	CHECK_TEXT(nic->match->text, "iface=eth0");
}

static void blames_the_first_line_that_is_wrong(void)
{
	static const struct {
		const char *text, *fault;
	} rows[] = {
		{ "[device a\n", ":1: the section has no ]" },
		{ "\n\n[device a] b\n", ":3: something stands behind the section" },
		{ "[a]", ":1: there is no section [a]" },
		{ "[]", ":1: there is no section []" },
		{ "  [a]", ":1: there is no section [a]" },
		{ "a = b", ":1: it stands before any section" },
		{ "[device a]\nmatch\n", ":2: it is neither a section nor KEY = VALUE" },
		{ "[device a]\nmatch\nmacth = b\n", ":2: it is neither" },
		{ "[device a]\nmatch", ":2: it is neither" },
		{ "[device a]\nmatch = 01:00.0\n    02:00.0,numa=0\n",
		  ":3: there is no key '02'" },
		{ "[device a]\nmatch = 01:00.0\n    02:00.0\n",
		  ":3: there is no key '02'" },
		{ "[device a]\nmatch = \n", ":2: match has no value" },
		{ "[device a]\nmatch = ; nothing\n", ":2: match has no value" },
		{ "[device a]\n = 01:00.0\n", ":2: there is no key ''" },
		{ "[device a]\n[device b]\n[device a]\n", ":3: [device a] stands alr" },
		{ "[vfioprep]\n[vfioprep]\n", ":2: [vfioprep] stands already" },
		{ "[device a]\r\n", ":1: the line holds a character that is no text" },
		{ "# \x1b[31m", ":1: the line holds a character" },
		{ "[device a]\nvm = \xff\n", ":2: the line holds a character" },
		{ "\xef\xbb\xbf[device a]\n", ":1: it is neither" },
		{ "[device a]\nvm = " HUNDRED HUNDRED, ":2: the line is longer" },
		{ "[device a]\nvm = " HUNDRED HUNDRED "\nb = c\n",
		  ":2: the line is longer" },
		{ "; " HUNDRED HUNDRED "\n", ":1: the line is longer" },
		{ "[device " HUNDRED "]\n", ":1: there is no section" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct fault f = { 0 };
		struct config config;

		NOTE("row %zu: %s", i, rows[i].text);
		CHECK_INT(read_lines(&config, arena, rows[i].text, &f), -EINVAL);
		CHECK(strstr(f.text, "/" FILE_NAME ":") == f.text);
		CHECK(strstr(f.text, rows[i].fault) == f.text + strlen("/" FILE_NAME));
		CHECK(*f.remedy);
	}
}

/* The longest line there may be keeps all of its value, whatever stands before it. */
static void keeps_lines_whole(void)
{
	static const char *const fronts[] = { "vm=", "vm = ", "\t vm\t=\t" };

	for (size_t i = 0; i < sizeof(fronts) / sizeof(fronts[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		int rest = INIFILE_LINE_MAX - (int)strlen(fronts[i]);
		const char *text = arena_printf(arena, "[device a]\n%s%.*s\nid=1:2",
		                                fronts[i], rest, HUNDRED HUNDRED);
		struct fault f = { 0 };
		struct config config;

		NOTE("'%s'", fronts[i]);
		CHECK_INT(read_lines(&config, arena, text, &f), -EINVAL);
		CHECK(strstr(f.text, ":3: '1:2' is no value of id"));
		CHECK_INT(strlen(config_find(&config, "a")->vm), rest);
	}
}

TESTS(TEST(reads_sections_and_keys), TEST(blames_the_first_line_that_is_wrong),
      TEST(keeps_lines_whole))
