/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The driver nvidia keeps its nodes from sysfs, and does not let a device go that has
 * users: it waits for them in remove(), and after they ended too. A process has a device
 * by /dev/nvidiaN; in the persistence mode of nvidia-smi the driver itself has it, and no
 * process is seen. Which node is whose stands in proc; uses of any node are counted by
 * the module (its open() takes a reference), and each module that builds on it adds one.
 */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "scan/openers.h"

#define GPUS   "proc/driver/nvidia/gpus"
#define MODULE "sys/module/nvidia"

/* Documentation/admin-guide/devices.txt of Linux: 195 char, Nvidia graphics devices. */
#define MAJOR   195
#define CONTROL 255

#define MINOR_LINE "Device Minor:"

static int read_minor(const struct scan *scan, const char *address, uint32_t *ret)
{
	char path[128], text[4096], *line;
	int r = text_format(path, sizeof(path), GPUS "/%.40s/information", address);

	if (r == 0)
		r = root_read(scan->root, path, text, sizeof(text));
	if (r < 0)
		return r;
	line = strstr(text, MINOR_LINE);
	if (!line)
		return -EBADMSG;
	line += strlen(MINOR_LINE);
	line[strcspn(line, "\n")] = '\0';
	line += strspn(line, " \t");
	return text_decimal(text_trim(line), strlen(line), CONTROL - 1, ret);
}

static int add_node(struct scan *scan, struct numbers *numbers, uint32_t minor,
                    const struct owner *owners)
{
	struct numbered node = {
		.major = MAJOR,
		.minor = minor,
		.name = minor == CONTROL
		                ? "nvidiactl"
		                : arena_printf(scan->host->arena, "nvidia%u", minor),
		.use = USE_DRIVER,
		.owners = owners,
		.group = NO_GROUP,
	};

	return node.name ? numbers_add(scan, numbers, &node) : -ENOMEM;
}

static int add_gpu(struct scan *scan, struct numbers *numbers, const char *address)
{
	const struct owner *owners = NULL;
	char path[512];
	uint32_t minor;
	int r;

	/* read_counted() says that it is missing. */
	if (read_minor(scan, address, &minor) < 0)
		return 0;
	r = owners_add(scan, &owners, GPUS, address, path, sizeof(path));
	return r < 0 ? r : add_node(scan, numbers, minor, owners);
}

int numbers_of_nvidia(struct scan *scan, struct numbers *numbers)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	int r;

	if (root_opendir(scan->root, GPUS, &stream) < 0)
		return 0;
	/* It belongs to none; whoever has it explains that the module is in use. */
	r = add_node(scan, numbers, CONTROL, NULL);
	while (r == 0 && (entry = readdir(stream)))
		if (entry->d_name[0] != '.')
			r = add_gpu(scan, numbers, entry->d_name);
	return r;
}

static unsigned count_nodes(const struct openers *openers, const struct device *device)
{
	unsigned n = 0;

	for (const struct numbered *node = openers->numbers.first; node;
	     node = node->next)
		n += node->use == USE_DRIVER && node->owners &&
		     (!device || owners_have(node->owners, device));
	return n;
}

/* Some process has a node of the driver: that explains what it counts. */
static bool is_explained(const struct openers *openers)
{
	for (const struct find *f = openers->first; f; f = f->next)
		if (f->holder.use == USE_DRIVER)
			return true;
	return false;
}

static unsigned count_modules(const struct scan *scan)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	unsigned n = 0;

	if (root_opendir(scan->root, MODULE "/holders", &stream) < 0)
		return 0;
	while ((entry = readdir(stream)))
		n += entry->d_name[0] != '.';
	return n;
}

static int fail(struct place *place, const char *path, int error)
{
	struct driver_use *use = &place->device->driver_use;

	use->known = UNKNOWN;
	use->path = arena_text(place->scan->host->arena, path);
	return use->path ? host_unknown(place->scan->host, &place->device->unknown,
	                                "users", path, error)
	                 : -ENOMEM;
}

int read_counted(struct place *place)
{
	const struct scan *scan = place->scan;
	struct device *device = place->device;
	struct driver_use *use = &device->driver_use;
	char path[128], text[32];
	uint32_t count = 0;
	unsigned modules;
	int r;

	use->known = ABSENT;
	if (device->driver.known != KNOWN || strcmp(device->driver.value, "nvidia") != 0)
		return 0;
	(void)text_format(path, sizeof(path), GPUS "/%s/information",
	                  BDF_TEXT(device->address));
	if (!scan->openers || !count_nodes(scan->openers, device))
		return fail(place, path, -ENODATA);
	r = root_read(scan->root, MODULE "/refcnt", text, sizeof(text));
	if (r == 0)
		r = text_decimal(text, strlen(text), UINT32_MAX, &count);
	if (r < 0)
		return fail(place, MODULE "/refcnt", r);
	modules = count_modules(scan);
	use->known = KNOWN;
	use->path = MODULE "/refcnt";
	use->users = count > modules && !is_explained(scan->openers) ? count - modules
	                                                             : 0;
	use->is_shared = count_nodes(scan->openers, NULL) > 1;
	return 0;
}
