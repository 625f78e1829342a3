/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Configuration space as the kernel hands it out: whole, in part, asleep or not at all.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "model/capability.h"
#include "scan/scan.h"
#include "support/tree.h"
#include "test.h"

#define PORT     "0000:00:1c.0"
#define FUNCTION "0000:03:00.0"
#define ABOVE    "sys/devices/pci0000:00/" PORT "/"
#define HERE     ABOVE FUNCTION "/"
#define LINK     "sys/bus/pci/devices/"

static const char machine[] = LINK PORT
	" -> ../../../devices/pci0000:00/" PORT "\n" LINK FUNCTION
	" -> ../../../devices/pci0000:00/" PORT "/" FUNCTION "\n" HERE "\n";

#define WHOLE    4096
#define STANDARD 256
#define OTHERS   64 /* what the kernel shows those without privileges */

/* An endpoint of several functions with PCI Express at 0x40 and ACS at 0x100. */
static void fill(uint8_t *space)
{
	/* clang-format off */
	static const struct {
		unsigned at;
		uint8_t value;
	} bytes[] = {
		{ 0x00, 0x86 }, { 0x01, 0x80 }, { 0x06, 0x10 }, { 0x0e, 0x80 },
		{ 0x34, 0x40 }, { 0x40, 0x10 }, { 0x42, 0x02 }, { 0x47, 0x10 },
		{ 0x100, 0x0d }, { 0x102, 0x01 }, { 0x104, 0x1f }, { 0x106, 0x1d },
	};
	/* clang-format on */

	memset(space, 0, WHOLE);
	for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++)
		space[bytes[i].at] = bytes[i].value;
}

struct scene {
	struct fixture *fixture;
	struct scan *scan;
	struct host *host;
	struct device *device;
};

/* The machine with TREE, and with LENGTH bytes of configuration space; < 0: no file. */
static void set_up(struct scene *s, const char *tree, int length)
{
	uint8_t space[WHOLE];

	s->fixture = fixture_new(machine);
	fixture_add(s->fixture, tree);
	if (length >= 0) {
		_cleanup_(close_fdp) int fd =
			openat(s->fixture->root.fd, HERE "config",
		               O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

		fill(space);
		CHECK_INT(write(fd, space, (size_t)length), length);
	}
	s->scan = scan_new(&s->fixture->root, NULL);
	CHECK(s->scan);
	CHECK_INT(scan_host(s->scan, &s->host, NULL), 0);
	CHECK_INT(s->host->n_devices, 2);
	s->device = s->host->devices[1];
}

static void ask(struct scene *s, unsigned facts)
{
	CHECK_INT(scan_facts(s->scan, s->host, &s->device, 1, facts, NULL), 0);
}

static void tear_down(struct scene *s)
{
	scan_free(s->scan);
	host_free(s->host);
	fixture_free(s->fixture);
}

static void is_read_as_far_as_it_goes(void)
{
	static const struct {
		int length;
		enum known express, acs;
	} rows[] = {
		{ WHOLE, KNOWN, KNOWN },
		{ STANDARD, KNOWN, UNKNOWN },
		{ OTHERS, UNKNOWN, UNKNOWN },
		{ 0, UNKNOWN, UNKNOWN },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct capabilities *c;
		struct scene s;

		NOTE("%d bytes", rows[i].length);
		set_up(&s, "", rows[i].length);
		ask(&s, FACT_CONFIG);
		c = s.device->capabilities;
		CHECK(c);
		CHECK_INT(c->express, rows[i].express);
		CHECK_INT(c->acs, rows[i].acs);
		CHECK_INT(c->multifunction, rows[i].length > 0);
		CHECK(!s.device->unknown);
		tear_down(&s);
	}
}

static void tells_why_it_is_not_known(void)
{
	static const struct {
		const char *tree, *path;
		int length;
	} rows[] = {
		{ HERE "config -> config\n", "config", -1 },
		{ HERE "config/\n", "config", -1 },
		{ "", "config", -1 },
		{ HERE "power/runtime_status = suspended\n", "power/runtime_status",
		  WHOLE },
		/* Reading would wake the port too. */
		{ ABOVE "power/runtime_status = suspended\n", "power/runtime_status",
		  WHOLE },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct unknown *why;
		char path[128];
		struct scene s;

		NOTE("%s", rows[i].tree);
		set_up(&s, rows[i].tree, rows[i].length);
		ask(&s, FACT_CONFIG);
		CHECK(!s.device->capabilities);
		why = unknown_find(s.device->unknown, "capabilities");
		CHECK(why && *why->error);
		CHECK_INT(text_format(path, sizeof(path), LINK FUNCTION "/%s",
		                      rows[i].path),
		          0);
		CHECK_TEXT(why->path, path);
		tear_down(&s);
	}
}

static void is_read_of_what_is_awake_or_may_be_woken(void)
{
	struct scene s;

	set_up(&s, HERE "power/runtime_status = active\n", WHOLE);
	ask(&s, FACT_CONFIG);
	CHECK(s.device->capabilities);
	tear_down(&s);

	set_up(&s, HERE "power/runtime_status = suspended\n", WHOLE);
	scan_may_wake(s.scan);
	ask(&s, FACT_CONFIG);
	CHECK(s.device->capabilities);
	tear_down(&s);
}

/* The file goes in between: the header comes of the same read. */
static void is_read_once_for_the_header_too(void)
{
	struct scene s;

	set_up(&s, "", OTHERS);
	ask(&s, FACT_CONFIG);
	CHECK_INT(unlinkat(s.fixture->root.fd, HERE "config", 0), 0);
	ask(&s, FACT_HEADER | FACT_CONFIG);
	CHECK_INT(s.device->header, HEADER_ENDPOINT);
	CHECK(!unknown_find(s.device->unknown, "header"));
	tear_down(&s);

	/* Nothing in it: whoever asks for the header is told so. */
	set_up(&s, "", 0);
	ask(&s, FACT_CONFIG);
	CHECK(!unknown_find(s.device->unknown, "header"));
	ask(&s, FACT_HEADER);
	CHECK(unknown_find(s.device->unknown, "header"));
	tear_down(&s);
}

/* Whoever waits here is stopped by the test's own time limit. */
static void is_waited_for_in_no_tree(void)
{
	struct scene s;

	set_up(&s, "", -1);
	CHECK_INT(mkfifoat(s.fixture->root.fd, HERE "config", 0600), 0);
	ask(&s, FACT_CONFIG);
	CHECK(!s.device->capabilities);
	CHECK(unknown_find(s.device->unknown, "capabilities"));
	tear_down(&s);
}

TESTS(TEST(is_read_as_far_as_it_goes), TEST(tells_why_it_is_not_known),
      TEST(is_waited_for_in_no_tree), TEST(is_read_of_what_is_awake_or_may_be_woken),
      TEST(is_read_once_for_the_header_too))
