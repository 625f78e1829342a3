/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Screens, the console and the firmware's framebuffer; and which inputs are keyboards. */
#include <string.h>

#include "support/seen.h"
#include "test.h"

#define GPU "sys/devices/pci0000:00/0000:00:02.0"
#define USB "sys/devices/pci0000:00/0000:00:1c.0/0000:01:00.0"
#define TREE                                                                             \
	"sys/bus/pci/devices/0000:00:02.0 -> ../../../devices/pci0000:00/0000:00:02.0\n" \
	"sys/bus/pci/devices/0000:00:1c.0 -> ../../../devices/pci0000:00/0000:00:1c.0\n" \
	"sys/bus/pci/devices/0000:01:00.0 -> "                                           \
	"../../../devices/pci0000:00/0000:00:1c.0/0000:01:00.0\n" GPU "/class = "        \
	"0x038000\n" USB "/class = 0x0c0330\n"
#define OUTPUT(name) GPU "/drm/card1/card1-" name
#define OUTPUT_LINK(name)                                                            \
	"sys/class/drm/card1-" name " -> ../../devices/pci0000:00/0000:00:02.0/drm/" \
	"card1/card1-" name "\n"
#define PLATFORM "sys/bus/platform/devices/vesa-framebuffer.0"

static struct host *read_tree(const char *more)
{
	return seen_devices(TREE, more, FACT_DISPLAY | FACT_INPUT);
}

/* The words of the one use of the display, or NULL. */
static const char *use_of(const struct host *host)
{
	const struct user *user = host->devices[0]->users;

	CHECK(!host->devices[1]->users && !host->devices[2]->users);
	if (!user)
		return NULL;
	CHECK(!user->next);
	CHECK_INT(user->use, USE_DISPLAY);
	return arena_printf(host->arena, "%s %s %s", user->kind, user->name,
	                    user->detail ? user->detail : "");
}

static bool is_known(const struct host *host)
{
	return host->devices[0]->uses_known & 1U << USE_DISPLAY;
}

static void screens_that_are_lit(void)
{
	static const struct {
		const char *lines;
		const char *use;
		bool is_known;
	} cases[] = {
		{ "", NULL, true },
		{ OUTPUT("DP-1/status = disconnected\n"), NULL, true },
		{ OUTPUT("DP-1/status = connected\n"), "screen DP-1 card1", true },
		{ OUTPUT("DP-1/status = connected\n") OUTPUT("DP-1/enabled = enabled\n"),
		  "screen DP-1 card1", true },
		{ OUTPUT("DP-1/status = connected\n") OUTPUT("DP-1/enabled = disabled\n"),
		  NULL, true },
		{ OUTPUT("DP-1/status -> status\n"), NULL, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		_cleanup_(host_freep) struct host *host = NULL;
		char text[1024];

		NOTE("case %zu", i);
		CHECK(snprintf(text, sizeof(text), "%s%s", OUTPUT_LINK("DP-1"),
		               cases[i].lines) < (int)sizeof(text));
		host = read_tree(*cases[i].lines ? text : "etc/\n");
		CHECK_TEXT(use_of(host), cases[i].use);
		CHECK_INT(is_known(host), cases[i].is_known);
	}
}

static void console_on_the_first_framebuffer(void)
{
	static const char *const lines[] = {
		GPU "/graphics/fb0/name = x\nsys/class/vtconsole/vtcon1/name = (M) frame "
		    "buffer device\nsys/class/vtconsole/vtcon1/bind = 1\n",
		GPU "/graphics/fb1/name = x\nsys/class/vtconsole/vtcon1/name = (M) frame "
		    "buffer device\nsys/class/vtconsole/vtcon1/bind = 1\n",
		GPU "/graphics/fb0/name = x\nsys/class/vtconsole/vtcon1/name = (M) frame "
		    "buffer device\nsys/class/vtconsole/vtcon1/bind = 0\n",
	};
	static const char *const uses[] = { "console of the kernel fb0", NULL, NULL };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		_cleanup_(host_freep) struct host *host = read_tree(lines[i]);

		NOTE("case %zu", i);
		CHECK_TEXT(use_of(host), uses[i]);
		CHECK(is_known(host));
	}
}

#define MAP(owner)                                            \
	"proc/iomem = 00000000-00000000 : PCI Bus 0000:00\\n" \
	"  00000000-00000000 : " owner "\\n"                  \
	"    00000000-00000000 : vesafb\\n"                   \
	"  00000000-00000000 : 0000:01:00.0\n"

