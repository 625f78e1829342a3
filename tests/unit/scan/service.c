/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files of a service are read, and which of them count. */
#include "scan/service.h"

#include <errno.h>
#include <string.h>

#include "support/tree.h"
#include "test.h"

#define LIMIT " = [Service]\\nLimitMEMLOCK="
#define UNIT  "usr/lib/systemd/system/vm@.service" LIMIT "1M\n"

/* What is asked of a tree: the MiB that "vm-a" or "vm@a" may lock. */
static const struct {
	const char *name, *tree;
	unsigned mib;
} counting[] = {
	{ "vm@a", UNIT, 1 },
	{ "vm@a.service", UNIT, 1 },
	{ "vm@a", UNIT "etc/systemd/system/vm@.service" LIMIT "2M\n", 2 },
	{ "vm@a",
	  UNIT "run/systemd/system/vm@.service" LIMIT "2M\n"
	       "etc/systemd/system/vm@.service" LIMIT "3M\n",
	  3 },
	{ "vm@a", UNIT "run/systemd/transient/vm@a.service" LIMIT "2M\n", 2 },
	/* The instance's own file comes before any of its template. */
	{ "vm@a",
	  "etc/systemd/system/vm@.service" LIMIT "2M\n"
	  "usr/lib/systemd/system/vm@a.service" LIMIT "3M\n",
	  3 },
	{ "vm@a", UNIT "etc/systemd/system/vm@b.service" LIMIT "2M\n", 1 },
	/* Drop-ins count more than any of these, by their names. */
	{ "vm@a",
	  UNIT "usr/lib/systemd/system/vm@.service.d/a.conf" LIMIT "2M\n"
	       "etc/systemd/system/vm@.service" LIMIT "3M\n",
	  2 },
	{ "vm@a",
	  UNIT "etc/systemd/system/vm@.service.d/a.conf" LIMIT "2M\n"
	       "usr/lib/systemd/system/vm@.service.d/b.conf" LIMIT "3M\n",
	  3 },
	{ "vm@a",
	  UNIT "etc/systemd/system/vm@.service.d/b.conf" LIMIT "2M\n"
	       "usr/lib/systemd/system/vm@.service.d/b.conf" LIMIT "3M\n",
	  2 },
	{ "vm@a",
	  UNIT "etc/systemd/system/vm@a.service.d/b.conf" LIMIT "2M\n"
	       "etc/systemd/system/vm@.service.d/b.conf" LIMIT "3M\n",
	  2 },
	{ "vm@a", UNIT "etc/systemd/system/vm@.service.d/a.txt" LIMIT "2M\n", 1 },
	{ "vm@a", UNIT "etc/systemd/system/service.d/z.conf" LIMIT "2M\n", 2 },
	{ "vm@a",
	  UNIT "etc/systemd/system/service.d/b.conf" LIMIT "2M\n"
	       "usr/lib/systemd/system/vm@.service.d/b.conf" LIMIT "3M\n",
	  3 },
	/* A drop-in that is taken away. */
	{ "vm@a",
	  UNIT "etc/systemd/system/vm@.service.d/a.conf -> /dev/null\n"
	       "usr/lib/systemd/system/vm@.service.d/a.conf" LIMIT "2M\n",
	  1 },
	{ "vm-a",
	  "etc/systemd/system/vm-a.service" LIMIT "1M\n"
	  "etc/systemd/system/vm-.service.d/a.conf" LIMIT "2M\n",
	  2 },
	/* Another name of the same unit. */
	{ "vm-a",
	  "etc/systemd/system/vm-a.service -> "
	  "/usr/lib/systemd/system/b.service\n"
	  "usr/lib/systemd/system/b.service" LIMIT "1M\n"
	  "etc/systemd/system/b.service.d/a.conf" LIMIT "2M\n",
	  2 },
	/* Its file's own name counts before the one that was asked for. */
	{ "vm-a",
	  "etc/systemd/system/vm-a.service -> b.service\n"
	  "usr/lib/systemd/system/b.service" LIMIT "1M\n"
	  "etc/systemd/system/vm-a.service.d/a.conf" LIMIT "3M\n"
	  "usr/lib/systemd/system/b.service.d/a.conf" LIMIT "2M\n",
	  2 },
	/* It is the name that is linked to, and not the file. */
	{ "vm-a",
	  "etc/systemd/system/vm-a.service -> /usr/lib/systemd/system/b.service\n"
	  "usr/lib/systemd/system/b.service" LIMIT "1M\n"
	  "etc/systemd/system/b.service" LIMIT "2M\n",
	  2 },
	{ "vm",
	  "etc/systemd/system/vm.service -> b.service\n"
	  "etc/systemd/system/b.service -> c.service\n"
	  "etc/systemd/system/c.service" LIMIT "1M\n"
	  "etc/systemd/system/c.service.d/a.conf" LIMIT "2M\n",
	  2 },
	{ "vm",
	  "etc/systemd/system/vm.service -> b.service\n"
	  "etc/systemd/system/b.service -> c.service\n"
	  "etc/systemd/system/c.service" LIMIT "1M\n"
	  "etc/systemd/system/b.service.d/a.conf" LIMIT "2M\n",
	  2 },
	{ "vm",
	  "etc/systemd/system/vm.service" LIMIT "1M\n"
	  "etc/systemd/system/guest.service -> vm.service\n"
	  "etc/systemd/system/guest.service.d/a.conf" LIMIT "2M\n",
	  2 },
	{ "foo@x",
	  "etc/systemd/system/foo@x.service -> bar@.service\n"
	  "etc/systemd/system/bar@.service" LIMIT "1M\n"
	  "etc/systemd/system/bar@x.service.d/a.conf" LIMIT "2M\n",
	  2 },
	{ "bar@x",
	  "etc/systemd/system/foo@x.service -> bar@.service\n"
	  "etc/systemd/system/bar@.service" LIMIT "1M\n"
	  "etc/systemd/system/foo@x.service.d/a.conf" LIMIT "2M\n",
	  2 },
	{ "bar@y",
	  "etc/systemd/system/foo@x.service -> bar@.service\n"
	  "etc/systemd/system/bar@.service" LIMIT "1M\n"
	  "etc/systemd/system/foo@x.service.d/a.conf" LIMIT "2M\n",
	  1 },
	{ "bar@x",
	  "etc/systemd/system/foo@.service -> bar@.service\n"
	  "etc/systemd/system/bar@.service" LIMIT "1M\n"
	  "etc/systemd/system/foo@x.service.d/a.conf" LIMIT "2M\n",
	  2 },
	/* That name has a file of its own. */
	{ "bar@x",
	  "etc/systemd/system/foo@.service -> bar@.service\n"
	  "etc/systemd/system/foo@x.service" LIMIT "3M\n"
	  "etc/systemd/system/bar@.service" LIMIT "1M\n"
	  "etc/systemd/system/foo@x.service.d/a.conf" LIMIT "2M\n",
	  1 },
	/* From elsewhere a file is linked, and its name there is none. */
	{ "vm",
	  "etc/systemd/system/vm.service -> /opt/w.service\n"
	  "opt/w.service" LIMIT "1M\n"
	  "etc/systemd/system/w.service.d/a.conf" LIMIT "2M\n",
	  1 },
	/* A link to itself, or to what is of another kind, is none. */
	{ "vm",
	  "etc/systemd/system/vm.service -> vm.service\n"
	  "usr/lib/systemd/system/vm.service" LIMIT "1M\n",
	  1 },
	{ "vm@a",
	  UNIT "etc/systemd/system/vm@a.service -> vm@b.service\n"
	       "etc/systemd/system/vm@b.service" LIMIT "2M\n",
	  1 },
	{ "vm",
	  "etc/systemd/system/vm.service -> vm.socket\n"
	  "usr/lib/systemd/system/vm.service" LIMIT "1M\n",
	  1 },
	{ "vm",
	  "etc/systemd/system/vm.service/\n"
	  "usr/lib/systemd/system/vm.service" LIMIT "1M\n",
	  1 },
};

