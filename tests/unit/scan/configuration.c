/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files of a tree are the configuration, in which order, and which are refused. */
#include "scan/configuration.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/tree.h"
#include "test.h"

#define A "[device a]\\nmatch = 01:00.0\n"
#define B "[device b]\\nmatch = 02:00.0\n"
#define C "[device c]\\nmatch = 03:00.0\n"

/* A tree, and what comes of its configuration. */
struct scene {
	struct fixture *fixture;
	struct config config;
	struct fault f;
};

static void set_up(struct scene *s, const char *tree)
{
	*s = (struct scene){ .fixture = fixture_new(tree),
		             .config = { .arena = arena_new() } };
}

static void tear_down(struct scene *s)
{
	arena_free(s->config.arena);
	fixture_free(s->fixture);
}

/* Reads it for that user, all of it or what lies in DIRECTORY. */
static int look(struct scene *s, const char *directory, uid_t user)
{
	return scan_configuration(&s->fixture->root, directory, user, &s->config, &s->f);
}

/* As a machine that runs: only root and who looks are trusted, not the tree's owner. */
static int scan_live(const struct fixture *fixture, uid_t user, struct config *config,
                     struct fault *f)
{
	struct root root = { .fd = fixture->root.fd, .live = true };

	return scan_configuration(&root, NULL, user, config, f);
}

/* "etc/… etc/…: names", in the order of reading. */
static const char *summary(const struct config *config)
{
	const char *files = "", *names = "";

	for (const struct config_text *t = config->files; t; t = t->next)
		files = arena_printf(config->arena, "%s%s%s", t->text, *files ? " " : "",
		                     files);
	for (const struct section *s = config->sections; s; s = s->next)
		names = arena_printf(config->arena, "%s %s", names, s->name);
	return arena_printf(config->arena, "%s:%s", files, names);
}

