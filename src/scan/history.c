/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scan/history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"

/* More than thousands of devices take; anything larger is none of ours. */
#define RECORD_SIZE_MAX (64 << 20)

bool history_is_id(const char *text)
{
	static const char form[] = "00000000T000000Z-xxxxxxxxxxxxxxxx";
	size_t i = 0;

	for (; form[i] && text[i]; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';
		bool hex = digit || (text[i] >= 'a' && text[i] <= 'f');

		if (form[i] == '0' ? !digit : form[i] == 'x' ? !hex : form[i] != text[i])
			return false;
	}
	return !form[i] && !text[i];
}

static int newest_first(const void *a, const void *b)
{
	return strcmp(*(const char *const *)b, *(const char *const *)a);
}

static int append(struct arena *arena, const char ***list, size_t *n, size_t *room,
                  const char *name)
{
	if (*n == *room) {
		size_t wanted = *room ? 2 * *room : 128;
		const char **grown = arena_array(arena, wanted, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		if (*n)
			memcpy(grown, *list, *n * sizeof(*grown));
		*list = grown;
		*room = wanted;
	}
	(*list)[*n] = arena_text(arena, name);
	return (*list)[(*n)++] ? 0 : -ENOMEM;
}

int scan_history(const struct root *root, struct arena *arena, const char *const **ret,
                 size_t *ret_n, struct fault *f)
{
	_cleanup_(closedirp) DIR *stream = NULL;
	const struct dirent *entry;
	const char **list = NULL;
	size_t n = 0, room = 0;
	int r;

	*ret = NULL;
	*ret_n = 0;
	r = root_opendir(root, HISTORY_DIRECTORY, &stream);
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return fault_errno(f, r, "cannot list /%s", HISTORY_DIRECTORY);
	while ((entry = readdir(stream)))
		if (history_is_id(entry->d_name) &&
		    append(arena, &list, &n, &room, entry->d_name) < 0)
			return fault(f, -ENOMEM, "out of memory");
	if (n)
		qsort(list, n, sizeof(*list), newest_first);
	*ret = list;
	*ret_n = n;
	return 0;
}

/* The whole file, with a NUL behind it. */
static int read_all(const struct root *root, struct arena *arena, const char *path,
                    char **ret)
{
	_cleanup_(close_fdp) int fd = root_open_file(root, path, O_RDONLY, 0);
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size > RECORD_SIZE_MAX)
		return -EINVAL;
	*ret = arena_alloc(arena, (size_t)st.st_size + 1);
	if (!*ret)
		return -ENOMEM;
	n = read(fd, *ret, (size_t)st.st_size);
	if (n < 0)
		return -errno;
	return memchr(*ret, '\0', (size_t)n) ? -EBADMSG : 0;
}

int scan_record(const struct root *root, struct arena *arena, const char *id,
                struct record **ret, struct fault *f)
{
	struct fault cause = { 0 };
	char path[128], *text = NULL;
	int r;

	r = text_format(path, sizeof(path), HISTORY_DIRECTORY "/%s", id);
	if (r == 0)
		r = read_all(root, arena, path, &text);
	if (r == -ENOENT)
		return r;
	if (r == 0)
		r = record_read(arena, text, ret, &cause);
	if (r == 0 && !text_equal((*ret)->id, id))
		r = fault(&cause, -EINVAL, "it is of %s", (*ret)->id);
	if (r < 0)
		return fault(f, r, "cannot read /%s: %s", path,
		             cause.error ? cause.text : fault_words(r));
	return 0;
}
