/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys of the configuration: what each takes, what it refuses, and where it says so. */
#include "model/config.h"

#include <errno.h>
#include <string.h>

#include "test.h"

static struct config_entry entry(const char *section, const char *key, const char *value)
{
	return (struct config_entry){ section, key, value, "etc/c.conf", 7 };
}

static void open_gpu(struct config *config, struct arena *arena)
{
	struct config_entry gpu = entry("device gpu", NULL, NULL);

	*config = (struct config){ .arena = arena };
	CHECK_INT(config_open(config, &gpu, NULL), 0);
}

/* In a [device gpu] of its own. */
static int set(struct arena *arena, const char *key, const char *value, struct fault *f)
{
	struct config_entry line = entry("device gpu", key, value);
	struct config config;

	open_gpu(&config, arena);
	return config_set(&config, &line, f);
}

static void takes_what_each_key_allows(void)
{
	static const char *const rows[][2] = {
		{ "match", "01:00.0" },
		{ "match", "class=display,!driver=vfio-pci" },
		{ "count", "all" },
		{ "count", "one" },
		{ "count", "at-least-one" },
		{ "count", "1" },
		{ "count", "65535" },
		{ "pick", "first" },
		{ "pick", "lowest-numa-distance" },
		{ "id", "10de:2684" },
		{ "id", "10de:2684:1462:5103" },
		{ "path", "pci0000:00/00:01.0" },
		{ "path", "pci10000:e0/00:01.0/00.0" },
		{ "serial", "S5H9 NS0N" },
		{ "mac", "52:54:00:aB:cd:ef" },
		{ "on-move", "refuse" },
		{ "on-move", "follow" },
		{ "if-missing", "fail" },
		{ "if-missing", "ignore" },
		{ "group", "whole" },
		{ "group", "only" },
		{ "driver", "auto" },
		{ "driver", "vfio-pci" },
		{ "override", "host.display" },
		{ "owner", "root" },
		{ "owner", "root:kvm" },
		{ "owner", "0:0" },
		{ "vfs", "1" },
		{ "vm", "win11" },
		{ "at-boot", "yes" },
		{ "at-boot", "no" },
		{ "confirm", "boot" },
		{ "confirm", "manual" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct fault f = { 0 };

		NOTE("%s = %s", rows[i][0], rows[i][1]);
		CHECK_INT(set(arena, rows[i][0], rows[i][1], &f), 0);
		CHECK_INT(f.error, 0);
	}
}

static void refuses_what_is_no_value(void)
{
	static const struct {
		const char *key, *value, *allowed;
	} rows[] = {
		{ "match", "01:00.9", "" },
		{ "match", "", "" },
		{ "match", "@other", "selector" },
		{ "match", "class=display,!@other", "selector" },
		{ "count", "0", "at-least-one" },
		{ "count", "two", "at-least-one" },
		{ "count", "65536", "at-least-one" },
		{ "count", "-1", "at-least-one" },
		{ "pick", "last", "lowest-numa-distance" },
		{ "pick", "none", "lowest-numa-distance" },
		{ "pick", "", "lowest-numa-distance" },
		{ "id", "10de", "VENDOR:DEVICE" },
		{ "id", "10de:*", "VENDOR:DEVICE" },
		{ "id", "10de:2684:1462", "VENDOR:DEVICE" },
		{ "id", "10de:2684:1462:510g", "VENDOR:DEVICE" },
		{ "path", "0000:01:00.0", "pci0000:00" },
		{ "path", "pci0000:00/", "pci0000:00" },
		{ "serial", "", "serial" },
		{ "mac", "52:54:00:12:34", "pairs" },
		{ "mac", "52-54-00-12-34-56", "pairs" },
		{ "on-move", "stay", "follow" },
		{ "if-missing", "warn", "ignore" },
		{ "group", "yes", "whole" },
		{ "driver", "nvidia", "auto" },
		{ "driver", "", "auto" },
		{ "override", "", "vfioprep-rules" },
		{ "override", "all", "vfioprep-rules" },
		{ "override", "Host.Display", "vfioprep-rules" },
		{ "owner", "", "USER" },
		{ "owner", ":kvm", "USER" },
		{ "owner", "root:", "USER" },
		{ "owner", "a:b:c", "USER" },
		{ "vfs", "0", "65535" },
		{ "vfs", "all", "65535" },
		{ "vm", "", "guest" },
		{ "at-boot", "true", "yes or no" },
		{ "confirm", "never", "manual" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct fault f = { 0 };

		NOTE("%s = %s", rows[i].key, rows[i].value);
		CHECK_INT(set(arena, rows[i].key, rows[i].value, &f), -EINVAL);
		CHECK(strstr(f.text, "/etc/c.conf:7: ") == f.text);
		CHECK(strstr(f.remedy, rows[i].allowed));
	}
}

static void refuses_what_is_no_key(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct fault f = { 0 }, g = { 0 }, h = { 0 };
	struct config_entry lines[] = { entry("vfioprep", "match", "01:00.0"),
		                        entry("vfioprep", "owner", "root"),
		                        entry(NULL, "owner", "root") };
	struct config config = { .arena = arena };

	CHECK_INT(set(arena, "macth", "01:00.0", &f), -EINVAL);
	CHECK_TEXT(f.text, "/etc/c.conf:7: there is no key 'macth' in [device gpu]");
	CHECK(strstr(f.remedy, "use one of match, count, pick, id"));
	CHECK_INT(config_set(&config, &lines[0], &g), -EINVAL);
	CHECK_TEXT(g.remedy, "use one of owner");
	CHECK_INT(config_set(&config, &lines[1], NULL), 0);
	CHECK_TEXT(config.main.owner, "root");
	CHECK_INT(config_set(&config, &lines[2], &h), -EINVAL);
	CHECK(strstr(h.text, "before any section"));
}

static void keeps_what_was_said(void)
{
	static const char *const rows[][2] = {
		{ "match", "01:00.0" },   { "match", "02:00.0" },
		{ "count", "3" },         { "pick", "lowest-numa-distance" },
		{ "override", "host.a" }, { "override", "host.b" },
		{ "group", "only" },      { "confirm", "manual" },
		{ "vfs", "4" },           { "id", "10de:2684" },
	};
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	const struct section *gpu;
	struct config config;

	open_gpu(&config, arena);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct config_entry line = entry("device gpu", rows[i][0], rows[i][1]);

		NOTE("%s = %s", rows[i][0], rows[i][1]);
		CHECK_INT(config_set(&config, &line, NULL), 0);
	}
	gpu = config_find(&config, "gpu");
	CHECK(gpu->match && gpu->match->next && !gpu->match->next->next);
	CHECK_INT(gpu->count, COUNT_NUMBER);
	CHECK_INT(gpu->number, 3);
	CHECK_INT(gpu->pick, PICK_LOWEST_NUMA);
	CHECK(gpu->overrides && gpu->overrides->next && !gpu->overrides->next->next);
	CHECK_INT(gpu->group, EXTENT_ONLY);
	CHECK_INT(gpu->at_boot, AT_BOOT_YES);
	CHECK_INT(gpu->confirm, CONFIRM_MANUAL);
	CHECK_INT(gpu->vfs, 4);
	CHECK_TEXT(gpu->id, "10de:2684");
	CHECK_TEXT(gpu->driver, NULL);
	CHECK(!config_find(&config, "gp"));
}

static void refuses_a_key_twice(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct config_entry line = entry("device gpu", "count", "one");
	struct fault f = { 0 };
	struct config config;

	open_gpu(&config, arena);
	CHECK_INT(config_set(&config, &line, NULL), 0);
	line.line = 9;
	CHECK_INT(config_set(&config, &line, &f), -EINVAL);
	CHECK_TEXT(f.text,
	           "/etc/c.conf:9: count stands already in line 7 of this section");
}

static void refuses_what_is_no_section(void)
{
	static const char *const rows[] = {
		"",           "devices gpu",
		"device",     "device ",
		"device a b", "device @a",
		"device .a",  "Vfioprep",
		"device a,b", "device a=b",
		"device *",   "device aaaaaaaaaabbbbbbbbbbccccccccccddddddddddx",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_(arena_freep) struct arena *arena = arena_new();
		struct config_entry line = entry(rows[i], NULL, NULL);
		struct config config = { .arena = arena };
		struct fault f = { 0 };

		NOTE("[%s]", rows[i]);
		CHECK_INT(config_open(&config, &line, &f), -EINVAL);
		CHECK(strstr(f.text, "/etc/c.conf:7: there is no section ["));
		CHECK(strstr(f.remedy, "[device NAME]"));
		CHECK(!config.sections);
	}
}

static void refuses_a_section_twice(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct config_entry gpu = { "device gpu", NULL, NULL, "etc/d.conf", 3 };
	struct config_entry main = { "vfioprep", NULL, NULL, "etc/d.conf", 5 };
	struct fault f = { 0 }, g = { 0 };
	struct config config;

	open_gpu(&config, arena);
	CHECK_INT(config_open(&config, &gpu, &f), -EINVAL);
	CHECK_TEXT(f.text, "/etc/d.conf:3: [device gpu] stands already in /etc/c.conf:7");

	/* What holds for all may be said anew in another file, but not in the same. */
	CHECK_INT(config_open(&config, &main, NULL), 0);
	main.file = "etc/e.conf";
	CHECK_INT(config_open(&config, &main, NULL), 0);
	CHECK_INT(config_open(&config, &main, &g), -EINVAL);
	CHECK_TEXT(g.text, "/etc/e.conf:5: [vfioprep] stands already in /etc/e.conf:5");
}

static void wants_a_match(void)
{
	_cleanup_(arena_freep) struct arena *arena = arena_new();
	struct config_entry line = entry("device gpu", "match", "01:00.0");
	struct fault f = { 0 };
	struct config config;

	open_gpu(&config, arena);
	CHECK_INT(config_finish(&config, &f), -EINVAL);
	CHECK_TEXT(f.text, "/etc/c.conf:7: the section has no match");
	CHECK_INT(config_set(&config, &line, NULL), 0);
	CHECK_INT(config_finish(&config, NULL), 0);
}

TESTS(TEST(takes_what_each_key_allows), TEST(refuses_what_is_no_value),
      TEST(refuses_what_is_no_key), TEST(keeps_what_was_said), TEST(refuses_a_key_twice),
      TEST(refuses_what_is_no_section), TEST(refuses_a_section_twice),
      TEST(wants_a_match))