static void finds_the_files_that_count(void)
{
	static const struct {
		const char *tree, *directory, *found;
	} rows[] = {
		{ "etc/\n", NULL, ":" },
		{ "etc/vfioprep/vfioprep.conf = " A, NULL,
		  "etc/vfioprep/vfioprep.conf: a" },
		/* Of several main files the first, and it alone. */
		{ "usr/lib/vfioprep/vfioprep.conf = " A "run/vfioprep/vfioprep.conf = " B,
		  NULL, "run/vfioprep/vfioprep.conf: b" },
		{ "usr/lib/vfioprep/vfioprep.conf = " A "etc/vfioprep/vfioprep.conf = " B,
		  NULL, "etc/vfioprep/vfioprep.conf: b" },
		/* By name, wherever they lie, and after the main file. */
		{ "etc/vfioprep/conf.d/30.conf = " C
		  "usr/lib/vfioprep/conf.d/20.conf = " B
		  "run/vfioprep/vfioprep.conf = " A,
		  NULL,
		  "run/vfioprep/vfioprep.conf usr/lib/vfioprep/conf.d/20.conf "
		  "etc/vfioprep/conf.d/30.conf: a b c" },
		/* The same name: the first place. */
		{ "usr/lib/vfioprep/conf.d/x.conf = " A "run/vfioprep/conf.d/x.conf = " B
		  "etc/vfioprep/conf.d/x.conf = " C,
		  NULL, "etc/vfioprep/conf.d/x.conf: c" },
		{ "usr/lib/vfioprep/conf.d/x.conf = " A "run/vfioprep/conf.d/x.conf = " B,
		  NULL, "run/vfioprep/conf.d/x.conf: b" },
		/* Masked; what it hides need not even be right. */
		{ "usr/lib/vfioprep/conf.d/x.conf = nonsense\n"
		  "etc/vfioprep/conf.d/x.conf -> /dev/null\n",
		  NULL, ":" },
		{ "usr/lib/vfioprep/conf.d/x.conf = " A
		  "run/vfioprep/conf.d/x.conf -> ../../../dev/null\n",
		  NULL, ":" },
		{ "usr/lib/vfioprep/vfioprep.conf = " A
		  "etc/vfioprep/vfioprep.conf -> /dev/null\n",
		  NULL, ":" },
		{ "usr/lib/vfioprep/conf.d/x.conf = " A "etc/vfioprep/conf.d/x.conf =\n",
		  NULL, "etc/vfioprep/conf.d/x.conf:" },
		/* Links to files are files. */
		{ "srv/a = " A "etc/vfioprep/conf.d/x.conf -> /srv/a\n", NULL,
		  "etc/vfioprep/conf.d/x.conf: a" },
		/* No files of ours. */
		{ "etc/vfioprep/conf.d/x = no\netc/vfioprep/conf.d/.x.conf = no\n"
		  "etc/vfioprep/conf.d/.conf = no\netc/vfioprep/conf.d/x.conf~ = no\n"
		  "etc/vfioprep/conf.d/x.conf.dpkg-old = no\n"
		  "etc/vfioprep/x.conf = no\n",
		  NULL, ":" },
		/* A directory that is named takes the place of all others. */
		{ "etc/vfioprep/vfioprep.conf = " A "srv/c/vfioprep.conf = " B
		  "srv/c/conf.d/c.conf = " C,
		  "/srv/c/", "srv/c/vfioprep.conf srv/c/conf.d/c.conf: b c" },
		{ "etc/vfioprep/vfioprep.conf = " A "srv/c/\n", "srv/c", ":" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene s;

		NOTE("row %zu", i);
		set_up(&s, rows[i].tree);
		CHECK_INT(look(&s, rows[i].directory, 4711), 0);
		CHECK_TEXT(s.f.text, "");
		CHECK_TEXT(summary(&s.config), rows[i].found);
		tear_down(&s);
	}
}

static void says_what_is_wrong(void)
{
	static const struct {
		const char *tree, *directory;
		int error;
		const char *fault;
	} rows[] = {
		{ "etc/vfioprep/conf.d/x.conf = [device a]", NULL, -EINVAL,
		  "/etc/vfioprep/conf.d/x.conf:1: the section has no match" },
		{ "etc/vfioprep/vfioprep.conf = " A
		  "usr/lib/vfioprep/conf.d/x.conf = \\n" A,
		  NULL, -EINVAL,
		  "/usr/lib/vfioprep/conf.d/x.conf:2: [device a] stands already in "
		  "/etc/vfioprep/vfioprep.conf:1" },
		{ "etc/vfioprep/conf.d/x.conf/\n", NULL, -EINVAL,
		  "/etc/vfioprep/conf.d/x.conf is no regular file" },
		{ "etc/vfioprep/conf.d/x.conf -> y\n", NULL, -EINVAL,
		  "/etc/vfioprep/conf.d/x.conf leads to nothing" },
		{ "etc/vfioprep/vfioprep.conf -> /srv/y\n", NULL, -EINVAL,
		  "/etc/vfioprep/vfioprep.conf leads to nothing" },
		{ "etc/vfioprep/vfioprep.conf -> vfioprep.conf\n", NULL, -ELOOP,
		  "cannot read /etc/vfioprep/vfioprep.conf: " },
		{ "etc/vfioprep/conf.d = file", NULL, -ENOTDIR,
		  "cannot look into /etc/vfioprep/conf.d: " },
		{ "etc/vfioprep/vfioprep.conf : 00", NULL, -EBADMSG,
		  "/etc/vfioprep/vfioprep.conf is no text" },
		{ "etc/\n", "srv/c", -ENOENT, "there is no directory /srv/c" },
		{ "srv/c = file", "srv/c", -ENOTDIR, "cannot look into /srv/c: " },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene s;

		NOTE("row %zu", i);
		set_up(&s, rows[i].tree);
		CHECK_INT(look(&s, rows[i].directory, 0), rows[i].error);
		CHECK(strstr(s.f.text, rows[i].fault) == s.f.text);
		tear_down(&s);
	}
}

static void trusts_no_file_that_others_write(void)
{
	static const char *const paths[] = {
		"etc/vfioprep/vfioprep.conf",
		"etc/vfioprep/conf.d/x.conf",
		"etc/vfioprep/conf.d",
		"etc/vfioprep",
	};
	_cleanup_(fixture_freep) struct fixture *fixture = fixture_new(
		"etc/vfioprep/vfioprep.conf = " A "etc/vfioprep/conf.d/x.conf = " B);

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct config config = { .arena = arena };
		struct fault f = { 0 };
		struct stat st;

		NOTE("%s", paths[i]);
		CHECK_INT(fstatat(fixture->root.fd, paths[i], &st, 0), 0);
		CHECK_INT(fchmodat(fixture->root.fd, paths[i], st.st_mode | S_IWOTH, 0),
		          0);
		CHECK_INT(scan_configuration(&fixture->root, NULL, 0, &config, &f),
		          -EPERM);
		CHECK_TEXT(f.text,
		           arena_printf(arena, "everybody can write /%s", paths[i]));
		CHECK_INT(fchmodat(fixture->root.fd, paths[i], st.st_mode & 07777, 0), 0);
		CHECK_INT(scan_configuration(&fixture->root, NULL, 0,
		                             &(struct config){ .arena = arena }, NULL),
		          0);
	}
}

