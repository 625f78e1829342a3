/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines: what is understood, and what is refused in which words. */
#include "cmd/options.h"

#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "test.h"

#define WORDS_MAX 24

struct line {
	struct settings settings;
	const struct verb *verb;
	struct fault fault;
	int answer;
};

/* TEXT is split at its blanks; a word _ is an empty one. */
static struct line parse(struct arena *arena, const char *text)
{
	char *rest = arena_text(arena, text);
	char *words[WORDS_MAX] = { arena_text(arena, "vfioprep") };
	struct line line = { 0 };
	int n = 1;

	while (rest && *rest) {
		char *word = strsep(&rest, " ");

		words[n++] = strcmp(word, "_") == 0 ? arena_text(arena, "") : word;
		CHECK(n < WORDS_MAX);
	}
	line.answer = options_parse(n, words, &line.settings, &line.verb, &line.fault);
	/* The words must outlive the line; they are in the arena, the list is not. */
	if (line.settings.n_args) {
		char **args = arena_array(arena, line.settings.n_args, sizeof(*args));

		memcpy(args, line.settings.args, line.settings.n_args * sizeof(*args));
		line.settings.args = args;
	}
	return line;
}

static void have_defaults(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct line line = parse(arena, "bind 01:00.0");

	CHECK_INT(line.answer, 0);
	CHECK_TEXT(line.verb->name, "bind");
	CHECK_INT(line.settings.timeout, 20);
	CHECK_INT(line.settings.wait, 20);
	CHECK_INT(line.settings.colour, COLOUR_AUTO);
	CHECK_INT(line.settings.goal, GOAL_RESTORE);
	CHECK(!line.settings.root);
	CHECK_INT(line.settings.n_args, 1);
	CHECK_TEXT(line.settings.args[0], "01:00.0");
}

static void may_stand_on_either_side(void)
{
	static const char *const rows[] = {
		"--json --root /x bind 01:00.0 -n",
		"bind --json --root=/x -n 01:00.0",
		"bind 01:00.0 --dry-run --json --root /x",
		"--root /x bind -n --json 01:00.0",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct line line = parse(arena, rows[i]);

		NOTE("%s", rows[i]);
		CHECK_INT(line.answer, 0);
		CHECK(line.settings.json);
		CHECK(line.settings.dry_run);
		CHECK_TEXT(line.settings.root, "/x");
		CHECK_INT(line.settings.n_args, 1);
	}
}

static void are_kept(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct line line = parse(arena,
	                         "-q bind -g --owner alice:kvm --driver vfio-pci "
	                         "--timeout 7 --wait 0 --color never "
	                         "--override device.rmrr --override group.shared a b");

	CHECK_TEXT(line.fault.text, "");
	CHECK(line.settings.quiet);
	CHECK(line.settings.whole_group);
	CHECK_TEXT(line.settings.owner, "alice:kvm");
	CHECK_TEXT(line.settings.driver, "vfio-pci");
	CHECK_INT(line.settings.timeout, 7);
	CHECK_INT(line.settings.wait, 0);
	CHECK_INT(line.settings.colour, COLOUR_NEVER);
	CHECK_INT(line.settings.n_overrides, 2);
	CHECK_TEXT(line.settings.overrides[1], "group.shared");
	CHECK_INT(line.settings.n_args, 2);
}

static void know_where_to_release_to(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();

	CHECK_INT(parse(arena, "release a").settings.goal, GOAL_RESTORE);
	CHECK_INT(parse(arena, "release --to native a").settings.goal, GOAL_NATIVE);
	CHECK_INT(parse(arena, "release --to=none a").settings.goal, GOAL_NONE);
}

static void say_how_large_a_guest_is(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct line line = parse(arena, "check --as alice --guest-memory=8G");

	CHECK_INT(line.answer, 0);
	CHECK_TEXT(line.settings.as, "alice");
	CHECK_INT(line.settings.guest_memory, UINT64_C(8) << 30);
	CHECK_INT(parse(arena, "check --guest-memory 512M").settings.guest_memory,
	          512 << 20);
	CHECK_INT(parse(arena, "check").settings.guest_memory, 0);
}