static void which_counts(void)
{
	for (size_t i = 0; i < sizeof(counting) / sizeof(counting[0]); i++) {
		struct fixture *fixture = fixture_new(counting[i].tree);
		struct arena *arena = arena_new();
		const struct service *service;

		NOTE("row %zu", i);
		CHECK_INT(scan_service(&fixture->root, arena, counting[i].name, &service,
		                       NULL),
		          0);
		CHECK_TEXT(service->unread, NULL);
		CHECK_INT(service->limit.known, KNOWN);
		CHECK_INT(service->limit.soft >> 20, counting[i].mib);
		arena_free(arena);
		fixture_free(fixture);
	}
}

/* What there is no service of that name for. */
static const struct {
	const char *name, *tree, *said;
} refused[] = {
	{ "vm@a", "etc/\n", "there is no unit vm@a.service" },
	{ "vm", UNIT, "there is no unit vm.service" },
	{ "vm@a", UNIT "etc/systemd/system/vm@a.service -> /dev/null\n",
	  "vm@a.service is masked by /etc/systemd/system/vm@a.service" },
	{ "vm@a", UNIT "etc/systemd/system/vm@.service :\n",
	  "vm@a.service is masked by /etc/systemd/system/vm@.service" },
	{ "vm@a", UNIT "etc/systemd/system/vm@a.service -> ../../../dev/null\n",
	  "vm@a.service is masked by /etc/systemd/system/vm@a.service" },
	{ "vm",
	  "etc/systemd/system/vm.service -> w.service\n"
	  "etc/systemd/system/w.service -> /dev/null\n",
	  "vm.service is masked by /etc/systemd/system/w.service" },
	{ "vm",
	  "etc/systemd/system/vm.service -> /opt/w\n"
	  "opt/w -> ./../dev/null\n",
	  "vm.service is masked by /etc/systemd/system/vm.service" },
	/* A link that leads nowhere hides what lies below it. */
	{ "vm",
	  "etc/systemd/system/vm.service -> /nonexistent\n"
	  "usr/lib/systemd/system/vm.service" LIMIT "1M\n",
	  "there is no unit vm.service: /etc/systemd/system/vm.service leads "
	  "nowhere" },
	{ "vm",
	  "etc/systemd/system/vm.service -> b.service\n"
	  "usr/lib/systemd/system/vm.service" LIMIT "1M\n",
	  "there is no unit vm.service" },
	{ "vm",
	  "etc/systemd/system/vm.service -> b.service\n"
	  "etc/systemd/system/b.service -> vm.service\n",
	  "there is no unit vm.service" },
	{ "vm.socket", UNIT, "'vm.socket' is no service of systemd" },
	{ "machine-a.scope", UNIT, "'machine-a.scope' is no service of systemd" },
	{ "../vm@a", UNIT, "'../vm@a' is no name of a service" },
	{ "", UNIT, "'' is no name of a service" },
	{ "@a", UNIT, "'@a' is no name of a service" },
	{ "a b", UNIT, "'a b' is no name of a service" },
	{ "a%b", UNIT, "'a%b' is no name of a service" },
	{ "a\nb", UNIT, "'a\nb' is no name of a service" },
	{ "a\x1b[1m", UNIT, "'a\x1b[1m' is no name of a service" },
	{ "\xc3\xa4", UNIT, "'\xc3\xa4' is no name of a service" },
	{ "vm@", UNIT, "'vm@.service' is a template, of which services are made" },
	{ "vm@.service", UNIT,
	  "'vm@.service' is a template, of which services are made" },
};

