/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unit files in the order in which they are read, and who runs with which capability. */
#include "model/service.h"

#include <string.h>

#include "test.h"

#define BOM "\xef\xbb\xbf"
#define GIB (UINT64_C(1) << 30)

static struct service read_files(struct arena *arena, const char *one, const char *other)
{
	struct service service = service_new("a.service");

	CHECK_INT(service_read(arena, "one", one, &service), 0);
	CHECK_INT(service_read(arena, "other", other, &service), 0);
	return service;
}

static void limits(void)
{
	static const struct {
		const char *one, *other;
		uint64_t soft; /* 0: none is set */
		const char *by;
	} rows[] = {
		{ "", "", 0, NULL },
		{ "[Service]\nLimitMEMLOCK=8G\n", "", 8 * GIB, "one" },
		{ "[Service]\nLimitMEMLOCK=8G\n", "[Service]\nLimitMEMLOCK=1G", GIB,
		  "other" },
		{ "[Service]\nLimitMEMLOCK=8G\nLimitMEMLOCK=2G", "", 2 * GIB, "one" },
		{ "[Service]\n  LimitMEMLOCK  =  1G:2G  \n", "", GIB, "one" },
		{ "[Service]\nLimitMEMLOCK=infinity\n", "", UNLIMITED, "one" },
		{ "[Service]\nLimitMEMLOCK=\\\n4G\n", "", 4 * GIB, "one" },
		{ "[Service]\r\nLimitMEMLOCK=4G\r\n", "", 4 * GIB, "one" },
		/* What is no value, is elsewhere, or a comment, counts for nothing. */
		{ "[Service]\nLimitMEMLOCK=8G\n", "[Service]\nLimitMEMLOCK=", 8 * GIB,
		  "one" },
		{ "[Service]\nLimitMEMLOCK=much\n", "", 0, NULL },
		{ "[Service]\nLimitMEMLOCK=2G:1G\n", "", 0, NULL },
		{ "LimitMEMLOCK=8G\n[Unit]\nLimitMEMLOCK=8G\n", "LimitMEMLOCK=8G", 0,
		  NULL },
		{ "[Service]\n#LimitMEMLOCK=8G\n;LimitMEMLOCK=8G\n", "", 0, NULL },
		{ "[Service]\nLimitMEMLOCK\nLimitNOFILE=8G\nlimitmemlock=1G", "", 0,
		  NULL },
		{ "[Service]\n[Install]\n", "LimitMEMLOCK=8G", 0, NULL },
		/* Lines as systemd.syntax(7) joins them. */
		{ BOM "[Service]\nLimitMEMLOCK=4G\n", "", 4 * GIB, "one" },
		{ "[Service]\n" BOM "LimitMEMLOCK=4G\n", "", 4 * GIB, "one" },
		{ "[Service]\n# c \\\nLimitMEMLOCK=4G\n", "", 4 * GIB, "one" },
		{ "[Service]\n ; c \\\nLimitMEMLOCK=4G\n", "", 4 * GIB, "one" },
		{ "[Service]\nLimitMEMLOCK=\\\n# c\n  ; d \\\n4G\n", "", 4 * GIB, "one" },
		{ "[Service]\nLimitMEMLOCK=4G\\\n", "[Service]\nLimitMEMLOCK=2G\\",
		  2 * GIB, "other" },
		{ "[Service]\nLimitMEMLOCK=4G\nDescription=\\\n\nLimitMEMLOCK=2G", "",
		  2 * GIB, "one" },
		{ "[Service]\nLimitMEMLOCK=4G\nDescription=\\\nLimitMEMLOCK=2G", "",
		  4 * GIB, "one" },
		{ "[Service]\nDescription=a\\\\\nLimitMEMLOCK=2G", "", 2 * GIB, "one" },
		{ "[Service]\r\nLimitMEMLOCK=\\\r\n4G\r\n", "", 4 * GIB, "one" },
		{ "[Service]\r\nLimitMEMLOCK=\\\r\n# c\r\n4G\r\nUser=a", "", 4 * GIB,
		  "one" },
		{ "[Service]\rLimitMEMLOCK=4G\r", "", 4 * GIB, "one" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena *arena = arena_new();
		struct service service = read_files(arena, rows[i].one, rows[i].other);

		NOTE("row %zu", i);
		CHECK_INT(service.limit.known, rows[i].by ? KNOWN : ABSENT);
		CHECK(service.limit.soft == rows[i].soft);
		CHECK_TEXT(service.limit_by.path, rows[i].by);
		arena_free(arena);
	}
}

/* systemd takes these; that we do not is no reason to believe another line. */
static void numbers_of_other_forms(void)
{
	static const char *const lines[] = {
		"LimitMEMLOCK=1.5G",    "LimitMEMLOCK=1G 512M",
		"LimitMEMLOCK=1G:1.5G", "LimitMEMLOCK=1P",
		"LimitMEMLOCK=64MB",    "LimitMEMLOCK=99999999999999999999"
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct arena *arena = arena_new();
		struct service service =
			read_files(arena, "[Service]\nLimitMEMLOCK=1G",
		                   arena_printf(arena, "[Service]\n%s", lines[i]));

		NOTE("%s", lines[i]);
		CHECK_INT(service.limit.known, UNKNOWN);
		CHECK_TEXT(service.limit_by.path, "other");
		arena_free(arena);
	}
}

static void capabilities(void)
{
	static const struct {
		const char *lines;
		bool locks_all;
	} rows[] = {
		{ "", true },
		{ "User=", true },
		{ "User=root", true },
		{ "User=0", true },
		{ "User=alice", false },
		{ "User=alice\nUser=", true },
		{ "User=%i", false },
		{ "DynamicUser=yes", false },
		{ "DynamicUser=no", true },
		/* What systemd does not understand it passes over. */
		{ "DynamicUser=yes\nDynamicUser=maybe", false },
		{ "DynamicUser=yes\nDynamicUser=", false },
		{ "DynamicUser=yes\nDynamicUser=No", true },
		{ "PrivateUsers=maybe", true },
		{ "PrivateUsers=yes\nPrivateUsers=maybe", false },
		{ "PrivateUsers=\nPrivateUsers=self", false },
		{ "PrivateUsers=full\nPrivateUsers=false", true },
		{ "PrivateUsers=yes", false },
		{ "PrivateUsers=identity", false },
		{ "PrivateUsers=off", true },
		{ "CapabilityBoundingSet=", false },
		{ "CapabilityBoundingSet=~", true },
		{ "CapabilityBoundingSet=CAP_SYS_ADMIN", false },
		{ "CapabilityBoundingSet=CAP_SYS_ADMIN cap_ipc_lock", true },
		{ "CapabilityBoundingSet=CAP_SYS_ADMIN\nCapabilityBoundingSet=CAP_IPC_"
		  "LOCK",
		  true },
		{ "CapabilityBoundingSet=~CAP_IPC_LOCK", false },
		{ "CapabilityBoundingSet=~CAP_SYS_ADMIN", true },
		{ "CapabilityBoundingSet=~CAP_SYS_ADMIN\nCapabilityBoundingSet=~CAP_IPC_"
		  "LOCK",
		  false },
		{ "CapabilityBoundingSet=CAP_IPC_LOCK\nCapabilityBoundingSet=", false },
		{ "AmbientCapabilities=CAP_IPC_LOCK", true },
		{ "User=alice\nAmbientCapabilities=CAP_IPC_LOCK", true },
		{ "User=alice\nAmbientCapabilities=CAP_NET_ADMIN", false },
		{ "User=alice\nAmbientCapabilities=CAP_IPC_LOCK\nAmbientCapabilities=",
		  false },
		{ "User=alice\nAmbientCapabilities=CAP_IPC_LOCK\nPrivateUsers=1", false },
		{ "User=alice\nAmbientCapabilities=CAP_IPC_LOCK\n"
		  "CapabilityBoundingSet=CAP_NET_ADMIN",
		  false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena *arena = arena_new();
		struct service service = read_files(
			arena, arena_printf(arena, "[Service]\n%s", rows[i].lines), "");

		NOTE("%s", rows[i].lines);
		CHECK_INT(service_locks_all(&service), rows[i].locks_all);
		arena_free(arena);
	}
}

static void names_behind(void)
{
	static const struct {
		const char *name, *template, *prefix;
	} rows[] = {
		{ "a.service", NULL, NULL },
		{ "a@b.service", "a@.service", NULL },
		{ "a@.service", NULL, NULL },
		{ "a-b.service", NULL, "a-.service" },
		{ "a-b-c.service", NULL, "a-b-.service" },
		{ "a-b-.service", NULL, "a-.service" },
		{ "a-.service", NULL, NULL },
		{ "a-b@c-d.service", "a-b@.service", "a-@c-d.service" },
		{ "a@b-c.service", "a@.service", NULL },
		{ "a", NULL, NULL },
		{ "-a-b.service", NULL, "-a-.service" },
		{ "-a-.service", NULL, NULL },
		{ "-a.service", NULL, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[64];

		NOTE("%s", rows[i].name);
		CHECK_TEXT(service_template(rows[i].name, text, sizeof(text)) ? text
		                                                              : NULL,
		           rows[i].template);
		CHECK_TEXT(service_prefix(rows[i].name, text, sizeof(text)) ? text : NULL,
		           rows[i].prefix);
	}
}

static void names_that_are_taken(void)
{
	static const struct {
		const char *name;
		bool is_name, is_template;
	} rows[] = {
		{ "a.service", true, false },
		{ "aZ09:-_.\\x2d@b@c.service", true, false },
		{ "a@.service", true, true },
		{ "a", false, false },
		{ "a.socket", false, false },
		{ ".service", false, false },
		{ ".a.service", false, false },
		{ "@a.service", false, false },
		{ "a b.service", false, false },
		{ "a%i.service", false, false },
		{ "a/b.service", false, false },
		{ "a\n.service", false, false },
		{ "a\x1b.service", false, false },
		{ "\xc3\xa4.service", false, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		NOTE("%s", rows[i].name);
		CHECK_INT(service_is_name(rows[i].name), rows[i].is_name);
		CHECK_INT(service_is_template(rows[i].name), rows[i].is_template);
	}
}

static void length_of_names(void)
{
	char name[SERVICE_NAME_BYTES + 1];

	memset(name, 'a', sizeof(name));
	memcpy(name + sizeof(name) - sizeof(".service"), ".service", sizeof(".service"));
	CHECK(!service_is_name(name));
	CHECK(service_is_name(name + 1));
}

static void instances(void)
{
	static const struct {
		const char *template, *other, *filled;
	} rows[] = {
		{ "a@.service", "x@b.service", "a@b.service" },
		{ "a@.service", "x@.service", NULL },
		{ "a@.service", "x.service", NULL },
		{ "a@b.service", "x@b.service", NULL },
		{ "a.service", "x@b.service", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[64];

		NOTE("row %zu", i);
		CHECK_TEXT(service_instance(rows[i].template, rows[i].other, text,
		                            sizeof(text))
		                   ? text
		                   : NULL,
		           rows[i].filled);
	}
}

TESTS(TEST(names_that_are_taken), TEST(length_of_names), TEST(instances), TEST(limits),
      TEST(numbers_of_other_forms), TEST(capabilities), TEST(names_behind))