static void end_at_two_dashes(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct line line = parse(arena, "bind -- --json -n");

	CHECK_INT(line.answer, 0);
	CHECK(!line.settings.json);
	CHECK_INT(line.settings.n_args, 2);
	CHECK_TEXT(line.settings.args[0], "--json");
}

static void may_be_without_a_command(void)
{
	static const char *const rows[] = { "", "--help", "--version", "-h -V --json" };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct line line = parse(arena, rows[i]);

		NOTE("'%s'", rows[i]);
		CHECK_INT(line.answer, 0);
		CHECK(!line.verb);
	}
}

static void are_refused(void)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "bund 01:00.0", "no command 'bund'" },
		{ "_", "no command ''" },
		{ "--nonsense", "no option '--nonsense'" },
		{ "bind --nonsense", "no option '--nonsense'" },
		{ "-x list", "no option '-x'" },
		{ "list -x", "no option '-x'" },
		{ "list --dry-run", "no option '--dry-run'" },
		{ "list --timeout 3", "no option '--timeout'" },
		{ "bind --to none a", "no option '--to'" },
		{ "release --owner root a", "no option '--owner'" },
		{ "--root", "'--root' wants a value" },
		{ "bind a --timeout", "'--timeout' wants a value" },
		{ "--json=yes list", "'--json=yes' takes no value" },
		{ "bind --timeout 0 a", "--timeout wants" },
		{ "bind --timeout -1 a", "--timeout wants" },
		{ "bind --timeout 1s a", "--timeout wants" },
		{ "bind --timeout _ a", "--timeout wants" },
		{ "bind --timeout 99999999999 a", "--timeout wants" },
		{ "bind --wait -1 a", "--wait wants" },
		{ "bind --wait 86401 a", "--wait wants" },
		{ "bind --override device.bridges a", "no rule 'device.bridges'" },
		{ "bind --override _ a", "no rule ''" },
		{ "bind --driver e1000e a", "'e1000e' is no VFIO driver" },
		{ "release --to vfio a", "--to is native or none" },
		{ "check --unit=", "--unit wants" },
		{ "check --as a --unit b", "--as and --unit" },
		{ "check --unit b --as a", "--as and --unit" },
		{ "check --guest-memory 8", "--guest-memory wants" },
		{ "check --guest-memory 0G", "--guest-memory wants" },
		{ "check --guest-memory G", "--guest-memory wants" },
		{ "check --guest-memory -8G", "--guest-memory wants" },
		{ "check --guest-memory 8GB", "--guest-memory wants" },
		{ "check --guest-memory 8g", "--guest-memory wants" },
		{ "check --guest-memory 8.5G", "--guest-memory wants" },
		{ "check --guest-memory 99999999999T", "--guest-memory wants" },
		{ "check --guest-memory _", "--guest-memory wants" },
		{ "check --as _", "--as wants" },
		{ "--color sometimes list", "--color is auto, always or never" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct line line = parse(arena, rows[i].text);

		NOTE("'%s': %s", rows[i].text, line.fault.text);
		CHECK_INT(line.answer, -EINVAL);
		CHECK(strstr(line.fault.text, rows[i].says));
	}
}

/* So that a script asking for JSON gets its error as JSON. */
static void keep_what_came_before_the_error(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();

	CHECK(parse(arena, "--json --nonsense").settings.json);
	CHECK(parse(arena, "--json bind --timeout x a").settings.json);
}

TESTS(TEST(have_defaults), TEST(may_stand_on_either_side), TEST(are_kept),
      TEST(know_where_to_release_to), TEST(say_how_large_a_guest_is),
      TEST(end_at_two_dashes), TEST(may_be_without_a_command), TEST(are_refused),
      TEST(keep_what_came_before_the_error))
