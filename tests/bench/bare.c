/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel alone costs: the floor that vfioprep is measured against.
 *
 *   bare list                   reads of every function what `vfioprep list` reads
 *   bare bind DRIVER ADDRESS…   moves functions by the sysfs writes and nothing else
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DEVICES "/sys/bus/pci/devices"
#define DRIVERS "/sys/bus/pci/drivers"

static const char *const files[] = { "vendor", "device", "class" };
static const char *const links[] = { "driver", "iommu_group" };

static int read_function(int devices, const char *address)
{
	char text[PATH_MAX];
	int directory;

	/* Its parent stands in the path that it is a link to. */
	if (readlinkat(devices, address, text, sizeof(text)) < 0)
		return -1;
	directory = openat(devices, address, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return -1;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		int fd = openat(directory, files[i], O_RDONLY | O_CLOEXEC);

		if (fd < 0 || read(fd, text, sizeof(text)) < 0)
			return -1;
		close(fd);
	}
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (readlinkat(directory, links[i], text, sizeof(text)) < 0 &&
		    errno != ENOENT)
			return -1;
	return close(directory);
}

static int list(void)
{
	DIR *stream = opendir(DEVICES);
	const struct dirent *entry;
	unsigned n = 0;

	if (!stream)
		return -1;
	while ((entry = readdir(stream)))
		if (entry->d_name[0] != '.') {
			if (read_function(dirfd(stream), entry->d_name) < 0)
				return -1;
			n++;
		}
	closedir(stream);
	printf("%u functions\n", n);
	return 0;
}

/* No driver, no file to unbind it with. */
static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	if (write(fd, text, strlen(text)) < 0)
		return -1;
	return close(fd);
}

static int move(const char *driver, const char *address)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), DEVICES "/%s/driver_override", address);
	if (put(path, driver) < 0)
		return -1;
	snprintf(path, sizeof(path), DEVICES "/%s/driver/unbind", address);
	if (put(path, address) < 0)
		return -1;
	snprintf(path, sizeof(path), DRIVERS "/%s/bind", driver);
	return put(path, address);
}

int main(int argc, char **argv)
{
	int r = -1;

	if (argc == 2 && strcmp(argv[1], "list") == 0)
		r = list();
	else if (argc > 3 && strcmp(argv[1], "bind") == 0)
		for (int i = 3; i < argc && (r = move(argv[2], argv[i])) == 0;)
			i++;
	else
		errno = EINVAL;
	if (r < 0)
		perror("bare");
	return r < 0;
}
