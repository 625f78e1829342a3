/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "os/mappings.h"

#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

struct mappings {
	void *files; /* a tree of texts: filesystem, inode and path of what is no device
	              */
};

/* One line of maps: "START-END PERMISSIONS OFFSET FILESYSTEM INODE PATH". */
struct mapping {
	char *range;
	char *file; /* from the filesystem's number on */
	char *path;
};

static void closep(FILE **stream)
{
	if (*stream)
		(void)fclose(*stream);
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int remember(struct mappings *mappings, const char *file)
{
	char *copy = strdup(file);

	if (!copy)
		return -ENOMEM;
	if (tsearch(copy, &mappings->files, compare))
		return 0;
	free(copy);
	return -ENOMEM;
}

/* Modifies LINE, which lives as long as what is made of it. 0 or -EINVAL: no file. */
static int parse(char *line, struct mapping *ret)
{
	char *rest = line, *inode;

	(void)text_trim(line);
	ret->range = strsep(&rest, " ");
	(void)strsep(&rest, " ");
	(void)strsep(&rest, " ");
	ret->file = rest;
	inode = rest ? strchr(rest, ' ') : NULL;
	ret->path = inode ? strchr(inode, '/') : NULL;
	return ret->path && strncmp(inode, " 0 ", 3) != 0 ? 0 : -EINVAL;
}

static const char *skip_zeros(const char *digits)
{
	while (digits[0] == '0' && digits[1] && digits[1] != '-')
		digits++;
	return digits;
}

/* Entries of map_files have no leading zeros, lines of maps have. */
static int name_entry(char *range, char *buffer, size_t size)
{
	char *end = strchr(range, '-');

	return !end ? -EINVAL
	            : text_format(buffer, size, "%.*s-%s", (int)(end - skip_zeros(range)),
	                          skip_zeros(range), skip_zeros(end + 1));
}

/* What is cached is enough: no network filesystem is asked, which might not answer. */
static int look(int directory, char *range, struct statx *ret)
{
	char name[64];
	int r = name_entry(range, name, sizeof(name));

	if (r < 0)
		return r;
	return statx(directory, name, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_TYPE,
	             ret) < 0
	               ? -errno
	               : 0;
}

static int add_line(const struct mapping *mapping, const struct statx *st, char *buffer,
                    size_t size)
{
	char line[512];
	size_t used = strlen(buffer);
	int r = text_format(line, sizeof(line), "%s %u:%u %s\n",
	                    S_ISBLK(st->stx_mode) ? "block" : "char", st->stx_rdev_major,
	                    st->stx_rdev_minor, mapping->path);

	if (r < 0 || strstr(buffer, line))
		return r;
	return text_format(buffer + used, size - used, "%s", line) < 0 ? -EFBIG : 0;
}

static int read_line(struct mappings *mappings, int directory, char *line, char *buffer,
                     size_t size)
{
	struct mapping mapping;
	struct statx st;
	int r;

	if (parse(line, &mapping) < 0 || tfind(mapping.file, &mappings->files, compare))
		return 0;
	r = look(directory, mapping.range, &st);
	/* It was unmapped meanwhile. */
	if (r == -ENOENT || r == -ESRCH)
		return 0;
	if (r < 0)
		return r;
	if (S_ISCHR(st.stx_mode) || S_ISBLK(st.stx_mode))
		return add_line(&mapping, &st, buffer, size);
	return remember(mappings, mapping.file);
}

static int read_lines(struct mappings *mappings, FILE *stream, int directory,
                      char *buffer, size_t size)
{
	_cleanup_(freep) char *line = NULL;
	size_t room = 0;
	int r = 0;

	while (r == 0 && getline(&line, &room, stream) > 0)
		r = read_line(mappings, directory, line, buffer, size);
	return r;
}

/* A process that ended meanwhile has nothing mapped. */
static int or_ended(int error)
{
	return error == -ENOENT || error == -ESRCH ? 0 : error;
}

int mappings_read(struct mappings *mappings, const struct root *root, const char *process,
                  char *buffer, size_t size)
{
	_cleanup_(closep) FILE *stream = NULL;
	_cleanup_(close_fdp) int directory = -1;
	char path[64];
	int fd, r;

	buffer[0] = '\0';
	r = text_format(path, sizeof(path), "%s/map_files", process);
	if (r < 0)
		return r;
	directory = root_open_file(root, path, O_PATH | O_DIRECTORY, 0);
	if (directory < 0)
		return or_ended(directory);
	r = text_format(path, sizeof(path), "%s/maps", process);
	if (r < 0)
		return r;
	fd = root_open_file(root, path, O_RDONLY, 0);
	if (fd < 0)
		return or_ended(fd);
	stream = fdopen(fd, "r");
	if (!stream) {
		(void)close(fd);
		return -ENOMEM;
	}
	return read_lines(mappings, stream, directory, buffer, size);
}

struct mappings *mappings_new(void)
{
	return calloc(1, sizeof(struct mappings));
}

void mappings_free(struct mappings *mappings)
{
	if (!mappings)
		return;
	tdestroy(mappings->files, free);
	free(mappings);
}
