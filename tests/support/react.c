/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How Linux answers writes to a PCI function's files: drivers/base/bus.c, dd.c and vfio.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "model/bdf.h"
#include "model/lease.h"
#include "support/fake.h"
#include "test.h"

#define DEVICES "sys/devices/pci0000:00"
#define DRIVERS "sys/bus/pci/drivers"

#define PATH(...) path((char[256]){ 0 }, __VA_ARGS__)

static const char *path(char *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static const char *path(char *buffer, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(buffer, 256, format, args);
	va_end(args);
	CHECK(n > 0 && n < 256);
	return buffer;
}

static int fd_of(const struct fake *fake)
{
	return fake->fixture->root.fd;
}

static bool exists(const struct fake *fake, const char *name)
{
	return faccessat(fd_of(fake), name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void put(const struct fake *fake, const char *name, const char *text)
{
	_cleanup_(close_fdp) int fd =
		openat(fd_of(fake), name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	CHECK(fd >= 0);
	CHECK_INT(write(fd, text, strlen(text)), strlen(text));
}

static void make_directories(const struct fake *fake, const char *name)
{
	char copy[256];

	CHECK_INT(text_format(copy, sizeof(copy), "%s/", name), 0);
	for (char *slash = strchr(copy, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		CHECK(mkdirat(fd_of(fake), copy, 0755) == 0 || errno == EEXIST);
		*slash = '/';
	}
}

/* Removes NAME and then its parents up to, and without, STOP. */
static void remove_up_to(const struct fake *fake, const char *name, const char *stop)
{
	char copy[256];

	CHECK_INT(text_format(copy, sizeof(copy), "%s", name), 0);
	while (strlen(copy) > strlen(stop)) {
		(void)unlinkat(fd_of(fake), copy, AT_REMOVEDIR);
		*strrchr(copy, '/') = '\0';
	}
}

static const struct part *find_part(const struct fake *fake, const char *address)
{
	for (size_t i = 0; i < fake->machine->n_parts; i++)
		if (strcmp(fake->machine->parts[i].address, address) == 0)
			return &fake->machine->parts[i];
	return NULL;
}

const char *react_driver(struct fake *fake, const char *address, char *buffer,
                         size_t size)
{
	char target[256];

	if (root_readlink(&fake->fixture->root, PATH(DEVICES "/%s/driver", address),
	                  target, sizeof(target)) < 0)
		return NULL;
	CHECK_INT(text_format(buffer, size, "%s", text_base(target)), 0);
	return buffer;
}

/* NULL: not set. */
static const char *find_override(struct fake *fake, const char *address, char *buffer,
                                 size_t size)
{
	CHECK_INT(root_read(&fake->fixture->root,
	                    PATH(DEVICES "/%s/driver_override", address), buffer, size),
	          0);
	return strcmp(buffer, "(null)") == 0 ? NULL : buffer;
}

static unsigned cdev_number(const char *address)
{
	struct bdf bdf;

	CHECK_INT(bdf_parse(address, &bdf), 0);
	return (unsigned)bdf.bus << 8 | (unsigned)bdf.slot << 3 | bdf.function;
}

static bool group_has_vfio(struct fake *fake, int group)
{
	char driver[64];

	for (size_t i = 0; i < fake->machine->n_parts; i++) {
		const struct part *part = &fake->machine->parts[i];

		if (part->group == group &&
		    react_driver(fake, part->address, driver, sizeof(driver)) &&
		    driver_is_vfio(driver))
			return true;
	}
	return false;
}

static void forget_node(struct fake *fake, const char *name)
{
	(void)unlinkat(fd_of(fake), name, 0);
	for (size_t i = 0; i < fake->n_nodes; i++)
		if (strcmp(fake->nodes[i].path, name) == 0)
			fake->nodes[i] = fake->nodes[--fake->n_nodes];
}

static void make_vfio(struct fake *fake, const struct part *part)
{
	unsigned number = cdev_number(part->address);
	const char *directory = PATH(DEVICES "/%s/vfio-dev/vfio%u", part->address,
	                             number);

	if (!exists(fake, PATH("dev/vfio/%d", part->group)))
		put(fake, PATH("dev/vfio/%d", part->group), "");
	if (fake->cdev == CDEV_NONE)
		return;
	make_directories(fake, directory);
	if (fake->cdev == CDEV_EMPTY)
		return;
	put(fake, PATH("%s/dev", directory), "511:0\n");
	make_directories(fake, "dev/vfio/devices");
	put(fake, PATH("dev/vfio/devices/vfio%u", number), "");
}

static void remove_vfio(struct fake *fake, const struct part *part)
{
	unsigned number = cdev_number(part->address);
	const char *directory = PATH(DEVICES "/%s/vfio-dev/vfio%u", part->address,
	                             number);

	(void)unlinkat(fd_of(fake), PATH("%s/dev", directory), 0);
	remove_up_to(fake, directory, PATH(DEVICES "/%s", part->address));
	forget_node(fake, PATH("dev/vfio/devices/vfio%u", number));
	(void)unlinkat(fd_of(fake), "dev/vfio/devices", AT_REMOVEDIR);
	if (!group_has_vfio(fake, part->group))
		forget_node(fake, PATH("dev/vfio/%d", part->group));
}

static void make_native(struct fake *fake, const struct part *part)
{
	const char *name;

	if (!part->node)
		return;
	name = PATH(DEVICES "/%s/%s", part->address, part->node);
	if (!part->is_async) {
		make_directories(fake, name);
		return;
	}
	CHECK(fake->n_coming < sizeof(fake->coming) / sizeof(fake->coming[0]));
	CHECK_INT(text_format(fake->coming[fake->n_coming++], sizeof(fake->coming[0]),
	                      "%s", name),
	          0);
}

static void remove_native(struct fake *fake, const struct part *part)
{
	const char *name;

	if (!part->node)
		return;
	name = PATH(DEVICES "/%s/%s", part->address, part->node);
	remove_up_to(fake, name, PATH(DEVICES "/%s", part->address));
	for (size_t i = 0; i < fake->n_coming; i++)
		if (strcmp(fake->coming[i], name) == 0) {
			fake->n_coming--;
			memmove(fake->coming[i], fake->coming[fake->n_coming],
			        sizeof(fake->coming[0]));
		}
}

void react_event(struct fake *fake)
{
	for (size_t i = 0; i < fake->n_coming; i++)
		make_directories(fake, fake->coming[i]);
	fake->n_coming = 0;
}

void react_attach(struct fake *fake, const struct part *part, const char *driver)
{
	CHECK_INT(symlinkat(PATH("../../../bus/pci/drivers/%s", driver), fd_of(fake),
	                    PATH(DEVICES "/%s/driver", part->address)),
	          0);
	CHECK_INT(symlinkat(PATH("../../../../devices/pci0000:00/%s", part->address),
	                    fd_of(fake), PATH(DRIVERS "/%s/%s", driver, part->address)),
	          0);
	if (driver_is_vfio(driver))
		make_vfio(fake, part);
	else if (text_equal(driver, part->native))
		make_native(fake, part);
}

static int detach(struct fake *fake, const struct part *part)
{
	char driver[64];

	/* The path goes through the link: without driver there is no such file. */
	if (!react_driver(fake, part->address, driver, sizeof(driver)))
		return -ENOENT;
	CHECK_INT(unlinkat(fd_of(fake), PATH(DEVICES "/%s/driver", part->address), 0), 0);
	CHECK_INT(unlinkat(fd_of(fake), PATH(DRIVERS "/%s/%s", driver, part->address), 0),
	          0);
	if (driver_is_vfio(driver))
		remove_vfio(fake, part);
	else
		remove_native(fake, part);
	return 0;
}

static bool matches(struct fake *fake, const struct part *part, const char *driver)
{
	char buffer[64];
	const char *override = find_override(fake, part->address, buffer, sizeof(buffer));

	if (!override && fake->is_taught && strcmp(driver, "vfio-pci") == 0)
		return true;
	return text_equal(override ? override : part->native, driver);
}

static bool is_drawn(const struct fake *fake, const struct part *part)
{
	return part->framebuffer && exists(fake, PATH(DEVICES "/%s/%s/driver",
	                                              part->address, part->framebuffer));
}

static int bind(struct fake *fake, const struct part *part, const char *driver)
{
	char now[64];

	if (!exists(fake, PATH(DRIVERS "/%s", driver)))
		return -ENOENT;
	if (!matches(fake, part, driver))
		return -ENODEV;
	if (react_driver(fake, part->address, now, sizeof(now)))
		return -EBUSY;
	if (driver_is_vfio(driver) && (part->header || part->group < 0))
		return -EINVAL;
	if (driver_is_vfio(driver) && part->vfs)
		return -EBUSY;
	if (driver_is_vfio(driver) && is_drawn(fake, part))
		fake_say(fake, "%s: VFIO has memory that the host draws in",
		         part->address);
	react_attach(fake, part, driver);
	return 0;
}

/* The first loaded driver that matches takes it; that none does is no error. */
static void probe(struct fake *fake, const struct part *part)
{
	char buffer[64], now[64];
	const char *wanted = find_override(fake, part->address, buffer, sizeof(buffer));

	/* Which of two that match comes first is chance: here it is always the wrong one.
	 */
	if (!wanted)
		wanted = fake->is_taught ? "vfio-pci" : part->native;
	if (wanted && !react_driver(fake, part->address, now, sizeof(now)))
		(void)bind(fake, part, wanted);
}

void react_probe_all(struct fake *fake)
{
	for (size_t i = 0; i < fake->machine->n_parts; i++)
		probe(fake, &fake->machine->parts[i]);
}

static int set_override(struct fake *fake, const struct part *part, const char *text)
{
	char line[128];

	/* sysfs does not even tell the file of a write of no bytes. */
	if (!*text)
		return 0;
	CHECK_INT(text_format(line, sizeof(line), "%s", text), 0);
	(void)text_trim(line);
	put(fake, PATH(DEVICES "/%s/driver_override", part->address),
	    *line ? PATH("%s\n", line) : "(null)\n");
	return 0;
}

/* "sys/bus/pci/devices/ADDRESS/REST"; NULL: another path. */
static const struct part *part_of(const struct fake *fake, const char *name,
                                  const char **ret_rest)
{
	static const char prefix[] = "sys/bus/pci/devices/";
	char address[32];

	if (!text_starts(name, prefix) || !strchr(name + strlen(prefix), '/'))
		return NULL;
	name += strlen(prefix);
	*ret_rest = strchr(name, '/') + 1;
	CHECK_INT(text_format(address, sizeof(address), "%.*s",
	                      (int)(*ret_rest - name - 1), name),
	          0);
	return find_part(fake, address);
}

/*
 * What matches the new id and has no driver is taken at once (driver_attach()): there
 * must be a lease that leads it home, whoever dies next.
 */
static int teach(struct fake *fake)
{
	if (fake->is_taught)
		return -EEXIST;
	fake->is_taught = true;
	for (size_t i = 0; i < fake->machine->n_parts; i++) {
		const struct part *part = &fake->machine->parts[i];

		if (matches(fake, part, "vfio-pci") &&
		    bind(fake, part, "vfio-pci") == 0 &&
		    !exists(fake, PATH(LEASE_DIRECTORY "/%s", part->address)))
			fake_say(fake, "%s is caught without a lease", part->address);
	}
	return 0;
}

/* -ESRCH: it is about no ids. */
static int write_ids(struct fake *fake, const char *name, const char *text)
{
	bool is_new = strcmp(name, DRIVERS "/vfio-pci/new_id") == 0;

	if (!is_new && strcmp(name, DRIVERS "/vfio-pci/remove_id") != 0)
		return -ESRCH;
	if (strcmp(text, "8086 10d3 8086 0000") != 0)
		return -EINVAL;
	if (is_new)
		return teach(fake);
	if (!fake->is_taught)
		return -ENODEV;
	fake->is_taught = false;
	return 0;
}

static int write_driver(struct fake *fake, const char *name, const struct part *part)
{
	char driver[64];
	const char *rest = name + strlen(DRIVERS "/"), *slash = strchr(rest, '/');

	if (!text_starts(name, DRIVERS "/") || !slash || strcmp(slash, "/bind") != 0)
		return -ENOENT;
	CHECK_INT(text_format(driver, sizeof(driver), "%.*s", (int)(slash - rest), rest),
	          0);
	return bind(fake, part, driver);
}

/* Its driver wants the function's memory for itself. -ESRCH: it is no framebuffer's. */
static int write_framebuffer(struct fake *fake, const char *name, const char *text)
{
	char driver[64];

	for (size_t i = 0; i < fake->machine->n_parts; i++) {
		const struct part *part = &fake->machine->parts[i];
		const char *link = PATH(DEVICES "/%s/%s/driver", part->address,
		                        part->framebuffer ? part->framebuffer : "");

		if (!text_equal(part->framebuffer, text))
			continue;
		if (strcmp(name,
		           PATH("sys/bus/platform/devices/%s/driver/unbind", text)) == 0)
			return unlinkat(fd_of(fake), link, 0) < 0 ? -errno : 0;
		if (strcmp(name, "sys/bus/platform/drivers/" DRAWER "/bind") != 0)
			return -ENOENT;
		if (react_driver(fake, part->address, driver, sizeof(driver)) ||
		    is_drawn(fake, part))
			return -EBUSY;
		return symlinkat("../../../../bus/platform/drivers/" DRAWER, fd_of(fake),
		                 link) < 0
		               ? -errno
		               : 0;
	}
	return -ESRCH;
}

int react_write(struct fake *fake, const char *name, const char *text)
{
	const struct part *part;
	const char *rest;
	int r = write_framebuffer(fake, name, text);

	if (r == -ESRCH)
		r = write_ids(fake, name, text);
	if (r != -ESRCH)
		return r;
	part = part_of(fake, name, &rest);
	if (part && strcmp(rest, "driver_override") == 0)
		return set_override(fake, part, text);
	if (part && strcmp(rest, "driver/unbind") == 0)
		return strcmp(text, part->address) == 0 ? detach(fake, part) : -ENODEV;
	part = find_part(fake, text);
	if (!part)
		return -ENODEV;
	if (strcmp(name, "sys/bus/pci/drivers_probe") != 0)
		return write_driver(fake, name, part);
	probe(fake, part);
	return 0;
}

static const char *driver_of(const struct fake *fake, const char *module)
{
	if (strcmp(module, "vfio_pci") == 0)
		return fake->brings ? fake->brings : "vfio-pci";
	for (size_t i = 0; i < fake->machine->n_parts; i++)
		if (text_equal(fake->machine->parts[i].module, module))
			return fake->machine->parts[i].native;
	return NULL;
}

int react_load(struct fake *fake, const char *module)
{
	const char *driver = driver_of(fake, module);
	_cleanup_(freep) char *tree = NULL;
	size_t size;
	FILE *out;

	if (!driver)
		return -ENOENT;
	if (exists(fake, PATH(DRIVERS "/%s", driver)))
		return 0;
	out = open_memstream(&tree, &size);
	CHECK(out);
	fake_driver_tree(out, driver, module);
	(void)fclose(out);
	fixture_add(fake->fixture, tree);
	/* A new driver looks at every device that nobody has. */
	for (size_t i = 0; i < fake->machine->n_parts; i++)
		if (matches(fake, &fake->machine->parts[i], driver))
			(void)bind(fake, &fake->machine->parts[i], driver);
	return 0;
}
