/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hangs on which function. Every device of a class is a link to its place in the
 * tree of devices; the last PCI address on that way is the function it belongs to.
 */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "scan/read.h"

static int attach(struct scan *scan, struct device *device, enum attachment_kind kind,
                  const char *name)
{
	struct attachment *attachment = arena_alloc(scan->host->arena,
	                                            sizeof(*attachment));

	if (!attachment)
		return -ENOMEM;
	attachment->kind = kind;
	attachment->name = arena_text(scan->host->arena, name);
	attachment->next = device->attachments;
	device->attachments = attachment;
	return attachment->name ? 0 : -ENOMEM;
}

/* The function a sysfs path runs through last, or NULL: a virtual device. Modifies PATH.
 */
static struct device *find_function(const struct host *host, char *path)
{
	struct device *found = NULL;
	char *part;

	while ((part = strsep(&path, "/"))) {
		struct bdf address;

		if (bdf_parse_kernel(part, &address) == 0)
			found = host_find(host, address);
	}
	return found;
}

static struct device *find_owner(struct scan *scan, const char *path)
{
	char target[512];

	if (root_readlink(scan->root, path, target, sizeof(target)) < 0)
		return NULL;
	return find_function(scan->host, target);
}

/* A disk reached through several controllers hangs on their subsystem, and on each of
 * them. */
static int attach_shared(struct scan *scan, const char *name)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	char path[512], *end;
	int r;

	r = text_format(path, sizeof(path), "sys/class/block/%s", name);
	if (r < 0 || root_readlink(scan->root, path, path, sizeof(path)) < 0 ||
	    !strstr(path, "/nvme-subsystem/"))
		return 0;
	end = strrchr(path, '/');
	*end = '\0';
	/* "../../devices/virtual/…" is seen from sys/class/block. */
	if (!text_starts(path, "../../"))
		return 0;
	memcpy(path, "sys///", strlen("sys///"));
	if (root_opendir(scan->root, path, &stream) < 0)
		return 0;
	while ((entry = readdir(stream))) {
		char target[512];
		struct device *device;

		if (!text_starts(entry->d_name, "nvme") ||
		    dir_readlink(dirfd(stream), entry->d_name, target, sizeof(target)) <
		            0)
			continue;
		device = find_function(scan->host, target);
		r = device ? attach(scan, device, ATTACHED_BLOCK, name) : 0;
		if (r < 0)
			return r;
	}
	return 0;
}

static int attach_named(struct scan *scan, enum attachment_kind kind, const char *class,
                        const char *name)
{
	struct device *device;
	char path[512];

	if (text_format(path, sizeof(path), "%s/%s", class, name) < 0)
		return 0;
	device = find_owner(scan, path);
	if (device)
		return attach(scan, device, kind, name);
	return kind == ATTACHED_BLOCK ? attach_shared(scan, name) : 0;
}

/* Connectors ("card1-HDMI-A-1") stand among the cards. */
static int attach_card(struct scan *scan, enum attachment_kind kind, const char *class,
                       const char *name)
{
	return strchr(name, '-') ? 0 : attach_named(scan, kind, class, name);
}

static int read_word(struct scan *scan, const char *class, const char *name,
                     const char *file, char *buffer, size_t size)
{
	char path[512];
	int r = text_format(path, sizeof(path), "%s/%s/%s", class, name, file);

	return r < 0 ? r : root_read(scan->root, path, buffer, size);
}

/* "3-1.2" is a device; "3-1.2:1.0" is one of its interfaces and "usb3" a root hub. */
static int attach_usb(struct scan *scan, enum attachment_kind kind, const char *class,
                      const char *name)
{
	char path[512], vendor[16], product[16], ids[40];
	struct device *device;
	int r;

	if (strchr(name, ':') || !strchr(name, '-') ||
	    text_format(path, sizeof(path), "%s/%s", class, name) < 0)
		return 0;
	device = find_owner(scan, path);
	if (!device)
		return 0;
	r = attach(scan, device, ATTACHED_USB_PORT, name);
	if (r == 0 &&
	    read_word(scan, class, name, "idVendor", vendor, sizeof(vendor)) == 0 &&
	    read_word(scan, class, name, "idProduct", product, sizeof(product)) == 0 &&
	    text_format(ids, sizeof(ids), "%s:%s", vendor, product) == 0)
		r = attach(scan, device, kind, ids);
	return r;
}

/* A slot's address has no function: all functions at that place are in it. */
static int attach_slot(struct scan *scan, enum attachment_kind kind, const char *class,
                       const char *name)
{
	char place[64];
	int r = 0;

	if (read_word(scan, class, name, "address", place, sizeof(place)) < 0)
		return 0;
	for (size_t i = 0; r == 0 && i < scan->host->n_devices; i++) {
		struct device *device = scan->host->devices[i];
		size_t length = strlen(place);

		if (text_starts(BDF_TEXT(device->address), place) &&
		    BDF_TEXT(device->address)[length] == '.')
			r = attach(scan, device, kind, name);
	}
	return r;
}

static int attach_serial(struct scan *scan, enum attachment_kind kind, const char *class,
                         const char *name)
{
	char path[512], serial[256];
	struct device *device;

	if (text_format(path, sizeof(path), "%s/%s", class, name) < 0 ||
	    read_word(scan, class, name, "serial", serial, sizeof(serial)) < 0)
		return 0;
	device = find_owner(scan, path);
	return device ? attach(scan, device, kind, text_trim(serial)) : 0;
}

static const struct {
	const char *class;
	enum attachment_kind kind;
	int (*attach)(struct scan *scan, enum attachment_kind kind, const char *class,
	              const char *name);
} classes[] = {
	{ "sys/class/net", ATTACHED_NET, attach_named },
	{ "sys/class/block", ATTACHED_BLOCK, attach_named },
	{ "sys/class/drm", ATTACHED_DRM, attach_card },
	{ "sys/bus/usb/devices", ATTACHED_USB, attach_usb },
	{ "sys/bus/pci/slots", ATTACHED_SLOT, attach_slot },
	{ "sys/class/nvme", ATTACHED_SERIAL, attach_serial },
};

static int read_class(struct scan *scan, size_t row)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(scan->root, classes[row].class, &stream);

	/* A class nobody registered has no members. */
	if (r < 0 && r != -ENOENT)
		scan->attached_error = r;
	if (r < 0)
		return 0;
	while ((entry = readdir(stream))) {
		if (entry->d_name[0] == '.')
			continue;
		r = classes[row].attach(scan, classes[row].kind, classes[row].class,
		                        entry->d_name);
		if (r < 0)
			return r;
	}
	return 0;
}

/* The classes are read once, for all functions of the host. */
int read_attached(struct place *place)
{
	struct scan *scan = place->scan;
	int r = 0;

	for (size_t i = 0;
	     !scan->attached_read && r == 0 && i < sizeof(classes) / sizeof(classes[0]);
	     i++)
		r = read_class(scan, i);
	if (r < 0)
		return r;
	scan->attached_read = true;
	place->device->attachments_known = scan->attached_error ? UNKNOWN : KNOWN;
	return scan->attached_error
	               ? place_unknown(place, "attachments", NULL, scan->attached_error)
	               : 0;
}