static void what_is_none(void)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct fixture *fixture = fixture_new(refused[i].tree);
		struct arena *arena = arena_new();
		const struct service *service;
		struct fault f = { 0 };

		NOTE("row %zu", i);
		CHECK_INT(scan_service(&fixture->root, arena, refused[i].name, &service,
		                       &f),
		          -EINVAL);
		CHECK_TEXT(f.text, refused[i].said);
		CHECK(*f.remedy);
		CHECK_INT(scan_service(&fixture->root, arena, refused[i].name, &service,
		                       NULL),
		          -EINVAL);
		arena_free(arena);
		fixture_free(fixture);
	}
}

static void what_cannot_be_read(void)
{
	static const struct {
		const char *tree, *unread;
	} rows[] = {
		{ "etc/systemd/system -> system\n", "etc/systemd/system" },
		{ "etc/systemd/system/vm@a.service -> /opt/a\nopt/a -> a\n",
		  "etc/systemd/system/vm@a.service" },
		{ UNIT "etc/systemd/system/vm@.service.d -> vm@.service.d\n",
		  "etc/systemd/system/vm@.service.d" },
		{ UNIT "etc/systemd/system/vm@.service.d/a.conf -> a.conf\n",
		  "etc/systemd/system/vm@.service.d/a.conf" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture *fixture = fixture_new(rows[i].tree);
		struct arena *arena = arena_new();
		const struct service *service;

		NOTE("row %zu", i);
		CHECK_INT(scan_service(&fixture->root, arena, "vm@a", &service, NULL), 0);
		CHECK_TEXT(service->unread, rows[i].unread);
		arena_free(arena);
		fixture_free(fixture);
	}
}

TESTS(TEST(which_counts), TEST(what_is_none), TEST(what_cannot_be_read))