static void framebuffers_of_the_firmware(void)
{
	static const char link[] = PLATFORM
		" -> ../../../devices/platform/vesa-framebuffer.0\n"
		"sys/devices/platform/vesa-framebuffer.0/driver -> "
		"../../../bus/platform/drivers/vesa-framebuffer\n";
	static const struct {
		const char *lines;
		const char *use;
		bool is_known;
	} cases[] = {
		{ MAP("0000:00:02.0"), "framebuffer vesa-framebuffer.0 vesa-framebuffer",
		  true },
		{ MAP("0000:01:00.0"), NULL, true },
		{ MAP("something"), NULL, false },
		{ "etc/\n", NULL, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		_cleanup_(host_freep) struct host *host = NULL;
		char text[1024];

		NOTE("case %zu", i);
		CHECK(snprintf(text, sizeof(text), "%s%s", link, cases[i].lines) <
		      (int)sizeof(text));
		host = read_tree(text);
		CHECK_TEXT(use_of(host), cases[i].use);
		CHECK_INT(is_known(host), cases[i].is_known);
	}
}

/* Since Linux 6.9 its place says whose it is. */
static void framebuffer_below_its_function(void)
{
	_cleanup_(host_freep) struct host *host = read_tree(
		"sys/bus/platform/devices/simple-framebuffer.0 -> "
		"../../../devices/pci0000:00/0000:00:02.0/simple-framebuffer.0\n" GPU
		"/simple-framebuffer.0/driver -> "
		"../../../../bus/platform/drivers/simple-framebuffer\n");

	CHECK_TEXT(use_of(host), "framebuffer simple-framebuffer.0 simple-framebuffer");
	CHECK_TEXT(host->devices[0]->framebuffer.name, "simple-framebuffer.0");
	CHECK_TEXT(host->devices[0]->framebuffer.driver, "simple-framebuffer");
}

/* Until then vesafb's own framebuffer stands below its platform device. */
static void console_on_the_firmwares_framebuffer(void)
{
	_cleanup_(host_freep) struct host *host = read_tree(
		PLATFORM " -> ../../../devices/platform/vesa-framebuffer.0\n"
			 "sys/devices/platform/vesa-framebuffer.0/driver -> "
			 "../../../bus/platform/drivers/vesa-framebuffer\n"
			 "sys/devices/platform/vesa-framebuffer.0/graphics/fb0/name = x\n"
			 "sys/class/vtconsole/vtcon1/name = (M) frame buffer device\n"
			 "sys/class/vtconsole/vtcon1/bind = 1\n" MAP("0000:00:02.0"));
	const struct user *console = host->devices[0]->users;

	while (console && strcmp(console->kind, "console") != 0)
		console = console->next;
	CHECK(console);
	CHECK_TEXT(console->path, PLATFORM "/graphics/fb0");
}

#define PORT     "../../devices/pci0000:00/0000:00:1c.0/0000:01:00.0"
#define AT_USB   PORT "/usb1/1-1/input/input3"
#define AT_I8042 "../../devices/platform/i8042/serio0/input/input3"
#define AT_UHID  "../../devices/virtual/misc/uhid/0005/input/input3"

static void inputs_that_are_keyboards(void)
{
	static const struct {
		const char *place, *keys;
		int controllers; /* -1: no keyboard */
	} cases[] = {
		{ AT_USB,
		  "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe", 2 },
		/* A kernel of 32 bits. */
		{ AT_USB, "10000 7 ff9f207a c14057ff febeffdf ffefffff ffffffff fffffffe",
		  2 },
		{ AT_I8042, "402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe",
		  0 },
		{ AT_UHID, "402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe",
		  -1 },
		/* The power button, a mouse, nothing. */
		{ AT_USB, "10000000000000 0", -1 },
		{ AT_USB, "1f0000 0 0 0 0", -1 },
		{ AT_USB, "0", -1 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		_cleanup_(host_freep) struct host *host = NULL;
		char text[1024];

		NOTE("case %zu", i);
		CHECK(snprintf(text, sizeof(text),
		               "sys/class/input/input3 -> %s\nsys/%s/capabilities/key = "
		               "%s\n"
		               "sys/%s/name = board\n",
		               cases[i].place, cases[i].place + strlen("../../"),
		               cases[i].keys,
		               cases[i].place + strlen("../../")) < (int)sizeof(text));
		host = read_tree(text);
		CHECK_INT(host->keyboards_known, KNOWN);
		CHECK((host->keyboards != NULL) == (cases[i].controllers >= 0));
		if (!host->keyboards)
			continue;
		CHECK_TEXT(host->keyboards->name, "board");
		CHECK_INT(host->keyboards->n_controllers, cases[i].controllers);
		if (cases[i].controllers)
			CHECK(host->keyboards->controllers[1] == host->devices[2]);
	}
}

static void an_input_that_cannot_be_read(void)
{
	_cleanup_(host_freep) struct host *host = read_tree(
		"sys/class/input/input3 -> " AT_USB
		"\nsys/devices/pci0000:00/0000:00:1c.0/0000:01:00.0/usb1/1-1/input/"
		"input3/"
		"capabilities/key -> key\n");

	CHECK_INT(host->keyboards_known, UNKNOWN);
	CHECK(!host->keyboards);
	CHECK(unknown_find(host->unknown, "keyboards"));
}

TESTS(TEST(screens_that_are_lit), TEST(console_on_the_first_framebuffer),
      TEST(framebuffers_of_the_firmware), TEST(framebuffer_below_its_function),
      TEST(console_on_the_firmwares_framebuffer), TEST(inputs_that_are_keyboards),
      TEST(an_input_that_cannot_be_read))
