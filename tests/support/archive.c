/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/archive.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static char *pad(char *end, size_t size)
{
	memset(end, 0, -size % 4);
	return end + -size % 4;
}

static char *add(char *end, const struct archive_file *file)
{
	const char *text = file->text ? file->text : "";
	size_t name = strlen(file->name) + 1, size = strlen(text);

	end += sprintf(end,
	               "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x", 1,
	               file->mode ? file->mode : S_IFREG | 0644, 0, 0,
	               file->links ? file->links : 1, 0, size, 0, 0, 0, 0, name, 0);
	end += sprintf(end, "%s", file->name) + 1;
	end = pad(end, 110 + name);
	end += sprintf(end, "%s", text);
	return pad(end, size);
}

size_t archive_write(char *buffer, const struct archive_file *files)
{
	static const struct archive_file trailer = { .name = "TRAILER!!!" };
	char *end = buffer;

	for (; files->name; files++)
		end = add(end, files);
	return (size_t)(add(end, &trailer) - buffer);
}

static ssize_t read_bytes(void *context, void *buffer, size_t size)
{
	struct bytes *bytes = context;
	size_t n = size < bytes->left ? size : bytes->left;

	if (buffer)
		memcpy(buffer, bytes->start, n);
	bytes->start += n;
	bytes->left -= n;
	return (ssize_t)n;
}

void bytes_open(struct bytes *bytes, const char *start, size_t size)
{
	*bytes = (struct bytes){ start, size, { bytes, read_bytes } };
}
