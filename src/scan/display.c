/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the host shows on a display: outputs with a screen, and its console. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/text.h"
#include "model/classes.h"
#include "scan/framebuffer.h"

static int add_user(struct place *place, const struct user *what)
{
	struct arena *arena = place->scan->host->arena;
	const struct user **end = &place->device->users;
	struct user *user = arena_alloc(arena, sizeof(*user));

	if (!user)
		return -ENOMEM;
	*user = *what;
	user->use = USE_DISPLAY;
	user->name = arena_text(arena, what->name);
	user->detail = what->detail ? arena_text(arena, what->detail) : NULL;
	user->path = what->path ? arena_text(arena, what->path) : NULL;
	if (!user->name || (what->detail && !user->detail) || (what->path && !user->path))
		return -ENOMEM;
	/* The list is const for everybody else. */
	user->next = *end;
	*end = user;
	return 0;
}

static int note_gap(struct place *place, const char *path, int error)
{
	place->device->uses_known &= ~(1U << USE_DISPLAY);
	return host_unknown(place->scan->host, &place->device->unknown, "users", path,
	                    error);
}

/*
 * A screen that the kernel lights: "status" says that there is one, "enabled" that a
 * picture goes there. Both tell what was found last, and ask no hardware.
 */
static int read_output(struct place *place, const char *card, const char *output)
{
	const struct root *root = place->scan->root;
	char path[512], text[64];
	int r = text_format(path, sizeof(path), "sys/class/drm/%s/enabled", output);

	if (r == 0 && root_read(root, path, text, sizeof(text)) == 0 &&
	    strcmp(text, "disabled") == 0)
		return 0;
	if (r == 0)
		r = text_format(path, sizeof(path), "sys/class/drm/%s/status", output);
	if (r == 0)
		r = root_read(root, path, text, sizeof(text));
	if (r < 0)
		return note_gap(place, path, r);
	if (strcmp(text, "connected") != 0)
		return 0;
	return add_user(place, &(struct user){ .kind = "screen",
	                                       .name = output + strlen(card) + 1,
	                                       .detail = card,
	                                       .path = path });
}

static DIR *open_below(int directory, const char *name)
{
	int fd = openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? NULL : fdopendir(fd);
}

/* Outputs stand below their card: drm/card1/card1-HDMI-A-1. */
static int read_card(struct place *place, int drm, const char *card)
{
	_cleanup_(closedirp) DIR *stream = open_below(drm, card);
	const struct dirent *entry;
	int r = 0;

	while (r == 0 && stream && (entry = readdir(stream)))
		if (text_starts(entry->d_name, card) &&
		    entry->d_name[strlen(card)] == '-')
			r = read_output(place, card, entry->d_name);
	return r;
}

static int read_cards(struct place *place)
{
	_cleanup_(closedirp) DIR *stream = open_below(place->directory, "drm");
	const struct dirent *entry;
	int r = 0;

	while (r == 0 && stream && (entry = readdir(stream)))
		if (text_starts(entry->d_name, "card"))
			r = read_card(place, dirfd(stream), entry->d_name);
	return r;
}

/* Is a virtual console on framebuffers? "(M) frame buffer device", and bound. */
static bool shows_console(struct scan *scan)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;

	if (root_opendir(scan->root, "sys/class/vtconsole", &stream) < 0)
		return false;
	while ((entry = readdir(stream))) {
		char path[512], name[128], bound[16];

		if (text_format(path, sizeof(path), "sys/class/vtconsole/%s/name",
		                entry->d_name) == 0 &&
		    root_read(scan->root, path, name, sizeof(name)) == 0 &&
		    text_format(path, sizeof(path), "sys/class/vtconsole/%s/bind",
		                entry->d_name) == 0 &&
		    root_read(scan->root, path, bound, sizeof(bound)) == 0 &&
		    strstr(name, "frame buffer") && strcmp(bound, "1") == 0)
			return true;
	}
	return false;
}

static int read_framebuffer(struct place *place)
{
	const struct framebuffer *fb = &place->device->framebuffer;
	int r = framebuffer_find(place->scan, place->device);

	if (r < 0)
		return r;
	if (fb->known == UNKNOWN)
		return note_gap(place, "proc/iomem", -ENODATA);
	if (fb->known != KNOWN)
		return 0;
	return add_user(place, &(struct user){ .kind = "framebuffer",
	                                       .name = fb->name,
	                                       .detail = fb->driver,
	                                       .path = fb->path });
}

/* The first framebuffer: below the function, or below the firmware's platform device. */
static const char *first_framebuffer(struct place *place)
{
	const struct framebuffer *fb = &place->device->framebuffer;
	_cleanup_(close_fdp) int fd = -1;
	const char *path;

	if (faccessat(place->directory, "graphics/fb0", F_OK, 0) == 0)
		return "sys/class/graphics/fb0";
	if (fb->known != KNOWN)
		return NULL;
	path = arena_printf(place->scan->host->arena, "%s/graphics/fb0", fb->path);
	if (path)
		fd = root_open_file(place->scan->root, path, O_PATH | O_CLOEXEC, 0);
	return fd >= 0 ? path : NULL;
}

/* The kernel's console is on the first one, unless fbcon=map says otherwise. */
static int read_console(struct place *place)
{
	const char *path = first_framebuffer(place);

	if (!path || !shows_console(place->scan))
		return 0;
	return add_user(place, &(struct user){ .kind = "console",
	                                       .name = "of the kernel",
	                                       .detail = "fb0",
	                                       .path = path });
}

int read_display(struct place *place)
{
	struct device *device = place->device;
	int r;

	device->uses_known |= 1U << USE_DISPLAY;
	if (device->class.known == KNOWN && device_base_class(device) != CLASS_DISPLAY)
		return 0;
	r = read_cards(place);
	if (r == 0)
		r = read_framebuffer(place);
	return r == 0 ? read_console(place) : r;
}