/* Root gives the file away; anybody else looks with another one's eyes. */
static void trusts_no_file_of_strangers(void)
{
	_cleanup_(fixture_freep) struct fixture *fixture =
		fixture_new("etc/vfioprep/vfioprep.conf = " A);
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct config config = { .arena = arena }, again = config, tree = config;
	const char *path = "etc/vfioprep/vfioprep.conf";
	uid_t owner = geteuid() ? geteuid() : 4711;
	struct fault f = { 0 };

	if (geteuid() == 0)
		CHECK_INT(fchownat(fixture->root.fd, path, owner, owner, 0), 0);
	CHECK_INT(scan_live(fixture, owner + 1, &config, &f), -EPERM);
	CHECK(strstr(f.text, geteuid() ? "/etc/vfioprep belongs to user"
	                               : "vfioprep.conf belongs to user 4711"));
	/* Whoever runs it trusts himself, and the maker of a tree is its root. */
	CHECK_INT(scan_live(fixture, owner, &again, NULL), 0);
	if (geteuid())
		CHECK_INT(scan_configuration(&fixture->root, NULL, owner + 1, &tree,
		                             NULL),
		          0);
}

static void waits_for_no_pipe(void)
{
	struct scene s;

	set_up(&s, "etc/vfioprep/conf.d/\n");
	CHECK_INT(mkfifoat(s.fixture->root.fd, "etc/vfioprep/conf.d/x.conf", 0600), 0);
	CHECK_INT(look(&s, NULL, geteuid()), -EINVAL);
	CHECK_TEXT(s.f.text, "/etc/vfioprep/conf.d/x.conf is no regular file");
	CHECK_INT(unlinkat(s.fixture->root.fd, "etc/vfioprep/conf.d/x.conf", 0), 0);
	tear_down(&s);
}

static void takes_no_name_that_is_no_text(void)
{
	struct scene s;
	int fd;

	set_up(&s, "etc/vfioprep/conf.d/\n");
	fd = openat(s.fixture->root.fd, "etc/vfioprep/conf.d/\x1b[31m.conf",
	            O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	CHECK(fd >= 0);
	(void)close(fd);
	CHECK_INT(look(&s, NULL, geteuid()), -EINVAL);
	CHECK_TEXT(s.f.text, "/etc/vfioprep/conf.d holds a file whose name is no text");
	tear_down(&s);
}

TESTS(TEST(finds_the_files_that_count), TEST(says_what_is_wrong),
      TEST(trusts_no_file_that_others_write), TEST(trusts_no_file_of_strangers),
      TEST(waits_for_no_pipe), TEST(takes_no_name_that_is_no_text))
