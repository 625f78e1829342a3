/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * USB devices below their controllers. Only what the kernel knows of them is read: names
 * and serial numbers would take a device's lock.
 */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "model/usb.h"
#include "scan/sources.h"

#define DEVICES   "sys/bus/usb/devices"
#define CLASS_HUB "09" /* USB 2.0, 11.23.1 */

/* "1-2" before "1-10", and root hubs by their number. */
static int compare_ports(const char *a, const char *b)
{
	while (*a && *b) {
		size_t n = strspn(a, "0123456789"), m = strspn(b, "0123456789");

		if (n && m) {
			int order = n != m ? (n < m ? -1 : 1) : strncmp(a, b, n);

			if (order)
				return order;
			a += n;
			b += m;
		} else if (*a != *b) {
			return *a < *b ? -1 : 1;
		} else {
			a++;
			b++;
		}
	}
	return (*a != '\0') - (*b != '\0');
}

static struct device *find_controller(struct scan *scan, const char *name)
{
	char path[512], target[512], *rest = target, *part;
	struct device *found = NULL;

	if (text_format(path, sizeof(path), DEVICES "/%s", name) < 0 ||
	    root_readlink(scan->root, path, target, sizeof(target)) < 0)
		return NULL;
	while ((part = strsep(&rest, "/"))) {
		struct bdf address;

		if (bdf_parse_kernel(part, &address) == 0)
			found = host_find(scan->host, address);
	}
	return found;
}

static int read_word(struct scan *scan, const char *name, const char *attribute,
                     char *buffer, size_t size)
{
	char path[512];
	int r = text_format(path, sizeof(path), DEVICES "/%s/%s", name, attribute);

	return r < 0 ? r : root_read(scan->root, path, buffer, size);
}

static int read_text(struct scan *scan, struct platform *platform, const char *name,
                     const char *attribute, struct text *ret)
{
	char path[512];
	int r = text_format(path, sizeof(path), DEVICES "/%s/%s", name, attribute);

	return r < 0 ? r : platform_text(scan, platform, path, "usb", ret);
}

static int read_usb_ids(struct scan *scan, struct usb_device *device)
{
	char vendor[16], product[16], class[16];

	if (read_word(scan, device->port, "bDeviceClass", class, sizeof(class)) == 0)
		device->is_hub = strcmp(class, CLASS_HUB) == 0;
	if (read_word(scan, device->port, "idVendor", vendor, sizeof(vendor)) < 0 ||
	    read_word(scan, device->port, "idProduct", product, sizeof(product)) < 0)
		return 0;
	device->ids = arena_printf(scan->host->arena, "%s:%s", vendor, product);
	return device->ids ? 0 : -ENOMEM;
}

static int read_authorized(struct scan *scan, struct usb_device *device)
{
	char text[16];
	int r = read_word(scan, device->port, "authorized", text, sizeof(text));

	if (r == 0)
		r = text_decimal(text, strlen(text), 1, &device->authorized.value);
	device->authorized.known = r == 0 ? KNOWN : r == -ENOENT ? ABSENT : UNKNOWN;
	return 0;
}

static void insert_device(struct usb *usb, struct usb_device *device)
{
	struct usb_device **end = &usb->devices;

	while (*end && compare_ports((*end)->port, device->port) < 0)
		end = &(*end)->next;
	device->next = *end;
	*end = device;
}

static int read_device(struct scan *scan, struct platform *platform, const char *name)
{
	struct usb_device *device = arena_alloc(scan->host->arena, sizeof(*device));
	int r;

	if (!device)
		return -ENOMEM;
	device->port = arena_text(scan->host->arena, name);
	if (!device->port)
		return -ENOMEM;
	device->controller = find_controller(scan, name);
	r = read_usb_ids(scan, device);
	device->is_hub = device->is_hub || text_starts(name, "usb");
	if (r == 0)
		r = read_text(scan, platform, name, "speed", &device->speed);
	if (r == 0)
		r = read_text(scan, platform, name, "power/control", &device->control);
	if (r == 0)
		r = read_authorized(scan, device);
	insert_device(platform->usb, device);
	return r;
}

static int add_port(struct scan *scan, struct usb *usb, const char *hub, const char *name)
{
	struct usb_port **end = &usb->ports, *port;
	char path[512], text[16];
	uint32_t cuts;

	/* "1-0:1.0/usb1-port3/over_current_count", since Linux 4.17. */
	if (text_format(path, sizeof(path), DEVICES "/%s/%s/over_current_count", hub,
	                name) < 0 ||
	    root_read(scan->root, path, text, sizeof(text)) < 0 ||
	    text_decimal(text, strlen(text), UINT32_MAX, &cuts) < 0 || !cuts)
		return 0;
	port = arena_alloc(scan->host->arena, sizeof(*port));
	if (!port)
		return -ENOMEM;
	port->name = arena_text(scan->host->arena, name);
	port->path = arena_text(scan->host->arena, path);
	port->cuts = cuts;
	while (*end && compare_ports((*end)->name, name) < 0)
		end = &(*end)->next;
	port->next = *end;
	*end = port;
	return port->name && port->path ? 0 : -ENOMEM;
}

static int read_ports(struct scan *scan, struct usb *usb, const char *hub)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	char path[512];
	int r = text_format(path, sizeof(path), DEVICES "/%s", hub);

	/* It went away. */
	if (r < 0 || root_opendir(scan->root, path, &stream) < 0)
		return 0;
	while (r == 0 && (entry = readdir(stream)))
		if (strstr(entry->d_name, "-port"))
			r = add_port(scan, usb, hub, entry->d_name);
	return r;
}

/* "3-1.2:1.0" is an interface of 3-1.2, and "3-0:1.0" one of usb3. */
static bool is_interface_of(const char *interface, const struct usb_device *device)
{
	size_t length = strlen(device->port);

	return strncmp(interface, device->port, length) == 0 && interface[length] == ':';
}

static int read_interface(struct scan *scan, struct usb *usb, const char *name)
{
	char path[512], driver[256];

	if (text_format(path, sizeof(path), DEVICES "/%s/driver", name) < 0 ||
	    root_readlink(scan->root, path, driver, sizeof(driver)) < 0)
		return 0;
	for (struct usb_device *d = usb->devices; d; d = d->next)
		if (is_interface_of(name, d) && strcmp(text_base(driver), "uas") == 0)
			d->is_by_uas = true;
	return strcmp(text_base(driver), "hub") == 0 ? read_ports(scan, usb, name) : 0;
}

/* One of two rounds: interfaces follow the devices that they are of. */
static int read_round(struct scan *scan, struct platform *platform, bool is_second)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r = root_opendir(scan->root, DEVICES, &stream);

	platform->usb->known = r == 0 ? KNOWN : r == -ENOENT ? ABSENT : UNKNOWN;
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return platform_unknown(scan, platform, "usb", DEVICES, r);
	while (r == 0 && (entry = readdir(stream))) {
		if (entry->d_name[0] == '.' ||
		    is_second != (strchr(entry->d_name, ':') != NULL))
			continue;
		r = is_second ? read_interface(scan, platform->usb, entry->d_name)
		              : read_device(scan, platform, entry->d_name);
	}
	return r;
}

int read_usb(struct scan *scan, struct platform *platform)
{
	int r;

	platform->usb = arena_alloc(scan->host->arena, sizeof(*platform->usb));
	if (!platform->usb)
		return -ENOMEM;
	r = read_round(scan, platform, false);
	return r < 0 ? r : read_round(scan, platform, true);
}
