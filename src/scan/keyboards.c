/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which keyboards the host has, and on which PCI functions they hang: each input device
 * is a link to its place in the tree of devices, below USB hubs, HID and I2C buses.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scan/read.h"

#define INPUT_DIRECTORY "sys/class/input"

#define BITS(from, to) ((~0ULL >> (63 - (to))) & (~0ULL << (from)))

/* The rows of letters, enter and space: KEY_Q to KEY_P, KEY_ENTER, KEY_A to KEY_L, KEY_Z
 * to KEY_M, KEY_SPACE of linux/input-event-codes.h. Power buttons have none of them. */
static const uint64_t letters = BITS(16, 25) | BITS(28, 28) | BITS(30, 38) |
                                BITS(44, 50) | BITS(57, 57);

#define WORD_DIGITS 8 /* of 32 bits */

static int parse_word(const char *text, size_t length, uint64_t *ret)
{
	size_t upper = length > WORD_DIGITS ? length - WORD_DIGITS : 0;
	uint32_t low = 0, high = 0;
	int r = 0;

	if (upper)
		r = text_hex(text, upper, UINT32_MAX, &high);
	if (r == 0)
		r = text_hex(text + upper, length - upper, UINT32_MAX, &low);
	*ret = (uint64_t)high << 32 | low;
	return r;
}

/* Words of the kernel's size, the lowest last; those of 32 bits have eight digits. */
static int lowest_bits(const char *text, uint64_t *ret)
{
	const char *last = strrchr(text, ' '), *before;
	uint64_t high;
	int r;

	last = last ? last + 1 : text;
	r = parse_word(last, strlen(last), ret);
	if (r < 0 || last == text || strlen(last) > WORD_DIGITS)
		return r;
	for (before = last - 1; before > text && before[-1] != ' ';)
		before--;
	r = parse_word(before, (size_t)(last - 1 - before), &high);
	if (r == 0 && high <= UINT32_MAX)
		*ret |= high << 32;
	return r;
}

static bool has(struct device *const *list, size_t n, const struct device *device)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == device)
			return true;
	return false;
}

/* All functions on the way; a bridge among them is never taken. Modifies PATH. */
static int find_controllers(struct scan *scan, char *path, struct keyboard *keyboard)
{
	size_t room = 1;
	char *part;

	for (const char *c = path; *c; c++)
		room += *c == '/';
	keyboard->controllers = arena_array(scan->host->arena, room,
	                                    sizeof(*keyboard->controllers));
	if (!keyboard->controllers)
		return -ENOMEM;
	while ((part = strsep(&path, "/"))) {
		struct bdf address;
		struct device *device = NULL;

		if (bdf_parse_kernel(part, &address) == 0)
			device = host_find(scan->host, address);
		if (device &&
		    !has(keyboard->controllers, keyboard->n_controllers, device))
			keyboard->controllers[keyboard->n_controllers++] = device;
	}
	return 0;
}

static int add_keyboard(struct scan *scan, const char *name, char *target)
{
	struct keyboard *keyboard = arena_alloc(scan->host->arena, sizeof(*keyboard));
	char path[512], text[256];

	if (!keyboard)
		return -ENOMEM;
	if (text_format(path, sizeof(path), INPUT_DIRECTORY "/%s/name", name) < 0 ||
	    root_read(scan->root, path, text, sizeof(text)) < 0 || !*text)
		(void)text_format(text, sizeof(text), "%s", name);
	(void)text_format(path, sizeof(path), INPUT_DIRECTORY "/%s", name);
	keyboard->name = arena_text(scan->host->arena, text);
	keyboard->path = arena_text(scan->host->arena, path);
	if (!keyboard->name || !keyboard->path)
		return -ENOMEM;
	keyboard->next = scan->host->keyboards;
	scan->host->keyboards = keyboard;
	return find_controllers(scan, target, keyboard);
}

static int note_gap(struct scan *scan, const char *path, int error)
{
	scan->host->keyboards_known = UNKNOWN;
	return host_unknown(scan->host, &scan->host->unknown, "keyboards", path, error);
}

static int read_input(struct scan *scan, const char *name)
{
	char path[512], target[512] = "", text[512];
	uint64_t keys = 0;
	int r = text_format(path, sizeof(path), INPUT_DIRECTORY "/%s", name);

	if (r == 0)
		r = root_readlink(scan->root, path, target, sizeof(target));
	/* A link to itself is how a .tree says that the real one could not be read. */
	if (r == 0 && !strchr(target, '/'))
		r = -ELOOP;
	/* What a program makes (uinput, Bluetooth by uhid) proves no keyboard. */
	if (r == 0 && strstr(target, "devices/virtual/"))
		return 0;
	if (r == 0)
		r = text_format(path, sizeof(path),
		                INPUT_DIRECTORY "/%s/capabilities/key", name);
	if (r == 0)
		r = root_read(scan->root, path, text, sizeof(text));
	if (r == 0)
		r = lowest_bits(text, &keys);
	/* It went away. */
	if (r == -ENOENT && scan->root->live)
		return 0;
	if (r < 0)
		return note_gap(scan, path, r);
	return (keys & letters) == letters ? add_keyboard(scan, name, target) : 0;
}

int read_keyboards(struct place *place)
{
	struct scan *scan = place->scan;
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r;

	if (scan->host->keyboards_known != NOT_ASKED)
		return 0;
	scan->host->keyboards_known = KNOWN;
	r = root_opendir(scan->root, INPUT_DIRECTORY, &stream);
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return note_gap(scan, INPUT_DIRECTORY, r);
	while (r == 0 && (entry = readdir(stream)))
		if (text_starts(entry->d_name, "input"))
			r = read_input(scan, entry->d_name);
	return r;
}
