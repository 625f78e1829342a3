/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/names.h"

#include <errno.h>
#include <fcntl.h>
#include <pci/pci.h>
#include <string.h>

#include "base/text.h"

/* Where a library wants a path: the file as we opened it through the root. */
#define DESCRIPTOR_PATH "/proc/self/fd/%d"

struct names {
	struct pci_access *access;
	int file; /* the tree's pci.ids; -1: none, or the live machine's own */
	int flags;
	const struct device *last; /* to get names; its like needs no look-up */
};

/* Where distributions keep the list, most common first. */
static const char *const lists[] = { "usr/share/misc/pci.ids",
	                             "usr/share/hwdata/pci.ids" };

static void use_tree(struct names *names, const struct root *root)
{
	char path[64] = "";

	names->flags = PCI_LOOKUP_NO_HWDB;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]) && names->file < 0; i++)
		names->file = root_open_file(root, lists[i], O_RDONLY, 0);
	if (names->file >= 0)
		(void)text_format(path, sizeof(path), DESCRIPTOR_PATH, names->file);
	/* An empty name is no list at all: no name of this machine may leak into
	 * another's. */
	pci_set_name_list_path(names->access, strdup(path), 1);
}

static void say_nothing(char *message, ...)
{
	(void)message;
}

/* libpci gives up on a malformed list and must not be returned to; only reading verbs get
 * here. */
__attribute__((noreturn)) static void give_up(char *message, ...)
{
	static const char text[] = "vfioprep: pci.ids is malformed\n";

	(void)message;
	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(1);
}

/* The hardware database needs no parsing, but libpci asks it only after the list has been
 * read; so it gets an empty list, unless the machine has no database. */
static void use_machine(struct names *names)
{
	char *list = strdup(names->access->id_file_name), vendor[256];

	pci_set_name_list_path(names->access, strdup(""), 1);
	if (!list || pci_lookup_name(names->access, vendor, sizeof(vendor),
	                             PCI_LOOKUP_VENDOR | PCI_LOOKUP_NO_NUMBERS,
	                             PCI_VENDOR_ID_INTEL)) {
		free(list);
		return;
	}
	pci_free_name_list(names->access);
	pci_set_name_list_path(names->access, list, 1);
}

struct names *names_open(const struct root *root)
{
	_cleanup_(names_freep) struct names *names = calloc(1, sizeof(*names));

	if (!names)
		return NULL;
	names->file = -1;
	names->access = pci_alloc();
	if (!names->access)
		return NULL;
	/* pci_init() would set these, and look for hardware that names do not need. */
	names->access->error = give_up;
	names->access->warning = say_nothing;
	names->access->debug = say_nothing;
	/* Not the user's cache of answers from the network: finding it costs a look at
	 * NSS, and a tree has names of its own. */
	names->access->id_lookup_mode = 0;
	if (root->live)
		use_machine(names);
	else
		use_tree(names, root);
	return take(names);
}

static int keep(struct arena *arena, const char *found, struct text *ret)
{
	if (!found || !*found) {
		ret->known = ABSENT;
		return 0;
	}
	ret->value = arena_text(arena, found);
	ret->known = ret->value ? KNOWN : UNKNOWN;
	return ret->value ? 0 : -ENOMEM;
}

static const char *look_up(struct names *names, char *buffer, size_t size, int what,
                           int a, int b)
{
	return pci_lookup_name(names->access, buffer, (int)size,
	                       what | names->flags | PCI_LOOKUP_NO_NUMBERS, a, b);
}

/* For a subclass it does not know libpci appends the number to the class, asked or not.
 */
static const char *drop_number(char *name)
{
	char *bracket = strrchr(name, '[');

	if (bracket && bracket > name && bracket[-1] == ' ')
		bracket[-1] = '\0';
	return name;
}

static bool is_same(const struct number *a, const struct number *b)
{
	return a->known == b->known && (a->known != KNOWN || a->value == b->value);
}

/* Virtual functions stand in rows, and are named as the one before them. */
static bool copy_last(const struct names *names, struct device *device)
{
	const struct device *last = names->last;

	if (!last || !is_same(&last->vendor, &device->vendor) ||
	    !is_same(&last->device, &device->device) ||
	    !is_same(&last->class, &device->class))
		return false;
	device->vendor_name = last->vendor_name;
	device->device_name = last->device_name;
	device->class_name = last->class_name;
	return true;
}

int names_of(struct names *names, struct arena *arena, struct device *device)
{
	bool vendor = device->vendor.known == KNOWN,
	     model = device->device.known == KNOWN;
	const struct {
		bool known;
		int what, a, b;
		struct text *ret;
	} rows[] = {
		{ vendor, PCI_LOOKUP_VENDOR, (int)device->vendor.value, 0,
		  &device->vendor_name },
		{ vendor && model, PCI_LOOKUP_DEVICE, (int)device->vendor.value,
		  (int)device->device.value, &device->device_name },
		{ device->class.known == KNOWN, PCI_LOOKUP_CLASS,
		  (int)(device->class.value >> 8), 0, &device->class_name },
	};
	char buffer[256];
	int r = 0;

	if (copy_last(names, device))
		return 0;
	for (size_t i = 0; r == 0 && i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *found;

		if (!rows[i].known)
			continue;
		found = look_up(names, buffer, sizeof(buffer), rows[i].what, rows[i].a,
		                rows[i].b);
		if (found && rows[i].what == PCI_LOOKUP_CLASS)
			found = drop_number(buffer);
		r = keep(arena, found, rows[i].ret);
	}
	if (r == 0)
		names->last = device;
	return r;
}

void names_free(struct names *names)
{
	if (!names)
		return;
	if (names->access)
		pci_cleanup(names->access);
	close_fdp(&names->file);
	free(names);
}
